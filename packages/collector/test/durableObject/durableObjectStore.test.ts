import { expect, test } from 'vitest';
import type { Decision, Settlement } from '../../src/CollectorStore.js';
import { d1Store } from '../../src/d1/index.js';
import { durableObjectStore } from '../../src/durableObject/index.js';
import { shardOf } from '../../src/durableObject/shardOf.js';
import { newId } from '../support.js';
import { type ShardedWorld, shardedWorld } from './shardedWorld.js';

const day = '2026-05-20';
const all = { from: '0000-01-01', to: '9999-12-31', unpublished: true } as const;
const decision: Decision = {
  kind: 'count',
  payload: { version: '1.4.0', os: 'linux', counters: [{ signal: 'turns', bucket: 'total', count: 12 }] },
};
const someBatches = (count: number): readonly Settlement[] =>
  Array.from({ length: count }, () => ({ id: newId(), sealed: day, decision }));

const storeOf = ({ shards, root }: ShardedWorld, count = 4) => durableObjectStore({ shards, root, count });

/** Of the shard 0, if it is `broken`, no request is answered. */
function breakable(world: ShardedWorld) {
  const state = { broken: false };
  const shards: ShardedWorld['shards'] = {
    idFromName: (name) => world.shards.idFromName(name),
    get: (id) => ({
      fetch: async (url, init) => {
        if (state.broken && JSON.stringify(id).includes('shard-0')) throw new Error('the object was reset');
        return world.shards.get(id).fetch(url, init);
      },
    }),
  };
  return { state, world: { ...world, shards } };
}

test('another number of shards is refused, and doubles nothing', async () => {
  const world = shardedWorld();
  const batches = someBatches(40);
  await storeOf(world, 4).settleAll(day, batches);
  for (const count of [3, 5, 8]) {
    const other = storeOf(world, count);
    const message = `the root was set up for 4 shards, not ${count}: with another number, ids would reach other shards and count again. Set count to 4`;
    for (const call of [() => other.setUp(), () => other.settleAll(day, batches), () => other.rows(all)]) {
      await expect(call()).rejects.toThrow(message);
    }
  }
  const results = await storeOf(world, 4).settleAll(day, batches);
  expect(results.every((result) => result.status === 'fulfilled' && result.value.isRepeat)).toBe(true);
  expect(await storeOf(world, 4).rows(all)).toMatchObject([{ count: 480, reports: 40 }]);
});

test('of Workers that set up one root with different numbers at the same time, one number is set', async () => {
  const world = shardedWorld();
  const results = await Promise.allSettled([2, 3, 2, 3].map((count) => storeOf(world, count).setUp()));
  expect(results.filter(({ status }) => status === 'fulfilled').length).toBe(2);
});

test('ids reach all shards, about as often each, and always the same one', () => {
  const ids = Array.from({ length: 16_000 }, () => crypto.randomUUID());
  const often = Array.from({ length: 16 }, () => 0);
  for (const id of ids) often[shardOf(id, 16)] = (often[shardOf(id, 16)] ?? 0) + 1;
  expect(Math.min(...often)).toBeGreaterThan(800);
  expect(Math.max(...often)).toBeLessThan(1200);
  // What is stored depends on it.
  expect(['batch-0000000000000001', 'batch-0000000000000002', 'a'].map((id) => shardOf(id, 16))).toEqual([5, 12, 12]);
});

test('a database that a d1Store has used becomes the root, and no batch counts twice', async () => {
  const world = shardedWorld();
  const old = d1Store(world.root);
  const [counted, more] = [someBatches(20), someBatches(20)];
  const withoutDay = counted.slice(0, 3).map((batch) => ({ ...batch, id: newId(), sealed: '' }));
  await old.settleAll(day, [...counted, ...withoutDay]);
  const store = storeOf(world);
  const results = await store.settleAll(day, [...more, ...counted, ...withoutDay]);
  const repeats = results.filter((result) => result.status === 'fulfilled' && result.value.isRepeat);
  expect([results.length, repeats.length]).toEqual([43, 23]);
  const found = await store.findAll([...more, ...counted, { id: newId(), sealed: day }]);
  expect(found.filter((result) => result.status === 'fulfilled' && result.value?.kind === 'counted').length).toBe(40);
  expect(await store.rows(all)).toMatchObject([{ count: 43 * 12, reports: 43 }]);

  const late = await old.settleAll(day, someBatches(1));
  expect(late).toMatchObject([{ status: 'rejected' }]);
  expect(String((late[0] as PromiseRejectedResult).reason)).toContain(
    'the database is the root of shards, which need durableObjectStore',
  );
  expect(await store.rows(all)).toMatchObject([{ count: 43 * 12, reports: 43 }]);
});

test('a shard that does not answer fails its own batches, and no others', async () => {
  const { state, world } = breakable(shardedWorld());
  const store = storeOf(world);
  await store.setUp();
  state.broken = true;
  const batches = someBatches(40);
  const results = await store.settleAll(day, batches);
  const expected = batches.map(({ id }) => (shardOf(id, 4) === 0 ? 'rejected' : 'fulfilled'));
  expect(new Set(expected).size).toBe(2);
  expect(results.map(({ status }) => status)).toEqual(expected);
  expect((await store.findAll(batches)).map(({ status }) => status)).toEqual(expected);
  state.broken = false;
  await store.settleAll(day, batches);
  expect(await store.rows(all)).toMatchObject([{ count: 480, reports: 40 }]);
});

test('no day is published before all shards have delivered', async () => {
  const { state, world } = breakable(shardedWorld());
  const store = storeOf(world);
  await store.settleAll(day, someBatches(40));
  state.broken = true;
  await expect(store.publish('2026-05-21', 5)).rejects.toThrow('the object was reset');
  expect(await store.rows({ ...all, unpublished: false })).toEqual([]);
  await expect(store.rows(all)).rejects.toThrow('the object was reset');
  state.broken = false;
  await store.publish('2026-05-21', 5);
  expect(await store.rows({ ...all, unpublished: false })).toMatchObject([{ count: 480, reports: 40 }]);
});

test('a day that one shard has seen is a day of operation of the others, and of the root', async () => {
  const world = shardedWorld();
  const store = storeOf(world, 2);
  const idOf = (shard: number): string => {
    for (;;) {
      const id = newId();
      if (shardOf(id, 2) === shard) return id;
    }
  };
  const settle = (id: string, date: string) => store.settleAll(date, [{ id, sealed: '', decision }]);
  const old = idOf(0);
  await settle(old, day);
  await store.publish('2026-05-21', 1);
  for (let n = 1; n <= 30; n++) await settle(idOf(1), `2026-06-${String(n).padStart(2, '0')}`);
  expect(await store.forget('2026-06-30')).toBe(false);
  await store.drop('2026-05-21', 30);
  expect((await store.rows({ ...all, unpublished: false })).length).toBe(1);
  await settle(idOf(1), '2026-07-01');
  await store.drop('2026-05-21', 30);
  expect(await store.rows({ ...all, unpublished: false })).toEqual([]);
  expect(await store.forget('2026-07-01')).toBe(true);
  expect(await store.findAll([{ id: old, sealed: '' }])).toEqual([{ status: 'fulfilled', value: undefined }]);
});

test('all shards forget, each a bounded number of ids at once', async () => {
  const world = shardedWorld();
  const store = storeOf(world, 2);
  await store.settleAll(day, someBatches(40));
  for (const name of ['shard-0', 'shard-1']) {
    world.storage(name).sql.exec(`
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)
      INSERT INTO sealed_ids SELECT (SELECT day FROM sealed_days), unhex(printf('%032x', i)), NULL FROM n`);
  }
  const ids = () =>
    ['shard-0', 'shard-1'].map((name) =>
      Number(world.storage(name).sql.exec('SELECT count(*) AS n FROM sealed_ids').toArray()[0]?.n),
    );
  for (let n = 1; n <= 30; n++) expect(await store.forget(`2026-06-${String(n).padStart(2, '0')}`)).toBe(false);
  expect(Math.min(...ids())).toBeGreaterThan(12_000);
  expect(await store.forget('2026-07-01')).toBe(true);
  expect(Math.min(...ids())).toBeGreaterThan(7000);
  while (await store.forget('2026-07-01'));
  expect(ids()).toEqual([0, 0]);
});

test.each([
  [{ shards: undefined }, /^turntally: shards must be the binding of a class of Durable Objects, such as env\.SHARDS/],
  [{ root: {} }, /^turntally: root must be the binding of a D1 database, such as env\.DB/],
  [{ count: 0 }, /^turntally: count must be an integer from 1 to 256/],
  [{ count: 257 }, /^turntally: count must be an integer from 1 to 256/],
  [{ count: 1.5 }, /^turntally: count must be an integer from 1 to 256/],
])('a wrong option is an error that names it: %j', (wrong, message) => {
  const { shards, root } = shardedWorld();
  expect(() => durableObjectStore({ shards, root, ...wrong } as never)).toThrow(message);
});
