/** Read by `tsc`, never run: an expected error that is missing fails the check. */
import type { AgentEvent, Translator } from '../../src/events.js';

export const events: AgentEvent[] = [
  { kind: 'turn_started' },
  { kind: 'usage', usage: { finishReason: 'stop', cacheHitTokens: 900, cacheMissTokens: 100 } },
  { kind: 'turn_done', err: { status: 429 } },
  // @ts-expect-error: no such kind
  { kind: 'turn_finished' },
  // @ts-expect-error: a kind has its own fields and no others
  { kind: 'compaction_done', err: 'timeout' },
  // @ts-expect-error: tokens are numbers
  { kind: 'usage', usage: { cacheHitTokens: '900' } },
];

export const numbers: Translator<number> = () => ({
  next: (n) => (n < 0 ? [{ kind: 'turn_done', err: 'timeout' }] : []),
  end: () => [],
});

// @ts-expect-error: an open turn has to be closed
export const endless: Translator<number> = () => ({ next: () => [] });
