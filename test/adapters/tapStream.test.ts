import fc from 'fast-check';
import { asyncScheduler, subscribeOn } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { type Tap, tapIterable, tapStream, tapTransform } from '../../src/adapters/tapStream.js';
import type { Translator } from '../../src/index.js';
import { anything } from '../support/hostile.js';
import { turnDone } from '../support/world.js';
import { counting } from './support/counting.js';

/** A turn for each item; the end is told as an error of its own kind. */
const told: Translator<unknown> = () => ({
  next: () => [turnDone],
  end: (error) => [{ kind: 'turn_done', err: error === undefined ? 'eof' : (error as Error) }],
});
const broken: Translator<unknown> = () => {
  throw new Error('the translator');
};
const throwing: Translator<unknown> = () => ({
  next: () => {
    throw new Error('the translator');
  },
  end: () => {
    throw new Error('the translator');
  },
});

interface Script {
  readonly items: readonly unknown[];
  readonly ending: 'close' | 'error';
  readonly error: unknown;
  /** After how many items the app has enough; it may also read past the end. */
  readonly enough: number;
}
const script: fc.Arbitrary<Script> = fc.record({
  items: fc.array(anything, { maxLength: 8 }),
  ending: fc.constantFrom('close', 'error'),
  error: anything,
  enough: fc.integer({ min: 0, max: 10 }),
});
const translator = fc.constantFrom(told, broken, throwing);

type Log = [what: string, value?: unknown][];

/** The very same values: nothing may have touched them. */
function expectSame(tapped: Log, plain: Log): void {
  expect(tapped.map(([what]) => what)).toEqual(plain.map(([what]) => what));
  expect(tapped.every(([, value], at) => Object.is(value, plain[at]?.[1]))).toBe(true);
}

function streamOf({ items, ending, error }: Script, log: Log): ReadableStream<unknown> {
  let at = 0;
  return new ReadableStream(
    {
      pull(controller) {
        log.push(['asked']);
        if (at < items.length) controller.enqueue(items[at++]);
        else if (ending === 'close') controller.close();
        else controller.error(error);
      },
      cancel: (reason) => void log.push(['cancelled', reason]),
    },
    { highWaterMark: 0 },
  );
}

async function readStream({ enough }: Script, stream: ReadableStream<unknown>, log: Log): Promise<Log> {
  const reader = stream.getReader();
  try {
    for (let read = 0; read < enough; read++) {
      // A slow reader: whatever is read ahead has the time to be.
      await new Promise((resolve) => setImmediate(resolve));
      const { done, value } = await reader.read();
      log.push([done ? 'closed' : 'item', value]);
      if (done) return log;
    }
    await reader.cancel('enough');
  } catch (error) {
    log.push(['error', error]);
  }
  return log;
}

/** By hand, because a generator would touch the items. */
function iterate({ items, ending, error }: Script, log: Log): AsyncIterable<unknown> {
  let at = 0;
  return {
    [Symbol.asyncIterator]: () => ({
      async next() {
        log.push(['asked']);
        if (at < items.length) return { done: false, value: items[at++] };
        if (ending === 'error') throw error;
        return { done: true, value: undefined };
      },
      async return(value) {
        log.push(['left', value]);
        return { done: true, value };
      },
    }),
  };
}

async function readIterable({ enough }: Script, items: AsyncIterable<unknown>, log: Log): Promise<Log> {
  let read = 0;
  try {
    if (enough === 0) return log;
    for await (const item of items) {
      await new Promise((resolve) => setImmediate(resolve));
      log.push(['item', item]);
      if (++read === enough) break;
    }
    log.push(['over']);
  } catch (error) {
    log.push(['error', error]);
  }
  return log;
}

test('should mirror any web stream untouched, asking for no more than the app asks', async () => {
  await fc.assert(
    fc.asyncProperty(script, translator, async (script, translator) => {
      const plain: Log = [];
      const tapped: Log = [];
      await readStream(script, streamOf(script, plain), plain);
      const { telemetry } = counting();
      await readStream(script, tapStream(streamOf(script, tapped), telemetry.tap(translator)), tapped);
      expectSame(tapped, plain);
    }),
    { numRuns: 60 },
  );
});

test('should mirror any async iterable untouched, asking for no more than the app asks', async () => {
  await fc.assert(
    fc.asyncProperty(script, translator, async (script, translator) => {
      const plain: Log = [];
      const tapped: Log = [];
      await readIterable(script, iterate(script, plain), plain);
      const { telemetry } = counting();
      await readIterable(script, tapIterable(iterate(script, tapped), telemetry.tap(translator)), tapped);
      expectSame(tapped, plain);
    }),
    { numRuns: 60 },
  );
});

const script3: Script = { items: [1, 2, 3], ending: 'close', error: new Error('read ECONNRESET'), enough: 99 };
const interrupted = { 'provider_error/stream_interrupted': 1 };

describe.each<[string, (script: Script, tap: ReturnType<typeof counting>['telemetry']) => Promise<Log>]>([
  ['tapStream', (script, { tap }) => readStream(script, tapStream(streamOf(script, []), tap(told)), [])],
  [
    'tapTransform',
    (script, { tap }) => readStream(script, streamOf(script, []).pipeThrough(tapTransform(tap(told))), []),
  ],
  ['tapIterable', (script, { tap }) => readIterable(script, tapIterable(iterate(script, []), tap(told)), [])],
])('%s', (_, read) => {
  test.each<[string, Partial<Script>, object]>([
    ['ends', {}, { 'turns/total': 4, ...interrupted }],
    ['fails', { ending: 'error' }, { 'turns/total': 4, ...interrupted }],
    ['is left early: no failure', { enough: 2 }, { 'turns/total': 3 }],
  ])('counts a stream that %s', async (_, change, counters) => {
    const { telemetry, counts, faults } = counting();
    await read({ ...script3, ...change }, telemetry);
    expect(await counts()).toEqual(counters);
    expect(faults()).toBe(0);
  });
});

test('tapTransform reads one item ahead, no more, and a cancellation reaches the source', async () => {
  const log: Log = [];
  const { telemetry } = counting();
  const stream = streamOf(script3, log).pipeThrough(tapTransform(telemetry.tap(told)));
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(log).toEqual([['asked']]);
  await stream.cancel('enough');
  expect(log).toEqual([['asked'], ['cancelled', 'enough']]);
});

test('a stream that is tapped is locked, and the one that is given can be read once', () => {
  const { telemetry } = counting();
  const stream = streamOf(script3, []);
  const tapped = tapStream(stream, telemetry.tap(told));
  expect([stream.locked, tapped.locked]).toEqual([true, false]);
  tapped.getReader();
  expect(() => tapped.getReader()).toThrow(TypeError);
});

test('items are asked for side by side where the app does', async () => {
  const asked: ((item: IteratorResult<number>) => void)[] = [];
  const items: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => ({ next: () => new Promise((resolve) => asked.push(resolve)) }),
  };
  const { telemetry, counts } = counting();
  const iterator = tapIterable(items, telemetry.tap(told))[Symbol.asyncIterator]();
  const both = Promise.all([iterator.next(), iterator.next()]);
  expect(asked.length).toBe(2);
  asked.forEach((resolve, value) => {
    resolve({ done: false, value });
  });
  expect(await both).toEqual([
    { done: false, value: 0 },
    { done: false, value: 1 },
  ]);
  expect(await iterator.return?.('early')).toEqual({ done: true, value: 'early' });
  expect(await counts()).toEqual({ 'turns/total': 3 });
});

test('a tap that listens too late misses what went by, and the app does not notice', async () => {
  const { telemetry } = counting();
  const late: Tap<unknown> = (items$) => telemetry.tap(told)(items$.pipe(subscribeOn(asyncScheduler, 1000)));
  const log = await readStream(script3, tapStream(streamOf(script3, []), late), []);
  expect(log.map(([what]) => what)).toEqual(['item', 'item', 'item', 'closed']);
});

test('a generator is one stream, however many loops read it; what gives a new iterator each time is several', async () => {
  const { telemetry, counts, faults } = counting();
  const read = async (items: AsyncIterable<unknown>, enough = Number.POSITIVE_INFINITY) => {
    const seen: unknown[] = [];
    const iterator = items[Symbol.asyncIterator]();
    while (seen.length < enough) {
      const { done, value } = await iterator.next();
      if (done) break;
      seen.push(value);
    }
    return seen;
  };
  async function* generate() {
    yield* [1, 2, 3];
  }
  const generator = tapIterable(generate(), telemetry.tap(told));
  expect([await read(generator, 1), await read(generator), await read(generator)]).toEqual([[1], [2, 3], []]);
  expect(await counts()).toEqual({ 'turns/total': 4, ...interrupted });
  const several = tapIterable({ [Symbol.asyncIterator]: generate }, telemetry.tap(told));
  expect([await read(several), await read(several)]).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ]);
  expect(await counts()).toEqual({ 'turns/total': 12, 'provider_error/stream_interrupted': 3 });
  expect(faults()).toBe(0);
});
