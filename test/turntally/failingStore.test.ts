import { describe, expect, test } from 'vitest';
import { type LedgerStore, memoryStore } from '../../src/index.js';
import { lostIn } from '../../src/reducers/ledger.js';
import { keptIn, turns, world } from '../support/world.js';
import { type Fate, honestCollector } from '../support/worldCollector.js';

const methods = ['append', 'read', 'apply'] as const;

/** A store that fails when told to, without having done anything. */
function failingStore(how: 'rejects' | 'throws') {
  const store = memoryStore();
  let fails = (_call: number): boolean => false;
  let calls = 0;
  const guarded =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> => {
      if (!fails(++calls)) return call(...args);
      const error = new DOMException('full', 'QuotaExceededError');
      if (how === 'throws') throw error;
      return Promise.reject(error);
    };
  const failing: LedgerStore = {
    ...store,
    append: guarded(store.append),
    read: guarded(store.read),
    apply: guarded(store.apply),
  };
  const failWhen = (when: (call: number) => boolean): void => {
    calls = 0;
    fails = when;
  };
  return { store: failing, failWhen, called: () => calls };
}

const scripts: Fate[][] = [
  ['counted'],
  ['refused for its first counter', 'counted'],
  ['turned away', 'counted'],
  ['lost', 'counted'],
  ['counted, its answer lost', 'counted'],
  ['counted, its answer too late', 'counted'],
  ['refused', 'counted'],
  ['not found', 'counted'],
];

describe.each(['rejects', 'throws'] as const)('a store that %s in the middle of a launch', (how) => {
  describe.each(scripts.map((script) => [script.join(', then '), script] as const))('%s', (_, script) => {
    test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])(
      'at call %i: nothing rejects, doubles or goes missing',
      async (at) => {
        const { store, failWhen } = failingStore(how);
        const collector = honestCollector();
        const { telemetry, clock, flush } = world({ store, replies: collector.replies(...script) });
        turns(telemetry, 3);
        await clock.advance(0);
        failWhen((call) => call === at);
        await flush();
        failWhen(() => false);
        turns(telemetry, 2);
        for (let launch = 0; launch < 4; launch++) {
          await clock.advance(86_400_000);
          await flush();
        }
        const ledger = await store.read();
        expect(keptIn(ledger)).toEqual({});
        expect((collector.sums['turns/total'] ?? 0) + lostIn(ledger)).toBe(5);
        if (!script.some((fate) => fate.startsWith('refused'))) expect(lostIn(ledger)).toBe(0);
      },
    );
  });
});

test('should call as often as the tests above suppose', async () => {
  const { store, failWhen, called } = failingStore('rejects');
  const { telemetry, clock, flush } = world({ store, replies: honestCollector().replies('turned away', 'counted') });
  turns(telemetry, 3);
  await clock.advance(0);
  failWhen(() => false);
  await flush();
  expect(called()).toBeGreaterThanOrEqual(8);
  expect(called()).toBeLessThanOrEqual(12);
});

describe.each(methods)('a store whose %s always fails', (method) => {
  test.each(['rejects', 'throws', 'never answers'] as const)('%s', async (how) => {
    const store = memoryStore();
    store[method] = (): Promise<never> => {
      if (how === 'throws') throw new Error('store');
      return how === 'rejects' ? Promise.reject(new Error('store')) : new Promise(() => {});
    };
    const { telemetry, clock, posts, idle$ } = world({ store });
    turns(telemetry, 3);
    idle$.next();
    await clock.advance(20_000);
    turns(telemetry, 3);
    if (method !== 'read' || how !== 'never answers') await clock.run(telemetry.inspect());
    await clock.run(telemetry.stop());
    turns(telemetry, 3);
    expect(posts).toEqual([]);
  });
});
