import type { AgentEvent, Counters } from 'turntally';

/**
 * An event of the demo's agent. Like real events it also carries text, tool names and output. turntally does not read
 * them; the page shows them to prove that they were present.
 */
export type DemoEvent = AgentEvent & {
  /** Milliseconds since the stream, or the recorded session, began. */
  at?: number;
  prompt?: string;
  text?: string;
  tool?: { name?: string; detail?: string };
};

/** A turn of the script, with the counts it must result in, which are written by hand. */
export interface ScriptedTurn {
  readonly id: string;
  readonly title: string;
  readonly events: readonly DemoEvent[];
  readonly counts: Counters;
}

/** One scripted turn: `turn_started`, then the steps. The last step must end the turn. */
export function turn(
  id: string,
  title: string,
  prompt: string,
  counts: Counters,
  ...steps: DemoEvent[][]
): ScriptedTurn {
  return { id, title, counts, events: [{ kind: 'turn_started', prompt }, ...steps.flat()] };
}

export const thinks = (text: string): DemoEvent[] => deltas('reasoning', text);
export const says = (text: string): DemoEvent[] => [...deltas('text', text), { kind: 'message', text }];
export const phase = (text: string): DemoEvent[] => [{ kind: 'phase', text }];
export const only = (event: DemoEvent): DemoEvent[] => [event];

/** A tool call from dispatch to result; with `err` it fails. */
export function tool(
  name: string,
  detail: string,
  err?: string | { code?: string | number; message?: string },
): DemoEvent[] {
  return [
    { kind: 'tool_dispatch', tool: { name, detail } },
    { kind: 'tool_progress', tool: { name } },
    { kind: 'tool_result', tool: err === undefined ? { name } : { name, err } },
  ];
}

/** What the provider reports about one model call. */
export function usage(finishReason: string, cacheHitTokens: number, cacheMissTokens: number): DemoEvent[] {
  return [{ kind: 'usage', usage: { finishReason, cacheHitTokens, cacheMissTokens } }];
}

export const done: DemoEvent[] = [{ kind: 'turn_done' }];
export const fails = (
  err: string | { status?: number; code?: string; name?: string; message?: string },
): DemoEvent[] => [{ kind: 'turn_done', err }];

/** Increments of one or two words, as a model streams them. */
function deltas(kind: 'reasoning' | 'text', text: string): DemoEvent[] {
  const words = text.match(/\S+\s*/g) ?? [];
  const increments: DemoEvent[] = [];
  for (let from = 0, size = 1; from < words.length; from += size, size = (size % 2) + 1) {
    increments.push({ kind, text: words.slice(from, from + size).join('') });
  }
  return increments;
}
