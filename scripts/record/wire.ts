import { round, totalOf } from '../../demo/script/script.js';
import type { Counters } from '../../src/signals.js';
import { ended, type Recording } from './recording.js';

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const snaked = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).map(([name, field]) => [snake(name), snaked(field)]))
    : value;

/** The demo's session as a desktop agent emits it: every other turn in snake case, and with calls of sub-agents. */
export function recordWire(): Recording {
  const lines = round.flatMap(({ events }, turn) => {
    const emitted: unknown[] = events.flatMap((event): unknown[] => {
      if (event.kind === 'tool_dispatch') {
        const { tool } = event;
        return [
          { kind: 'tool_dispatch', tool: { ...tool, detail: '', partial: true } },
          event,
          { kind: 'tool_dispatch', tool: { ...tool, refreshed: true } },
        ];
      }
      if (event.kind !== 'usage') return [event];
      const other = { finishReason: 'stop', cacheHitTokens: 0, cacheMissTokens: 300 };
      return [
        { ...event, usage: { ...event.usage, source: turn % 3 ? 'executor' : 'planner' } },
        { kind: 'usage', usage: { ...other, source: ['title', 'subagent', 'compaction'][turn % 3] } },
      ];
    });
    return turn % 2 ? emitted.map(snaked) : emitted;
  });
  return [{ lines: [...lines, ended()], counts: totalOf(round) as Counters }];
}
