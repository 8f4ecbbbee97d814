import { EMPTY, NEVER, Observable, of, range, Subject, take, throwError } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { browserPlatform } from '../../src/platform.js';
import { emptyReport } from '../../src/reducers/delivery.js';
import { withTimeout } from '../../src/rx/withTimeout.js';
import { agentSignals, tokensOf } from '../../src/signals.js';
import { createDelivery, type DeliveryOptions } from '../../src/streams/createDelivery.js';
import { skipped } from '../../src/streams/flush.js';
import { batchId, day, tallyOf } from '../support/ledgers.js';
import { Clock, counted, endpoint, type Reply, settle, silence, storeWith } from '../support/world.js';

const offline = { online: () => false };
const known = Promise.resolve('first');

async function delivery(given: Partial<DeliveryOptions> = {}, reply: Reply = counted, platform: object = {}) {
  const clock = new Clock();
  const posts: AbortSignal[] = [];
  let ids = 0;
  const made = createDelivery({
    launch$: NEVER,
    oncePerDay: true,
    launchJitterMs: 0,
    isAllowed: () => true,
    inTime: (work$) => withTimeout(work$, 8000, clock),
    scope: 'test',
    store: await storeWith(tallyOf({ 'turns/total': 2 })),
    endpoint,
    timeoutMs: 8000,
    backoff: { attempts: 1, baseMs: 0, capMs: 0 },
    vocabulary: tokensOf(agentSignals),
    onFault: () => {},
    platform: {
      ...browserPlatform,
      locks: undefined,
      scheduler: clock,
      newId: () => batchId(ids++),
      async fetch(url, init) {
        const signal = init.signal as AbortSignal;
        posts.push(signal);
        return reply({ url, init, id: '', body: '', signal, at: clock.now() });
      },
      ...platform,
    },
    ...given,
  });
  return { ...made, clock, posts };
}

/** All that is observed of a stream. */
function observed(stream$: Observable<unknown>) {
  const heard: unknown[] = [];
  const subscription = stream$.subscribe({
    next: (value) => heard.push(value),
    error: (error) => heard.push('error', error),
    complete: () => heard.push('complete'),
  });
  return { heard, subscription };
}

describe('run()', () => {
  test.each<[string, Observable<unknown>, unknown[]]>([
    ['never', NEVER, []],
    ['empty', EMPTY, ['complete']],
    ['error', throwError(() => 'failed'), ['error', 'failed']],
    ['one launch', of(0), [skipped('offline'), 'complete']],
  ])('launch$: %s', async (_, launch$, expected) => {
    const { run } = await delivery({ launch$ }, counted, offline);
    const { heard } = observed(run(known));
    await settle();
    expect(heard).toEqual(expected);
  });

  test('each launch flushes, one after the other', async () => {
    const launch$ = new Subject<void>();
    const { run } = await delivery({ launch$ }, counted, offline);
    const { heard } = observed(run(known));
    for (let launches = 0; launches < 2; launches++) {
      launch$.next();
      await settle();
    }
    expect(heard).toEqual([skipped('offline'), skipped('offline')]);
  });

  test('a launch during a flush is ignored, and one after it is not', async () => {
    const launch$ = new Subject<void>();
    const { run, posts, clock } = await delivery({ launch$ }, silence);
    const { heard } = observed(run(known));
    launch$.next();
    await clock.advance(0);
    launch$.next();
    await clock.advance(8000);
    expect([posts.length, heard.length]).toEqual([1, 1]);
    launch$.next();
    await clock.advance(0);
    expect(heard[1]).toEqual(skipped('postponed'));
  });

  test('nothing is flushed before the epoch is known', async () => {
    const { run, posts } = await delivery({ launch$: of(0) });
    observed(run(new Promise(() => {})));
    await settle();
    expect(posts).toEqual([]);
  });

  test('nothing is flushed while the answer does not allow it', async () => {
    const { run, posts } = await delivery({ launch$: of(0), isAllowed: () => false });
    expect(observed(run(known)).heard).toEqual(['complete']);
    await settle();
    expect(posts).toEqual([]);
  });

  test.each(['unsubscribe', 'abort', 'end'] as const)('%s aborts a flush that is under way', async (how) => {
    const { posts, run, ...made } = await delivery({ launch$: of(0) }, silence);
    const { subscription } = observed(run(known));
    await settle();
    expect(posts.map(({ aborted }) => aborted)).toEqual([false]);
    if (how === 'unsubscribe') subscription.unsubscribe();
    else made[how]();
    expect(posts.map(({ aborted }) => aborted)).toEqual([true]);
  });

  test('a source that emits synchronously stops when it is unsubscribed', async () => {
    let asked = 0;
    const launch$ = new Observable<number>((subscriber) => {
      range(0, 1000).subscribe((n) => {
        if (subscriber.closed) return;
        asked++;
        subscriber.next(n);
      });
      subscriber.complete();
    });
    const { run } = await delivery({ launch$ }, counted, offline);
    const { heard } = observed(run(known).pipe(take(1)));
    await settle();
    // All but the first came while the first flush waited for its epoch.
    expect([heard, asked]).toEqual([[skipped('offline'), 'complete'], 1000]);
  });
});

test('a launch delivers one batch a day; flush() delivers the rest', async () => {
  const launch$ = new Subject<void>();
  const store = await storeWith(
    ...[1, 2, 3].map((minor) => tallyOf({ 'turns/total': minor }, { version: `1.${minor}.0`, os: 'linux' })),
  );
  const { run, flush, posts, clock } = await delivery({ launch$, store });
  const { heard } = observed(run(known));
  for (const wait of [0, 1000, day]) {
    await clock.advance(wait);
    launch$.next();
    await clock.advance(0);
  }
  expect(heard).toEqual([
    { ...emptyReport, delivered: 1 },
    { ...emptyReport, skipped: 'today' },
    { ...emptyReport, delivered: 1 },
  ]);
  expect(await flush()).toMatchObject({ delivered: 1 });
  expect(posts).toHaveLength(3);
});

describe('the wait of a launch', () => {
  test('is a random time below launchJitterMs, and a launch during it is ignored', async () => {
    const launch$ = new Subject<void>();
    const { run, posts, clock } = await delivery({ launch$, launchJitterMs: 10_000 }, counted, { random: () => 0.7 });
    observed(run(known));
    launch$.next();
    await clock.advance(6999);
    launch$.next();
    expect(posts).toEqual([]);
    await clock.advance(1);
    expect(posts).toHaveLength(1);
    expect(clock.actions).toEqual([]);
  });

  test.each(['unsubscribe', 'abort', 'end'] as const)('ends with %s, and leaves no timer', async (how) => {
    const waiting = { launch$: of(0), launchJitterMs: 10_000 };
    const { posts, run, clock, ...made } = await delivery(waiting, counted, { random: () => 0.5 });
    const { subscription } = observed(run(known));
    await clock.advance(1000);
    if (how === 'unsubscribe') subscription.unsubscribe();
    else made[how]();
    expect(subscription.closed).toBe(true);
    await clock.advance(20_000);
    expect(posts).toEqual([]);
  });

  test('does not hold up a flush by hand', async () => {
    const waiting = { launch$: of(0), launchJitterMs: 10_000 };
    const { run, flush, clock } = await delivery(waiting, counted, { random: () => 0.5 });
    const { heard } = observed(run(known));
    expect(await flush()).toMatchObject({ delivered: 1 });
    await clock.advance(10_000);
    expect(heard[0]).toEqual(skipped('empty'));
  });
});

describe('flush()', () => {
  test('delivers under the epoch of the run', async () => {
    const { run, flush } = await delivery();
    observed(run(known));
    expect(await flush()).toMatchObject({ delivered: 1 });
  });

  test.each<[string, (made: Awaited<ReturnType<typeof delivery>>) => void]>([
    ['before there is consent', () => {}],
    ['after consent is over', ({ run, end }) => [observed(run(known)), end()]],
  ])('is skipped %s', async (_, prepare) => {
    const made = await delivery();
    prepare(made);
    expect(await made.flush()).toEqual(skipped('consent'));
    expect(made.posts).toEqual([]);
  });

  test('is skipped when consent is over before the epoch is known', async () => {
    const { run, flush, end, posts, clock } = await delivery();
    let confirm: (epoch: string) => void = () => {};
    observed(run(new Promise((resolve) => (confirm = resolve))));
    const flushed = flush();
    end();
    confirm('first');
    expect(await clock.run(flushed)).toEqual(skipped('consent'));
    expect(posts).toEqual([]);
  });

  test('is skipped when the epoch is not known in time', async () => {
    const { run, flush, clock } = await delivery();
    observed(run(new Promise(() => {})));
    const begun = clock.now();
    expect(await clock.run(flush())).toEqual(skipped('consent'));
    expect(clock.now() - begun).toBe(8000);
  });
});
