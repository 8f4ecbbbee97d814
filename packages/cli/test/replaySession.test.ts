import fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import { feed } from '../../../src/adapters/tapStream.js';
import type { Translator } from '../../../src/index.js';
import { counted, turnDone, world } from '../../../test/support/world.js';
import { type FormatName, formats } from '../src/replay/formats.js';
import { replaySession } from '../src/replay/replaySession.js';
import { chunksOf, examples, formatNames, lines, recorded, release, replayed } from './replaySupport.js';

/** What an app posts at its next launch after it was given the session, in the streams that it consists of. */
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

test('more counts than a payload takes are as many payloads as an app flushes', { timeout: 60_000 }, async () => {
  const text = lines({ kind: 'compaction_done' }).repeat(1_000_001) + lines(turnDone);
  const bodies = await flushed('events', text);
  expect(bodies).toHaveLength(2);
  expect((await replayed(text)).payloads).toEqual(bodies);
});

test.each(examples)('of the $name session it counts what it must, in no more turns than there are', async (example) => {
  const { counters, inTurns } = await replayed(recorded(example.name), { from: example.from });
  expect(counters).toEqual(example.expected);
  const turns = counters['turns/total'];
  expect(inTurns['turns/total']).toBe(turns);
  for (const [token, count] of Object.entries(inTurns)) {
    expect(count).toBeLessThanOrEqual(Math.min(turns ?? 0, counters[token as keyof typeof counters] ?? 0));
  }
});

test('a token is counted in a turn once, however often it is seen there', async () => {
  const compaction = { kind: 'compaction_done' };
  const { counters, inTurns } = await replayed(lines(compaction, compaction, turnDone, compaction, turnDone, turnDone));
  expect(counters).toEqual({ 'compaction/total': 3, 'turns/total': 3 });
  expect(inTurns).toEqual({ 'compaction/total': 2, 'turns/total': 3 });
});

test('what was counted outside of any turn, when its stream is over, is not in the next one', async () => {
  const { counters, inTurns } = await replayed(lines({ kind: 'compaction_done' }, { end: {} }, turnDone));
  expect(counters).toEqual({ 'compaction/total': 1, 'turns/total': 1 });
  expect(inTurns).toEqual({ 'turns/total': 1 });
});

test('a turn is one, however long it takes to read it', async () => {
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
  const { inTurns } = await replaySession(slowly(), { from: 'events', release });
  expect(inTurns).toEqual({ 'compaction/total': 1, 'turns/total': 1 });
});

test('a turn that is not over at the end of the file, or of a stream, ends there', async () => {
  const started = { kind: 'turn_started' };
  const cut = await replayed(lines(started));
  expect(cut.counters).toEqual({ 'turns/total': 1 });
  const failed = await replayed(lines(started, { end: { error: { message: 'socket hang up: ECONNRESET' } } }, started));
  expect(failed.counters).toEqual({ 'provider_error/stream_interrupted': 1, 'turns/total': 2 });
  // Other adapters know that what ends without a word was cut.
  const wire = await replayed(lines(started), { from: 'wire' });
  expect(wire.counters).toEqual({ 'provider_error/stream_interrupted': 1, 'turns/total': 1 });
});

test('a stream that fails before its first item counts; none is made up where the last one has ended', async () => {
  const refused = { end: { error: { statusCode: 429 } } };
  const { counters } = await replayed(lines(refused, { type: 'start' }, { type: 'abort' }, { end: {} }), {
    from: 'ai-sdk',
  });
  expect(counters).toEqual({ 'provider_error/http_429': 1, 'turns/total': 2 });
});

test('a stream that ended with no error to tell of ended well', async () => {
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

test.each(formatNames)('however a session of %s is cut into chunks, the result is the same', async (from) => {
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

test('a byte at a time, with letters of several bytes, is the same as all at once', async () => {
  const bytes = Buffer.from(lines({ kind: 'turn_done', err: 'délai dépassé 时间 🕰 timeout' }));
  const single = await replaySession(chunksOf(...Array.from(bytes, (byte) => Buffer.of(byte))), {
    from: 'events',
    release,
  });
  expect(single.counters).toEqual({ 'provider_error/timeout': 1, 'turns/total': 1 });
});
