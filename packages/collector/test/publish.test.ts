import { copyFileSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { idRetentionDays } from '../../../src/protocol/index.js';
import { type Decision, sqliteStore } from '../src/index.js';
import { pendingEvents } from '../src/pendingEvents.js';
import { allRows, databaseFile, newId, openStore } from './support.js';
import { type TestStore, testStore } from './testStore.js';

const all = { from: '2020-01-01', to: '2030-12-31' };

const counting = (version: string, count = 1): Decision => ({
  kind: 'count',
  payload: { version, os: 'linux', counters: [{ signal: 'turns', bucket: 'total', count }] },
});

async function settleMany(store: TestStore, date: string, decision: Decision, howMany: number): Promise<void> {
  await Promise.all(Array.from({ length: howMany }, () => store.settle(newId(), decision, date)));
}

const dayAfter = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);

/** Every byte of the database and the files beside it. */
function bytesOf(path: string): string {
  const files = readdirSync(dirname(path)).filter((name) => name.startsWith(basename(path)));
  return files.map((name) => readFileSync(join(dirname(path), name), 'latin1')).join('');
}

test('a forgotten id is in no byte of the files', async () => {
  const path = databaseFile();
  const store = openStore(path);
  const first = '2026-05-20';
  await store.forget(first);
  await store.settle('an-id-to-be-forgotten', counting('1.0.0'), first);
  for (let days = 1; days <= idRetentionDays; days++) await store.forget(dayAfter(first, days));
  expect(bytesOf(path)).toContain('an-id-to-be-forgotten');
  await store.forget(dayAfter(first, idRetentionDays + 1));
  expect(bytesOf(path)).not.toContain('an-id-to-be-forgotten');
});

test('what is withheld is in no byte of the files after it was published, whatever is counted meanwhile', async () => {
  const path = databaseFile();
  const store = openStore(path);
  for (let n = 0; n < 1500; n += 50) {
    await Promise.all(
      Array.from({ length: 50 }, (_, i) => store.settle(newId(), counting(`77.${n + i}.0-victim`), '2026-05-20')),
    );
    await settleMany(store, '2026-05-21', counting(`1.${n}.0`), 5);
  }
  await settleMany(store, '2026-05-20', counting('1.0.0'), 5);
  expect(bytesOf(path)).toContain('-victim');
  await store.publish('2026-05-21', 5);
  expect(bytesOf(path)).not.toContain('-victim');
  expect(await store.rows(all)).toMatchObject([
    { version: '1.0.0', reports: 5 },
    { version: 'too few', os: 'too few', count: 1500, reports: 1500 },
  ]);
  await store.close();
  expect(bytesOf(path)).not.toContain('-victim');
});

test('counts of a day that is published go to the first day that is not', async () => {
  const store = openStore();
  await settleMany(store, '2026-05-20', counting('1'), 5);
  await settleMany(store, '2026-05-21', counting('1'), 5);
  await store.publish('2026-05-22', 5);
  const published = await store.rows(all);
  await settleMany(store, '2026-05-20', counting('1'), 7);
  expect(await store.rows(all)).toEqual(published);
  expect(await allRows(store)).toMatchObject([
    { date: '2026-05-20', reports: 5 },
    { date: '2026-05-21', reports: 5 },
    { date: '2026-05-22', reports: 7 },
  ]);
  await store.publish('2026-05-22', 5);
  expect(await store.rows(all)).toEqual(published);
});

test('after a restore, the ids of the backup add nothing, and its days are published again, with what is posted now', async () => {
  const path = databaseFile();
  const [before, after] = [Array.from({ length: 5 }, newId), Array.from({ length: 5 }, newId)];
  const settleAll = async (store: TestStore, ids: readonly string[]) => {
    for (const id of ids) expect(await store.settle(id, counting('1'), '2026-05-20')).toEqual({ kind: 'counted' });
  };
  const first = testStore(sqliteStore(`file:${path}`));
  await settleAll(first, before);
  await first.close();
  copyFileSync(path, `${path}.backup`);
  const second = testStore(sqliteStore(`file:${path}`));
  await settleAll(second, after);
  await second.publish('2026-05-21', 5);
  expect(await second.rows(all)).toMatchObject([{ date: '2026-05-20', count: 10 }]);
  await second.close();
  for (const end of ['-wal', '-shm']) rmSync(path + end, { force: true });
  copyFileSync(`${path}.backup`, path);
  const restored = openStore(path);
  await settleAll(restored, [...before, ...after.slice(0, 2)]);
  await restored.publish('2026-05-21', 5);
  expect(await restored.rows(all)).toMatchObject([{ date: '2026-05-20', count: 7, reports: 7 }]);
});

test('two processes publish a day once', async () => {
  const path = databaseFile();
  const stores = [openStore(path), openStore(path)];
  const [one] = stores;
  if (!one) throw new Error();
  await settleMany(one, '2026-05-20', counting('1'), 7);
  await Promise.all(stores.map((store) => store.publish('2026-05-21', 5)));
  for (const store of stores) expect(await store.rows(all)).toMatchObject([{ count: 7, reports: 7 }]);
});

test('a clock that jumps ages the ids by one day, however far and often it jumps', async () => {
  const store = openStore();
  const id = newId();
  await store.settle(id, counting('1'), '2026-05-20');
  for (let n = 0; n < 40; n++) {
    await store.forget('2029-01-01');
    await store.forget('2026-05-20');
  }
  for (let n = 1; n < idRetentionDays; n++) await store.forget(dayAfter('2026-05-20', n));
  expect(await store.find(id)).toEqual({ kind: 'counted' });
  await store.forget(dayAfter('2026-05-20', idRetentionDays));
  expect(await store.find(id)).toBeUndefined();
});

test('ids are forgotten in portions, and posts have their turn in between', async () => {
  const store = openStore();
  const ids = Array.from({ length: 3500 }, newId);
  await Promise.all(ids.map((id) => store.settle(id, counting('1'), '2026-05-20')));
  for (let n = 1; n <= idRetentionDays; n++) await store.forget(dayAfter('2026-05-20', n));
  let isForgotten = false;
  const forgetAll = async () => {
    while (await store.forget(dayAfter('2026-05-20', idRetentionDays + 1))) await pendingEvents();
    isForgotten = true;
  };
  const forgetting = forgetAll();
  await store.settle(newId(), counting('1'), '2026-05-20');
  expect(isForgotten).toBe(false);
  const known = { status: 'fulfilled', value: { kind: 'counted' } };
  const findAll = () => store.findAll(ids.map((id) => ({ id, sealed: '' })));
  expect(await findAll()).toContainEqual(known);
  await forgetting;
  expect(await findAll()).not.toContainEqual(known);
});

test('days are dropped when they are old by the calendar and by days of operation; nothing is added to them', async () => {
  const store = openStore();
  for (let n = 0; n < 5; n++) {
    await settleMany(store, dayAfter('2026-05-20', n), counting('1'), 5);
    await store.forget(dayAfter('2026-05-20', n));
  }
  await store.publish('2026-05-25', 5);
  const dates = async () => (await store.rows(all)).map(({ date }) => date);
  await store.forget('2029-01-01'); // a jump
  await store.drop(dayAfter('2029-01-01', -3), 3);
  expect(await dates()).toEqual(['2026-05-22', '2026-05-23', '2026-05-24']);
  await settleMany(store, '2026-05-20', counting('1'), 5);
  await store.publish('2026-05-26', 5);
  expect(await dates()).toEqual(['2026-05-22', '2026-05-23', '2026-05-24', '2026-05-25']);
});

test('a day that got the counts of the day before is not dropped by a jump of the clock, but when it is old', async () => {
  const store = openStore();
  const maintain = async (today: string) => {
    await store.publish(today, 5);
    await store.forget(today);
    await store.drop(dayAfter(today, -3), 3);
  };
  const dates = async () => (await store.rows(all)).map(({ date }) => date);
  await settleMany(store, '2026-05-20', counting('1'), 5);
  await maintain('2029-01-01'); // a jump, which publishes the day
  await settleMany(store, '2026-05-20', counting('1'), 5);
  await maintain('2029-01-01'); // another one
  expect(await dates()).toEqual(['2026-05-20', '2026-05-21']);
  for (let n = 5; n < 9; n++) await maintain(dayAfter('2026-05-20', n));
  expect(await dates()).toEqual([]);
});

test('the files are readable only by their owner', async () => {
  const path = databaseFile();
  const store = openStore(path);
  await settleMany(store, '2026-05-20', counting('1'), 1);
  const names = readdirSync(dirname(path));
  expect(names.length).toBeGreaterThan(1);
  for (const name of names) expect([name, statSync(join(dirname(path), name)).mode & 0o777]).toEqual([name, 0o600]);
});

test('a file that has reached its size takes no more, loses nothing, and makes room by publishing', async () => {
  const path = databaseFile();
  const store = testStore(sqliteStore(`file:${path}`, { maxBytes: 1_048_576 }));
  const counted = new Map<string, number>();
  let n = 0;
  for (let failed = false; !failed && n < 400; n++) {
    const id = newId();
    const counters = Array.from({ length: 64 }, (_, i) => ({ signal: 'plan', bucket: `b${i}`, count: 1 }));
    const payload = { version: `1.${n}.0`, os: 'linux', counters } as const;
    await store.settle(id, { kind: 'count', payload }, '2026-05-20').then(
      () => counted.set(id, n),
      () => {
        failed = true;
      },
    );
  }
  expect(n).toBeLessThan(400);
  expect(statSync(path).size).toBeLessThanOrEqual(1_048_576);
  expect(await allRows(store)).toHaveLength(64 * counted.size);
  for (const id of counted.keys()) expect(await store.find(id)).toEqual({ kind: 'counted' });
  await store.publish('2026-05-21', 5);
  expect(await store.settle(newId(), counting('1'), '2026-05-21')).toEqual({ kind: 'counted' });
  await store.close();
});

test('nothing of a day is read before all of it is published, and posts have their turn meanwhile', async () => {
  const store = openStore();
  for (let n = 0; n < 80; n++) {
    const counters = Array.from({ length: 60 }, (_, i) => ({ signal: 'plan', bucket: `b${i}`, count: 1 }));
    await store.settle(
      newId(),
      { kind: 'count', payload: { version: `1.${n % 40}.0`, os: 'linux', counters } },
      '2026-05-20',
    );
  }
  let isPublished = false;
  const publishing = store.publish('2026-05-21', 2).then(() => {
    isPublished = true;
  });
  // At once, so that nothing is published between them.
  const read = () =>
    Promise.all([
      store.rows(all).then(({ length }) => length),
      store.sums(all, 'bucket').then(({ length }) => length),
      store.sums(all, 'version').then(({ length }) => length),
      store.omissions(all).then(({ length }) => length),
      store.totals().then(({ totals }) => totals.length),
      store.totals('2026-05-20').then(({ totals }) => totals.length),
    ]);
  const complete = [2400, 60, 40, 1, 2400, 2400];
  const meanwhile: string[] = [];
  while (!isPublished) {
    await store.settle(newId(), counting('1'), '2026-05-20'); // goes to the next day
    const [before, found, after] = [isPublished, await read(), isPublished];
    if (before === after && !after) meanwhile.push(JSON.stringify(found));
  }
  await publishing;
  expect(await read()).toEqual(complete);
  expect(meanwhile).toContain(JSON.stringify(complete.map(() => 0)));
  expect(await allRows(store)).toContainEqual(expect.objectContaining({ date: '2026-05-21', version: '1' }));
});

test('totals have what was dropped, and no release is lost; since leaves out releases that are not kept', async () => {
  const store = openStore();
  await settleMany(store, '2026-05-20', counting('1'), 5);
  await settleMany(store, '2026-05-20', counting('2'), 5);
  await settleMany(store, '2026-05-20', counting('3'), 4);
  expect(await store.totals()).toEqual({ days: undefined, totals: [] });
  await store.publish('2026-05-21', 5);
  for (let n = 1; n < 5; n++) await store.forget(dayAfter('2026-05-20', n));
  await settleMany(store, '2026-05-23', counting('2', 10), 5);
  await store.publish('2026-05-24', 5);
  const before = await store.totals();
  expect(before).toEqual({
    days: { from: '2026-05-20', to: '2026-05-23' },
    totals: [
      { version: '1', os: 'linux', signal: 'turns', bucket: 'total', count: 5, reports: 5 },
      { version: '2', os: 'linux', signal: 'turns', bucket: 'total', count: 55, reports: 10 },
    ],
  });
  expect((await store.totals('2026-05-21')).totals).toEqual(before.totals.slice(1));
  await store.drop('2026-05-23', 1);
  expect((await store.rows(all)).map(({ date }) => date)).toEqual(['2026-05-23']);
  expect(await store.totals()).toEqual(before);
  expect((await store.totals('2026-05-20')).totals).toEqual(before.totals.slice(1));
});
