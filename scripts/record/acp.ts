import type { AnyMessage, Stream } from '@agentclientprotocol/sdk/unstable';
import type { Counters } from '../../src/signals.js';
import { type Behaviour, calls, connect, fails, says } from '../../test/adapters/support/acpPair.js';
import { ended, type Recording } from './recording.js';

const done = { 'turns/total': 1 };
const stop = { 'finish_reason/stop': 1 };
const usage = { inputTokens: 40, outputTokens: 50, cachedReadTokens: 3960, cachedWriteTokens: 0, totalTokens: 4050 };

const turns: readonly [Counters, Behaviour][] = [
  [
    { ...stop, 'cache_hit/99_100': 1, ...done },
    async ({ update }) => {
      await update(says('Because of the clock.'));
      return { stopReason: 'end_turn', usage };
    },
  ],
  [
    { ...stop, 'empty_final/total': 1, ...done },
    async ({ update }) => {
      await update(says('Let me check.'));
      await update(calls('1'));
      await update({ sessionUpdate: 'tool_call_update', toolCallId: '1', status: 'completed' });
      return { stopReason: 'end_turn' };
    },
  ],
  [
    { ...stop, 'tool_error/exec': 1, 'tool_error/permission': 1, ...done },
    async ({ update, ask }) => {
      await update(calls('2'));
      await update(fails('2'));
      await update(calls('3'));
      await ask('3');
      await update(fails('3'));
      await update(says('I may not.'));
      return { stopReason: 'end_turn' };
    },
  ],
  [
    { 'finish_reason/length': 1, 'compaction/total': 1, ...done },
    async ({ update }) => {
      await update({ sessionUpdate: 'compaction_update', compactionId: 'c', status: 'completed' });
      await update(says('Bec'));
      return { stopReason: 'max_tokens' };
    },
  ],
  [{ 'finish_reason/content_filter': 1, ...done }, async () => ({ stopReason: 'refusal' })],
  [done, async () => ({ stopReason: 'cancelled' })],
  [{ 'provider_error/http_429': 1, ...done }, () => Promise.reject(new Error('status 429 from the provider'))],
  [{ 'provider_error/stream_interrupted': 1, ...done }, () => new Promise(() => {})],
];

/** The messages of a connection as the client sees them: a session is loaded, then its turns run. */
export async function recordAcp(): Promise<Recording> {
  const lines: unknown[] = [];
  const counts: Counters[] = [];
  const mirror = ({ readable, writable }: Stream): Stream => {
    const note = (way: string) =>
      new TransformStream<AnyMessage, AnyMessage>({
        transform(message, controller) {
          lines.push({ [way]: message });
          controller.enqueue(message);
        },
      });
    const sent = note('sent');
    void sent.readable.pipeTo(writable).catch(() => {});
    return { readable: readable.pipeThrough(note('received')), writable: sent.writable };
  };
  let turn = 0;
  const behave: Behaviour = (prompted) => turns[turn++]?.[1](prompted) ?? Promise.reject(new Error('unknown turn'));
  const history = [says('An old answer.'), calls('1'), fails('1')];
  const { open, load, prompt, pipe, updates } = connect(behave, { mirror, choose: 'no', history });
  const session = await open();
  await load(session);
  for (const [counted] of turns) {
    const prompted = prompt(session).catch(() => {});
    counts.push(counted);
    if (counts.length < turns.length) await prompted;
    // The last turn gets no answer.
    else setTimeout(() => pipe?.close(), 100);
    await prompted;
  }
  if (updates.length === 0) throw new Error('no updates arrived');
  lines.push(ended());
  return [{ lines, counts: {} }, ...counts.map((counted) => ({ lines: [], counts: counted }))];
}
