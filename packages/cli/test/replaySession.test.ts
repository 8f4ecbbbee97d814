import fc from 'fast-check';
import { limits } from 'turntally/protocol';
import { expect, onTestFinished, test, vi } from 'vitest';
import { feed } from '../../../src/adapters/tapStream.js';
import type { Translator } from '../../../src/index.js';
import { counted, turnDone, world } from '../../../test/support/world.js';
import { type FormatName, formats } from '../src/replay/formats.js';
import { replaySession } from '../src/replay/replaySession.js';
import { chunksOf, examples, formatNames, lines, recorded, release, replayed } from './replaySupport.js';

/** Gives the streams of the session to an app. Returns what it posts at its next launch. */
async function flushed(from: FormatName, text: string): Promise<string[]> {
  const { telemetry, posts, flush } = world({ replies: [counted] });
  const tap = telemetry.tap(formats[from].translator as Translator<unknown>);
  let stream: ReturnType<typeof feed<unknown>> | undefined;
  for (const line of text.trimEnd().split('\n')) {
    const item: { end?: { error?: unknown } } = JSON.parse(line);
    stream ??= feed(tap);
    if (!item.end) stream.next(item);
    else if (item.end.error) stream.error(item.end.error);
    else stream.complete();
    if (item.end) stream = undefined;
  }
  stream?.complete();
  await flush();
  return posts.map(({ body }) => body);
}

test.each(examples)(
  'the payload of the $name session is, byte for byte, what an app flushes',
  async ({ from, name }) => {
    const bodies = await flushed(from, recorded(name));
    expect(bodies).toHaveLength(1);
    expect((await replayed(recorded(name), { from })).payloads).toEqual(bodies);
  },
);

test('counts that do not fit into one payload become as many payloads as an app flushes', {
  timeout: 60_000,
}, async () => {
  const text = lines({ kind: 'compaction_done' }).repeat(limits.count + 1) + lines(turnDone);
  const bodies = await flushed('events', text);
  expect(bodies).toHaveLength(2);
  expect((await replayed(text)).payloads).toEqual(bodies);
});

test.each(examples)('counts the $name session as expected, in no more turns than there are', async (example) => {
  const { counters, turnCounts } = await replayed(recorded(example.name), { from: example.from });
  expect(counters).toEqual(example.expected);
  const turns = counters['turns/total'];
  expect(turnCounts['turns/total']).toBe(turns);
  for (const [token, count] of Object.entries(turnCounts)) {
    expect(count).toBeLessThanOrEqual(Math.min(turns ?? 0, counters[token as keyof typeof counters] ?? 0));
  }
});

test('a token is counted once per turn in turnCounts, however often it occurs', async () => {
  const compaction = { kind: 'compaction_done' };
  const { counters, turnCounts } = await replayed(
    lines(compaction, compaction, turnDone, compaction, turnDone, turnDone),
  );
  expect(counters).toEqual({ 'compaction/total': 3, 'turns/total': 3 });
  expect(turnCounts).toEqual({ 'compaction/total': 2, 'turns/total': 3 });
});

test('what was counted outside of turns when the stream ends is not in the next turn', async () => {
  const { counters, turnCounts } = await replayed(lines({ kind: 'compaction_done' }, { end: {} }, turnDone));
  expect(counters).toEqual({ 'compaction/total': 1, 'turns/total': 1 });
  expect(turnCounts).toEqual({ 'turns/total': 1 });
});

test('the time that reading takes does not split a turn', async () => {
  vi.useFakeTimers();
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const compaction = lines({ kind: 'compaction_done' });
  async function* slowly() {
    for (const text of [compaction, compaction, lines(turnDone)]) {
      yield Buffer.from(text);
      await vi.advanceTimersByTimeAsync(60_000);
    }
  }
  const { turnCounts } = await replaySession(slowly(), { from: 'events', release });
  expect(turnCounts).toEqual({ 'compaction/total': 1, 'turns/total': 1 });
});

test('the end of the file, or of a stream, ends an open turn', async () => {
  const started = { kind: 'turn_started' };
  const cut = await replayed(lines(started));
  expect(cut.counters).toEqual({ 'turns/total': 1 });
  const failed = await replayed(lines(started, { end: { error: { message: 'socket hang up: ECONNRESET' } } }, started));
  expect(failed.counters).toEqual({ 'provider_error/stream_interrupted': 1, 'turns/total': 2 });
  // This adapter treats a stream without an end as interrupted.
  const wire = await replayed(lines(started), { from: 'wire' });
  expect(wire.counters).toEqual({ 'provider_error/stream_interrupted': 1, 'turns/total': 1 });
});

test('a stream that fails before its first item counts; after the last end marker there is no further stream', async () => {
  const refused = { end: { error: { statusCode: 429 } } };
  const { counters } = await replayed(lines(refused, { type: 'start' }, { type: 'abort' }, { end: {} }), {
    from: 'ai-sdk',
  });
  expect(counters).toEqual({ 'provider_error/http_429': 1, 'turns/total': 2 });
});

test('an end marker without an error, or with null, completes the stream', async () => {
  const run = [
    { type: 'RUN_STARTED', runId: 'r', threadId: 't' },
    { type: 'RUN_FINISHED', runId: 'r', threadId: 't' },
  ];
  const ended = (end: object) => replayed(lines(...run, { end }, ...run), { from: 'ag-ui' });
  expect((await ended({ error: null })).counters).toEqual((await ended({})).counters);
  const cut = { end: { error: null } };
  const { counters } = await replayed(lines({ type: 'start' }, cut), { from: 'ai-sdk' });
  expect(counters).toEqual((await replayed(lines({ type: 'start' }, { end: {} }), { from: 'ai-sdk' })).counters);
});

test.each(formatNames)('the result for %s does not depend on the chunks', async (from) => {
  const text = Buffer.from(recorded(from === 'events' ? 'session' : from));
  const whole = await replaySession(chunksOf(text), { from, release });
  const cuts = fc.array(fc.nat(text.length), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(cuts, async (places) => {
      const at = [0, ...places.sort((a, b) => a - b), text.length];
      const chunks = at.slice(1).map((end, n) => text.subarray(at[n], end));
      expect(await replaySession(chunksOf(...chunks), { from, release })).toEqual(whole);
    }),
    { numRuns: 30 },
  );
});

test('characters of several bytes can be split between chunks', async () => {
  const bytes = Buffer.from(lines({ kind: 'turn_done', err: 'délai dépassé 时间 🕰 timeout' }));
  const single = await replaySession(chunksOf(...Array.from(bytes, (byte) => Buffer.of(byte))), {
    from: 'events',
    release,
  });
  expect(single.counters).toEqual({ 'provider_error/timeout': 1, 'turns/total': 1 });
});
