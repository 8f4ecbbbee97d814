import { createClient } from '@libsql/client';
import { beforeEach, expect, test, vi } from 'vitest';
import type { TransactionMode } from '../src/sqliteClient.js';
import { counting, preparedStore } from './decisions.js';
import { allRows, databaseFile, newId, openStore } from './support.js';

/** The number of transactions begun, and a callback before each commit. */
const transactions = vi.hoisted(() => ({ begun: 0, beforeCommit: () => {} }));
vi.mock('../src/sqliteClient.js', async (original) => {
  const real = await original<typeof import('../src/sqliteClient.js')>();
  const createClient = async (config: Parameters<typeof real.createClient>[0]) => {
    const client = await real.createClient(config);
    const begin = client.transaction.bind(client);
    client.transaction = async (mode: TransactionMode) => {
      transactions.begun += 1;
      const transaction = await begin(mode);
      const commit = transaction.commit.bind(transaction);
      transaction.commit = async () => {
        transactions.beforeCommit();
        return commit();
      };
      return transaction;
    };
    return client;
  };
  return { ...real, createClient };
});
beforeEach(() => {
  Object.assign(transactions, { begun: 0, beforeCommit: () => {} });
});

/** A store whose file has its tables. */
async function openedStore(path?: string) {
  const store = openStore(path);
  await store.find('none');
  transactions.begun = 0;
  return store;
}

const date = '2026-05-20';
const good = counting('1', ['stop', 1]);
const counted = { status: 'fulfilled', value: { kind: 'counted' } };
const ids = (count: number) => Array.from({ length: count }, newId);

test('batches that arrive together share transactions of a limited size', async () => {
  const store = await openedStore();
  await Promise.all(ids(600).map((id) => store.settle(id, good, date)));
  expect(transactions.begun).toBe(3);
  expect(await allRows(store)).toMatchObject([{ count: 600, reports: 600 }]);
});

test('no batch is answered before its commit', async () => {
  const store = await openedStore();
  let answered = 0;
  const answeredBefore: number[] = [];
  transactions.beforeCommit = () => answeredBefore.push(answered);
  await Promise.all(
    ids(300).map(async (id) => {
      await store.settle(id, good, date);
      answered += 1;
    }),
  );
  expect(answeredBefore).toEqual([0, 256]);
});

test('when the commit fails, every batch of the group is rejected, and each counts once when it is sent again', async () => {
  const path = databaseFile();
  const store = await openedStore(path);
  const other = createClient({ url: `file:${path}` });
  // A deferred constraint is checked at the commit, not before.
  await other.executeMultiple(`
    CREATE TABLE allowed (bucket TEXT PRIMARY KEY);
    CREATE TABLE used (bucket REFERENCES allowed DEFERRABLE INITIALLY DEFERRED);
    CREATE TRIGGER uses AFTER INSERT ON counts BEGIN INSERT INTO used VALUES (NEW.bucket); END`);
  const group = ids(20);
  const settle = () => Promise.allSettled(group.map((id) => store.settle(id, good, date)));
  for (const { status } of await settle()) expect(status).toBe('rejected');
  expect(transactions.begun, 'a commit is not tried again').toBe(1);
  expect(await allRows(store)).toEqual([]);
  for (const id of group) expect(await store.find(id)).toBeUndefined();
  await other.execute('DROP TRIGGER uses');
  other.close();
  for (const result of [...(await settle()), ...(await settle())]) expect(result).toEqual(counted);
  expect(await allRows(store)).toMatchObject([{ count: 20, reports: 20 }]);
});

test.each(['aborted', 'failed', 'rolled_back'])(
  'one batch that is %s by the database does not fail the many others',
  async (bucket) => {
    const { store } = await preparedStore();
    const results = await Promise.allSettled(
      ids(200).map((id, n) => store.settle(id, n === 77 ? counting('1', ['stop', 1], [bucket, 1]) : good, date)),
    );
    expect(results.filter(({ status }) => status === 'rejected')).toEqual([results[77]]);
    expect(transactions.begun, 'far from one for each').toBeLessThan(20);
  },
);

test('while another process writes, a whole group is rejected at once, and works afterwards', async () => {
  const path = databaseFile();
  const store = openStore(path);
  await store.find('none');
  const other = createClient({ url: `file:${path}` });
  const writing = await other.transaction('write');
  transactions.begun = 0;
  const group = ids(50);
  const results = await Promise.allSettled(group.map((id) => store.settle(id, good, date)));
  for (const { status } of results) expect(status).toBe('rejected');
  expect(transactions.begun, 'one wait for all').toBe(1);
  await writing.rollback();
  other.close();
  for (const id of group) expect(await store.settle(id, good, date)).toEqual({ kind: 'counted' });
});

test('calls that keep coming do not starve others', async () => {
  const store = openStore();
  const flood: Promise<unknown>[] = [];
  let over = false;
  const flooding = (async () => {
    while (!over) {
      const calls = ids(20).flatMap((id) => [store.settle(id, good, date), store.find(id)]);
      flood.push(...calls);
      await calls[0]; // the others still wait
    }
  })();
  for (let n = 0; n < 5; n++) {
    const id = newId();
    expect(await store.settle(id, good, date)).toEqual({ kind: 'counted' });
    expect(await store.find(id)).toEqual({ kind: 'counted' });
    expect(await allRows(store)).toHaveLength(1);
  }
  over = true;
  await flooding;
  await Promise.all(flood);
});

test('close waits for every group, also for those that are divided', async () => {
  const { store } = await preparedStore();
  const settlements = ids(600).map((id, n) => ({
    id,
    sealed: date,
    decision: n % 100 === 0 ? counting('1', ['aborted', 1]) : good,
  }));
  let settled = 0;
  const groups = [0, 200, 400].map((from) =>
    store.settleAll(date, settlements.slice(from, from + 200)).finally(() => {
      settled += 1;
    }),
  );
  await store.close();
  expect(settled).toBe(3);
  const results = (await Promise.all(groups)).flat();
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(6);
  await expect(store.settle(newId(), good, date)).rejects.toThrow('closed');
});
