import { setTimeout as wait } from 'node:timers/promises';
import type { WireEvent } from 'turntally/adapters/wire';

/** What your agent emits. The text is shown on the screen; counting does not read it. */
export type AppEvent = WireEvent & { readonly [field: string]: unknown };

/** Replaces an agent: a model call with a tool that fails, and one with the answer. */
export async function* runAgent(prompt: string): AsyncGenerator<AppEvent> {
  yield { kind: 'tool_result', tool: { name: 'read_file', err: 'permission denied' } };
  yield { kind: 'usage', usage: { finishReason: 'tool_calls', cacheHitTokens: 0, cacheMissTokens: 4000 } };
  for (const text of ['You asked: ', prompt]) {
    await wait(100);
    yield { kind: 'text', text };
  }
  yield { kind: 'usage', usage: { finishReason: 'stop', cacheHitTokens: 3840, cacheMissTokens: 160 } };
}
