import type { AgentEvent, Translator } from '../events.js';
import { type AdapterOptions, callUsage, errorFacts, type Fields, toolFailed } from './errorFacts.js';

export type { AdapterOptions, ToolError } from './errorFacts.js';

/** An event as desktop agents emit them: an `AgentEvent`, its kind and fields in camel or in snake case. */
export type WireEvent = { readonly kind: string };

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const field = (of: Fields, name: string): unknown => of[name] ?? of[snake(name)];

const saysEmptyFinal = (text: unknown): boolean => `${text}`.startsWith('empty final answer blocked');

/** As `wire`, with options. `toolError` is given the tool's error. */
export const wireWith =
  ({ toolError }: AdapterOptions<unknown> = {}): Translator<WireEvent> =>
  () => {
    let open = false;
    /** Turns taken for cut. One that ran beside another tells its end after all, and is not counted again. */
    let cut = 0;

    const done = (err: unknown): AgentEvent[] => {
      open = false;
      return [{ kind: 'turn_done', err: err ? errorFacts(err) : '' }];
    };
    const end = (error: unknown = 'eof'): AgentEvent[] => (open ? done(error) : []);

    return {
      next(item) {
        const event = item as Fields;
        const usage = (event.usage ?? {}) as Fields;
        const tool = (event.tool ?? {}) as Fields;
        switch (snake(item.kind)) {
          case 'turn_started': {
            // A wire that never ends cannot tell that the turn before it was cut.
            if (open) cut++;
            const ended = end();
            open = true;
            return ended;
          }
          case 'usage': {
            // Titles, summaries and subagents call models too: not for this turn's answer.
            if (usage.source && !/^(executor|planner)$/.test(usage.source as string)) return [];
            const cached = field(usage, 'cacheHitTokens');
            const input = Number(cached) + Number(field(usage, 'cacheMissTokens') ?? '?');
            return [callUsage(field(usage, 'finishReason'), cached, input)];
          }
          case 'tool_result':
            // A result that is not complete yet, or is shown again.
            if (!tool.err || tool.partial || tool.refreshed) return [];
            return toolFailed(toolError?.(tool.err) ?? errorFacts(tool.err));
          case 'notice':
            return event.code === 'empty_final' || saysEmptyFinal(event.text) || saysEmptyFinal(event.detail)
              ? [{ kind: 'notice', code: 'empty_final' }]
              : [];
          case 'compaction_done':
            return [{ kind: 'compaction_done' }];
          case 'turn_done':
            if (open || !cut) return done(event.err);
            cut--;
        }
        return [];
      },
      end,
    };
  };

/** Events over a wire, such as Electron's IPC: one turn from `turn_started` to `turn_done`, the next start or the end. */
export const wire: Translator<WireEvent> = wireWith();
