import { afterEach, expect, test, vi } from 'vitest';
import type { Decision, Settlement } from '../../src/CollectorStore.js';
import { type D1Database, d1Store } from '../../src/d1/index.js';
import { TurntallyShard } from '../../src/durableObject/index.js';
import { setUpRoot } from '../../src/durableObject/setUpRoot.js';
import type { ShardRequest } from '../../src/durableObject/shardMessages.js';
import { storageDatabase } from '../../src/durableObject/storageDatabase.js';
import { newId } from '../support.js';
import { type MemoryStorage, memoryStorage } from './memoryStorage.js';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const day = '2026-05-20';
const all = { from: '0000-01-01', to: '9999-12-31', unpublished: true } as const;

const counting = (version = '1.4.0'): Decision => ({
  kind: 'count',
  payload: { version, os: 'linux', counters: [{ signal: 'turns', bucket: 'total', count: 12 }] },
});
const settlement = (decision: Decision = counting()): Settlement => ({ id: newId(), sealed: day, decision });
const settle = (...settlements: readonly Settlement[]): ShardRequest => ({ kind: 'settle', date: day, settlements });

async function emptyRoot(): Promise<D1Database> {
  const root = storageDatabase(memoryStorage());
  await setUpRoot(root, 1);
  return root;
}

async function ask(shard: TurntallyShard, request: ShardRequest): Promise<unknown> {
  const response = await shard.fetch(new Request('http://shard/', { method: 'POST', body: JSON.stringify(request) }));
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

test('a shard that ends between a delivery and its acknowledgement delivers the same again, which counts once', async () => {
  const root = await emptyRoot();
  const storage = memoryStorage();
  const lost: D1Database = {
    prepare: (sql) => root.prepare(sql),
    batch: async (statements) => {
      await root.batch(statements);
      throw new Error('the answer was lost');
    },
  };
  const first = new TurntallyShard({ storage }, { DB: lost });
  await ask(first, settle(settlement()));
  await expect(ask(first, { kind: 'deliver' })).rejects.toThrow('the answer was lost');
  expect(await d1Store(root).rows(all)).toMatchObject([{ count: 12, reports: 1 }]);

  const second = new TurntallyShard({ storage }, { DB: root });
  await ask(second, settle(settlement()));
  await ask(second, { kind: 'deliver' });
  expect(await d1Store(root).rows(all)).toMatchObject([{ count: 24, reports: 2 }]);
  await ask(new TurntallyShard({ storage }, { DB: lost }), settle(settlement()));
  await expect(ask(new TurntallyShard({ storage }, { DB: lost }), { kind: 'deliver' })).rejects.toThrow();
  await ask(second, { kind: 'deliver' });
  expect(await d1Store(root).rows(all)).toMatchObject([{ count: 36, reports: 3 }]);
});

test('what could not be delivered is delivered before what has come since', async () => {
  const root = await emptyRoot();
  let isReachable = false;
  const shard = new TurntallyShard(
    { storage: memoryStorage() },
    {
      DB: {
        prepare: (sql) => root.prepare(sql),
        batch: (statements) => (isReachable ? root.batch(statements) : Promise.reject(new Error('the root is away'))),
      },
    },
  );
  for (let n = 0; n < 3; n++) {
    await ask(shard, settle(settlement()));
    await expect(ask(shard, { kind: 'deliver' })).rejects.toThrow('the root is away');
  }
  isReachable = true;
  await ask(shard, { kind: 'deliver' });
  expect(await d1Store(root).rows(all)).toMatchObject([{ count: 36, reports: 3 }]);
});

test('a late answer acknowledges its own delivery, and not the one after it', async () => {
  const root = await emptyRoot();
  const answers: (() => void)[] = [];
  let isReachable = true;
  const late: D1Database = {
    prepare: (sql) => root.prepare(sql),
    async batch(statements) {
      if (!isReachable) throw new Error('the root is away');
      const results = await root.batch(statements);
      await new Promise<void>((resolve) => answers.push(resolve));
      return results;
    },
  };
  const shard = new TurntallyShard({ storage: memoryStorage() }, { DB: late });
  const answerAt = async (n: number) => {
    await expect.poll(() => answers.length, { interval: 1 }).toBeGreaterThan(n);
    answers[n]?.();
  };
  await ask(shard, settle(settlement()));
  const both = [ask(shard, { kind: 'deliver' }), ask(shard, { kind: 'deliver' })];
  await expect.poll(() => answers.length, { interval: 1 }).toBe(2);
  await answerAt(0);
  await Promise.race(both);
  await ask(shard, settle(settlement()));
  isReachable = false;
  await expect(ask(shard, { kind: 'deliver' })).rejects.toThrow('the root is away');
  await answerAt(1);
  await Promise.allSettled(both);
  isReachable = true;
  const last = ask(shard, { kind: 'deliver' });
  await answerAt(2);
  await last;
  expect(await d1Store(root).rows(all)).toMatchObject([{ count: 24, reports: 2 }]);
});

test('a delivery has all rows of its versions, and what is more goes into the next one', async () => {
  const root = await emptyRoot();
  const batch = vi.fn<D1Database['batch']>((statements) => root.batch(statements));
  const shard = new TurntallyShard(
    { storage: memoryStorage() },
    { DB: { prepare: (sql) => root.prepare(sql), batch } },
  );
  const counters = Array.from({ length: 60 }, (_, n) => ({ signal: 'plan', bucket: `b${n}`, count: 1 }));
  const decisions = Array.from({ length: 100 }, (_, n): Decision => {
    const payload = { version: `1.${n}`, os: 'linux', counters } as const;
    return n === 99 ? { kind: 'setAside', payload, reason: 'count' } : { kind: 'count', payload };
  });
  await ask(shard, settle(...decisions.map(settlement)));
  await ask(shard, { kind: 'deliver' });
  expect(batch).toHaveBeenCalledTimes(2);
  const store = d1Store(root);
  expect((await store.rows(all)).length).toBe(99 * 60);
  expect((await store.rows({ ...all, setAside: true })).length).toBe(60);
  expect(await store.omissions(all)).toMatchObject([{ setAside: { failures: 0, count: 1 } }]);
});

test('the first batch that counts sets the alarm, which delivers', async () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 4, 20), toFake: ['Date'] });
  const root = await emptyRoot();
  const storage = memoryStorage();
  const shard = new TurntallyShard({ storage }, { DB: root }, { deliverAfterMs: 5000 });
  await ask(shard, settle(settlement({ kind: 'void', refusal: 'rate' })));
  expect(storage.alarmAt).toBe(null);
  await ask(shard, settle(settlement()));
  vi.setSystemTime(Date.now() + 1000);
  await ask(shard, settle(settlement()));
  expect(storage.alarmAt).toBe(Date.UTC(2026, 4, 20) + 5000);
  storage.alarmAt = null;
  await shard.alarm();
  expect(storage.alarmAt).toBe(null);
  expect(await d1Store(root).rows(all)).toMatchObject([{ count: 24, reports: 2 }]);
});

test('an alarm that cannot deliver is set again, later each time, also after a restart', async () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 4, 20), toFake: ['Date'] });
  const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
  const root = await emptyRoot();
  let isReachable = false;
  const sometimes: D1Database = {
    prepare: (sql) => root.prepare(sql),
    batch: (statements) => (isReachable ? root.batch(statements) : Promise.reject(new Error('D1 is overloaded'))),
  };
  const storage = memoryStorage();
  const restarted = () => new TurntallyShard({ storage }, { DB: sometimes });
  const pauses: number[] = [];
  const pauseOf = async () => {
    await restarted().alarm();
    pauses.push((storage.alarmAt ?? Number.NaN) - Date.now());
  };
  await ask(restarted(), settle(settlement()));
  for (let n = 0; n < 12; n++) await pauseOf();
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600].map((seconds) => seconds * 1000));
  expect(printed).toHaveBeenNthCalledWith(
    1,
    'turntally: a shard could not deliver, and tries again in 1 s: D1 is overloaded',
  );
  isReachable = true;
  await restarted().alarm();
  expect(await d1Store(root).rows(all)).toMatchObject([{ count: 12, reports: 1 }]);
  isReachable = false;
  await ask(restarted(), settle(settlement()));
  await pauseOf();
  expect(pauses.at(-1)).toBe(1000);
});

test('an alarm that has not come is set again when the shard is used', async () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 4, 20), toFake: ['Date'] });
  const storage = memoryStorage();
  const root = await emptyRoot();
  const alarmAfter = async (ms: number) => {
    vi.setSystemTime(Date.now() + ms);
    await ask(new TurntallyShard({ storage }, { DB: root }), { kind: 'find', keys: [] });
    return storage.alarmAt;
  };
  await ask(new TurntallyShard({ storage }, { DB: root }, { deliverAfterMs: 5000 }), settle(settlement()));
  const due = Date.now() + 5000;
  expect(await alarmAfter(1000)).toBe(due);
  expect(await alarmAfter(60_000)).toBe(Date.now());
});

test('a shard that was deleted and made again is counted, and one that was restored says so', async () => {
  const root = await emptyRoot();
  const made = async () => {
    const storage = memoryStorage();
    const shard = new TurntallyShard({ storage }, { DB: root });
    return {
      storage,
      shard,
      count: () => ask(shard, settle(settlement())).then(() => ask(shard, { kind: 'deliver' })),
    };
  };
  const first = await made();
  for (let n = 0; n < 3; n++) await first.count();
  const second = await made();
  await second.count();
  expect(await d1Store(root).rows(all)).toMatchObject([{ count: 48, reports: 4 }]);

  first.storage.sql.exec('UPDATE outbox SET n = 1');
  await expect(first.count()).rejects.toThrow(
    'the root has delivery 3 of this shard, so its delivery 2 cannot be new: was its storage restored?',
  );
  expect(await d1Store(root).rows(all)).toMatchObject([{ count: 48, reports: 4 }]);
});

test('a batch that the storage refuses does not fail the others', async () => {
  const storage: MemoryStorage = memoryStorage();
  const shard = new TurntallyShard({ storage }, { DB: await emptyRoot() });
  await ask(shard, settle(settlement()));
  storage.sql.exec(
    `CREATE TRIGGER refuse BEFORE INSERT ON counts WHEN new.version = '6.6.6' BEGIN SELECT raise(ABORT, 'SQLITE_CONSTRAINT'); END`,
  );
  const answer = await ask(shard, settle(settlement(), settlement(counting('6.6.6')), settlement()));
  expect(answer).toMatchObject([{ status: 'fulfilled' }, { status: 'rejected' }, { status: 'fulfilled' }]);
});

test('what is no request is answered with the reason', async () => {
  const shard = new TurntallyShard({ storage: memoryStorage() }, { DB: await emptyRoot() });
  const response = await shard.fetch(new Request('http://shard/', { method: 'POST', body: '{"kind":"publish"}' }));
  expect([response.status, await response.text()]).toEqual([500, expect.stringContaining('kind')]);
});

test('a wrong pause is an error that names it', async () => {
  const root = await emptyRoot();
  for (const deliverAfterMs of [-1, 0.5, Number.NaN]) {
    const wrong = () => new TurntallyShard({ storage: memoryStorage() }, { DB: root }, { deliverAfterMs });
    expect(wrong).toThrow(/^turntally: deliverAfterMs must be a number of milliseconds, an integer from 0/);
  }
});

test('a Worker without a root is an error that names the binding', () => {
  const without = () => new TurntallyShard({ storage: memoryStorage() }, {} as never);
  expect(without).toThrow(/^turntally: DB must be the binding of a D1 database, which is the root/);
});
