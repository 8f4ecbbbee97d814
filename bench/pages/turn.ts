import type { AgentEvent } from '../../src/events.js';

const call: AgentEvent = {
  kind: 'usage',
  usage: { finishReason: 'tool_calls', cacheHitTokens: 900, cacheMissTokens: 60 },
};

/** What counts of a turn: seven model calls, a tool that failed, an end. Its tally has five tokens. */
export const turn: readonly AgentEvent[] = [
  ...Array.from({ length: 6 }, () => call),
  { kind: 'tool_result', tool: { err: 'exit status 1' } },
  { kind: 'usage', usage: { finishReason: 'stop', cacheHitTokens: 990, cacheMissTokens: 5 } },
  { kind: 'turn_done' },
];
