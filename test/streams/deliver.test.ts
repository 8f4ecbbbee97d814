import { describe, expect, test, vi } from 'vitest';
import type { FlushReport, LedgerStore } from '../../src/index.js';
import { browserPlatform } from '../../src/platform.js';
import { agentSignals, tokensOf } from '../../src/signals.js';
import { deliver } from '../../src/streams/deliver.js';
import { batchId, tallyOf } from '../support/ledgers.js';
import {
  Clock,
  counted,
  endpoint,
  noNetwork,
  type Reply,
  settle,
  silence,
  storeWith,
  until,
} from '../support/world.js';

const nothing: FlushReport = { delivered: 0, foldedBack: 0, held: 0, lost: 0 };

/** One launch on its own: a store with two releases to send, virtual time, and a collector that always replies the same. */
async function launch({
  reply = counted,
  damage = (store: LedgerStore): LedgerStore => store,
  oncePerDay = false,
} = {}) {
  const clock = new Clock();
  const store = damage(
    await storeWith(tallyOf({ 'turns/total': 2 }), tallyOf({ 'turns/total': 3 }, { version: '2.0.0', os: 'linux' })),
  );
  const onFault = vi.fn();
  const signals: AbortSignal[] = [];
  let ids = 0;
  const launch$ = deliver('first', oncePerDay, {
    store,
    endpoint,
    timeoutMs: 8000,
    backoff: { attempts: 4, baseMs: 1000, capMs: 30_000 },
    vocabulary: tokensOf(agentSignals),
    onFault,
    platform: {
      ...browserPlatform,
      scheduler: clock,
      random: () => 0.5,
      newId: () => batchId(ids++),
      async fetch(url, init) {
        const signal = init.signal as AbortSignal;
        signals.push(signal);
        return reply({ url, init, id: '', body: '', signal, at: clock.now() });
      },
    },
  });
  const told: unknown[] = [];
  const listener = {
    next: (report: FlushReport) => told.push({ ...report }),
    error: () => told.push('error'),
    complete: () => told.push('complete'),
  };
  return { clock, store, onFault, signals, launch$, told, listener };
}

const failing =
  (method: 'read' | 'apply', from = 0) =>
  (store: LedgerStore): LedgerStore => {
    let calls = 0;
    return {
      ...store,
      [method]: (...args: never[]) => {
        if (calls++ >= from) throw new Error('storage');
        return (store[method] as (...args: never[]) => Promise<unknown>)(...args);
      },
    };
  };

describe('deliver()', () => {
  test('should send batch after batch, tell once, and complete', async () => {
    const { launch$, clock, told, listener, signals } = await launch();
    launch$.subscribe(listener);
    await clock.advance(0);
    expect(told).toEqual([{ ...nothing, delivered: 2 }, 'complete']);
    expect(signals).toHaveLength(2);
  });

  test('should do nothing until it is subscribed to, and the whole again at each subscription', async () => {
    const { launch$, clock, told, listener, signals } = await launch();
    await clock.advance(60_000);
    expect(signals).toEqual([]);
    for (let launches = 0; launches < 2; launches++) {
      launch$.subscribe(listener);
      await clock.advance(0);
    }
    expect(told).toEqual([{ ...nothing, delivered: 2 }, 'complete', { ...nothing, skipped: 'empty' }, 'complete']);
  });

  test('should end when nobody ever answers, with the batch held', async () => {
    const { launch$, clock, told, listener, signals, store } = await launch({ reply: silence });
    launch$.subscribe(listener);
    await clock.advance(4 * 8000 + 500 + 1000 + 2000 - 1);
    expect(told).toEqual([]);
    await clock.advance(1);
    expect(told).toEqual([{ ...nothing, held: 1 }, 'complete']);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true, true]);
    expect((await store.read()).delivery.failures).toBe(1);
  });

  test.each<[string, Reply]>([
    ['the network', noNetwork],
    [
      'fetch itself, synchronously',
      () => {
        throw new Error('fetch');
      },
    ],
  ])('should never fail, whatever does: %s', async (_, reply) => {
    const { launch$, clock, told, listener, onFault } = await launch({ reply });
    launch$.subscribe(listener);
    await clock.advance(60_000);
    expect(told).toEqual([{ ...nothing, held: 1 }, 'complete']);
    expect(onFault).not.toHaveBeenCalled();
  });

  test.each([
    ['at the first reading', failing('read')],
    ['when it seals', failing('apply')],
    ['when it reads again', failing('read', 1)],
    ['when it settles', failing('apply', 1)],
  ])('should never fail, whatever does: the store, %s', async (_, damage) => {
    const { launch$, clock, told, listener, onFault } = await launch({ damage });
    launch$.subscribe(listener);
    await clock.advance(60_000);
    expect(told).toHaveLength(2);
    expect(told[1]).toBe('complete');
    expect(onFault).toHaveBeenCalledOnce();
  });

  test('should abort the post, and neither tell nor settle nor go on, once nobody listens', async () => {
    const { launch$, clock, told, listener, signals, store } = await launch({ reply: silence });
    const apply = vi.spyOn(store, 'apply');
    const subscription = launch$.subscribe(listener);
    await settle();
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    subscription.unsubscribe();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    apply.mockClear();
    await clock.advance(3_600_000);
    expect([told, signals.length, apply.mock.calls]).toEqual([[], 1, []]);
    expect((await store.read()).outbox?.counters).toEqual({ 'turns/total': 2 });
  });

  test.each(['read', 'apply'] as const)(
    'should not post any more when nobody listens at the first %s',
    async (method) => {
      const { launch$, clock, listener, signals, store } = await launch();
      const access = store[method] as (...args: never[]) => Promise<never>;
      vi.spyOn(store, method).mockImplementationOnce((...args: never[]) => {
        subscription.unsubscribe();
        return access(...args);
      });
      const subscription = launch$.subscribe(listener);
      await clock.advance(60_000);
      expect(signals).toEqual([]);
    },
  );

  test('should not repeat while it waits, once nobody listens', async () => {
    const { launch$, clock, listener, signals } = await launch({ reply: noNetwork });
    const subscription = launch$.subscribe(listener);
    await clock.advance(100);
    subscription.unsubscribe();
    await clock.advance(3_600_000);
    expect(signals).toHaveLength(1);
    expect(clock.actions).toEqual([]);
  });

  test('should leave no timer behind', async () => {
    const { launch$, clock, listener } = await launch();
    launch$.subscribe(listener);
    await clock.advance(0);
    expect(clock.actions).toEqual([]);
  });

  test('should send thousands of batches in one launch', async () => {
    const { launch$, clock, told, listener, store } = await launch();
    for (let release = 0; release < 10; release++) {
      await store.append(tallyOf({ 'turns/total': 30e6 }, { version: `3.${release}.0`, os: 'linux' }), 'first');
    }
    launch$.subscribe(listener);
    await clock.run(until(() => told.length > 1));
    expect(told).toEqual([{ ...nothing, delivered: 3002 }, 'complete']);
  });
});
