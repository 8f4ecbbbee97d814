import { Client } from 'pg';
import { expect, test } from 'vitest';
import type { Decision } from '../../src/index.js';
import { type PostgresStoreOptions, postgresStore } from '../../src/postgres/index.js';
import { sqlState } from '../../src/postgres/query.js';
import { seededRandom } from '../../src/testing/seededRandom.js';
import { dayNumber } from '../../src/utcDays.js';
import { newId } from '../support.js';
import { type TestStore, testStore } from '../testStore.js';
import { type PostgresDatabase, testDatabase } from './database.js';

const all = { from: '0000-01-01', to: '9999-12-31', unpublished: true } as const;

const openPostgres = (options: PostgresStoreOptions): TestStore => testStore(postgresStore(options));

const counting = (bucket: string, count = 1): Decision => ({
  kind: 'count',
  payload: { version: '1', os: 'linux', counters: [{ signal: 'plan', bucket, count }] },
});

function open({ open }: ReturnType<typeof testDatabase>): TestStore {
  return open();
}

/** Resolves with the number of statements that wait for a lock. */
async function waitingFor({ query, schema }: PostgresDatabase): Promise<unknown> {
  const [row] = await query(`
    SELECT count(*)::int FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%"${schema}"%'`);
  return row?.count;
}

test('setUp at the same time in many sessions creates the tables once', async () => {
  const database = testDatabase();
  const stores = Array.from({ length: 20 }, () => database.open());
  await Promise.all(stores.map((store) => store.setUp()));
  await Promise.all(stores.map((store) => store.setUp()));
  expect(await database.query(`SELECT version FROM ${database.schema}.schema_version`)).toEqual([{ version: 3 }]);
  await Promise.all(stores.map((store) => store.close()));
});

test('collectors that settle overlapping ids and rows in groups do not deadlock', async () => {
  const database = testDatabase();
  const random = seededRandom(1);
  const deadlocks: unknown[] = [];
  const stores = Array.from({ length: 4 }, () =>
    database.open({
      onError: (error) => {
        if (sqlState(error) === '40P01') deadlocks.push(error);
      },
    }),
  );
  const ids = Array.from({ length: 400 }, (_, n) => `overlapping-${n}`);
  const buckets = Array.from({ length: 30 }, (_, n) => `b${n}`);
  const decisionOf = (): Decision => {
    const counters = random.shuffle(buckets).map((bucket) => ({ signal: 'plan', bucket, count: 1 }));
    return { kind: 'count', payload: { version: '1', os: 'linux', counters: [...counters] } };
  };
  // In groups that do not begin together.
  for (let round = 0; round < 10; round++) {
    const calls = stores.flatMap((store) =>
      random.shuffle(ids).map((id) => store.settle(id, decisionOf(), '2026-05-20')),
    );
    await Promise.all(calls);
  }
  const [store] = stores;
  const rows = (await store?.rows(all)) ?? [];
  expect(rows.map(({ bucket, count, reports }) => [bucket, count, reports])).toEqual(
    [...buckets].sort().map((bucket) => [bucket, 400, 400]),
  );
  expect(deadlocks).toEqual([]);
  await Promise.all(stores.map((each) => each.close()));
});

test('a day is published after the batches that are being added to it', async () => {
  const database = testDatabase();
  const [adding, publishing] = [open(database), open(database)];
  await adding.settle(newId(), counting('a'), '2026-05-20');
  const other = new Client({ connectionString: database.url });
  await other.connect();
  await other.query('BEGIN');
  await other.query(`SELECT FROM ${database.schema}.counts FOR UPDATE`);
  const counters = ['a', 'b'].map((bucket) => ({ signal: 'plan', bucket, count: 1 }));
  const both: Decision = { kind: 'count', payload: { version: '1', os: 'linux', counters } };
  const settled = adding.settle(newId(), both, '2026-05-20'); // its row "a" is locked, its row "b" is new
  await expect.poll(() => waitingFor(database)).toBe(1);
  const published = publishing.publish('2026-05-21', 1);
  await expect.poll(() => waitingFor(database)).toBe(2);
  await other.query('COMMIT');
  await Promise.all([settled, published]);
  const rows = await adding.rows({ ...all, unpublished: false });
  expect(rows.map(({ bucket, count, reports }) => [bucket, count, reports])).toEqual([
    ['a', 2, 2],
    ['b', 1, 1],
  ]);
  await Promise.all([adding.close(), publishing.close(), other.end()]);
});

test.each([1, 3])(
  'a group of %i counts once, although another collector adds its last batch at the same time',
  async (size) => {
    const database = testDatabase();
    const store = open(database);
    await store.setUp();
    const group = Array.from({ length: size }, () => ({
      id: newId(),
      sealed: '2026-05-20',
      decision: counting('a'),
    }));
    const other = new Client({ connectionString: database.url });
    await other.connect();
    await other.query('BEGIN');
    await other.query(
      `INSERT INTO ${database.schema}.sealed_ids (day, id)
     SELECT $1, encode(substring(sha256(convert_to($2, 'UTF8')) FROM 1 FOR 16), 'hex')::uuid`,
      [dayNumber('2026-05-20'), group.at(-1)?.id],
    );
    const settled = store.settleAll('2026-05-20', group);
    await expect.poll(() => waitingFor(database)).toBe(1);
    await other.query('COMMIT');
    const outcome = { kind: 'counted' };
    expect(await settled).toEqual(
      group.map((_, n) => ({ status: 'fulfilled', value: { outcome, isRepeat: n === size - 1 } })),
    );
    expect((await store.rows(all)).map(({ reports }) => reports)).toEqual(size === 1 ? [] : [size - 1]);
    await Promise.all([store.close(), other.end()]);
  },
);

test('a day that was closed by a collector that died is published by the next one, and takes no more meanwhile', async () => {
  const database = testDatabase();
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const dying = openPostgres({
    schema: database.schema,
    query: async (sql, parameters) => {
      if (sql.includes("SET state = 'published'")) throw new Error('dead');
      return (await client.query(sql, [...parameters])).rows;
    },
    close: () => client.end(),
  });
  const next = open(database);
  const settle = (store: TestStore) => store.settle(newId(), counting('stop'), '2026-05-20');
  await settle(dying);
  await settle(next);
  await expect(dying.publish('2026-05-21', 1)).rejects.toThrow('dead');
  await dying.close();
  await settle(next);
  const rows = async (unpublished: boolean) =>
    (await next.rows({ ...all, unpublished })).map(({ date, reports }) => [date, reports]);
  const both = [
    ['2026-05-20', 2],
    ['2026-05-21', 1],
  ];
  expect(await rows(true)).toEqual(both);
  expect(await rows(false)).toEqual([]);
  await next.publish('2026-05-21', 1);
  expect(await rows(false)).toEqual(both.slice(0, 1));
  expect(await rows(true)).toEqual(both);
  await next.close();
});

test('a batch that the database refuses does not fail the others of its group', async () => {
  const database = testDatabase();
  const store = open(database);
  await store.find('none');
  await database.query(`INSERT INTO ${database.schema}.days VALUES ('2026-05-20', 'open')`);
  await database.query(
    `INSERT INTO ${database.schema}.counts VALUES ('2026-05-20', false, '1', 'linux', 'plan', 'full', 9223372036854775800, 1)`,
  );
  const group = Array.from({ length: 100 }, (_, n) => [newId(), counting(n === 42 ? 'full' : 'stop', 20)] as const);
  const results = await Promise.allSettled(group.map(([id, decision]) => store.settle(id, decision, '2026-05-20')));
  expect(results.flatMap(({ status }, n) => (status === 'rejected' ? [n] : []))).toEqual([42]);
  expect(await store.find(group[42]?.[0] ?? '')).toBeUndefined();
  expect(await store.sums({ ...all, signal: 'plan', from: '2026-05-20' }, 'version').catch(() => 'too large')).toBe(
    'too large',
  );
  await store.close();
});

test('a group shares one statement, and no batch is answered before it', async () => {
  const database = testDatabase();
  const client = new Client({ connectionString: database.url });
  await client.connect();
  let settles = 0;
  const store = openPostgres({
    schema: database.schema,
    query: async (sql, parameters) => {
      if (sql.includes('jsonb_to_recordset')) settles += 1;
      return (await client.query(sql, [...parameters])).rows;
    },
    close: () => client.end(),
  });
  await Promise.all(Array.from({ length: 600 }, () => store.settle(newId(), counting('stop'), '2026-05-20')));
  expect(settles).toBe(3);
  expect(await store.rows(all)).toMatchObject([{ count: 600, reports: 600 }]);
  await store.close();
});

test('the connections are closed after the calls that were made before', async () => {
  const database = testDatabase();
  const client = new Client({ connectionString: database.url });
  await client.connect();
  let running = 0;
  let runningAtClose: number | undefined;
  const store = openPostgres({
    schema: database.schema,
    async query(sql, parameters) {
      running += 1;
      const { rows } = await client.query(sql, [...parameters]);
      running -= 1;
      return rows;
    },
    async close() {
      runningAtClose = running;
      await client.end();
    },
  });
  const calls = Array.from({ length: 20 }, () =>
    store.settleAll('2026-05-20', [{ id: newId(), sealed: '', decision: counting('stop') }]),
  );
  await Promise.all([store.close(), ...calls]); // a call after the end would be rejected
  expect(runningAtClose).toBe(0);
});

test('after a database that was restored to an earlier time, batches count again without a restart', async () => {
  const database = testDatabase();
  const store = open(database);
  await store.settle(newId(), counting('stop'), '2026-05-20');
  for (const table of ['days', 'days_of_operation', 'batches', 'counts']) {
    await database.query(`DELETE FROM ${database.schema}.${table}`);
  }
  const settle = () => store.settle(newId(), counting('stop'), '2026-05-20');
  await settle().catch(settle);
  expect(await store.rows(all)).toMatchObject([{ count: 1, reports: 1 }]);
  await database.query(`DROP SCHEMA ${database.schema} CASCADE`);
  await settle().catch(settle);
  expect(await store.rows(all)).toMatchObject([{ count: 1, reports: 1 }]);
  await store.close();
});

test('tables of a later version or of another program are refused, and left as they are', async () => {
  const later = testDatabase();
  const first = open(later);
  await first.find('none');
  await first.close();
  await later.query(`UPDATE ${later.schema}.schema_version SET version = 4`);
  const store = open(later);
  await expect(store.settle(newId(), counting('stop'), '2026-05-20')).rejects.toThrow(
    'the database is of a later version of turntally (schema 4; this one knows 3): update the collector',
  );
  expect(await later.query(`SELECT * FROM ${later.schema}.batches`)).toEqual([]);
  await store.close();

  const other = testDatabase();
  await other.query(`CREATE SCHEMA ${other.schema}`);
  await other.query(`CREATE TABLE ${other.schema}.counts (name text)`);
  const refused = open(other);
  await expect(refused.find('none')).rejects.toThrow(`the schema ${other.schema} has tables of another program`);
  expect(await other.query(`SELECT tablename FROM pg_tables WHERE schemaname = '${other.schema}'`)).toEqual([
    { tablename: 'counts' },
  ]);
  await refused.close();
});

test('tables of version 1 get the sums of what they have published, once', async () => {
  const database = testDatabase();
  const { schema } = database;
  const first = open(database);
  for (let n = 0; n < 3; n++) await first.settle(newId(), counting('stop'), '2026-05-20');
  await first.publish('2026-05-21', 2);
  const all = { from: '2026-01-01', to: '2026-12-31' };
  const read = async (store: typeof first) => ({
    sums: [
      await store.sums(all, 'bucket'),
      await store.sums({ ...all, os: 'linux' }, 'bucket'),
      await store.sums(all, 'version'),
    ],
    totals: await store.totals(),
  });
  const before = await read(first);
  expect(before.totals.totals).toMatchObject([{ bucket: 'stop', reports: 3 }]);
  await first.close();
  for (const table of ['published_sums', 'published_versions', 'totals', 'sealed_ids', 'sealed_days', 'annotations']) {
    await database.query(`DROP TABLE ${schema}.${table}`);
  }
  await database.query(`UPDATE ${schema}.schema_version SET version = 1`);
  const stores = [open(database), open(database), open(database)];
  for (const found of await Promise.all(stores.map(read))) expect(found).toEqual(before);
  for (const store of stores) await store.close();
  expect(await database.query(`SELECT version FROM ${schema}.schema_version`)).toEqual([{ version: 3 }]);
});

test('tables of version 2 get a table for notes, once', async () => {
  const database = testDatabase();
  const { schema } = database;
  const first = open(database);
  await first.settle(newId(), counting('stop'), '2026-05-20');
  await first.close();
  await database.query(`DROP TABLE ${schema}.annotations`);
  await database.query(`UPDATE ${schema}.schema_version SET version = 2`);
  const stores = [open(database), open(database), open(database)];
  await Promise.all(stores.map((store) => store.annotate({ date: '2026-05-20', text: 'gateway outage' })));
  const all = { from: '2026-01-01', to: '2026-12-31' };
  for (const store of stores) {
    expect(await store.annotations(all)).toEqual([{ date: '2026-05-20', text: 'gateway outage' }]);
    expect(await store.rows({ ...all, unpublished: true })).toMatchObject([{ count: 1 }]);
    await store.close();
  }
  expect(await database.query(`SELECT version FROM ${schema}.schema_version`)).toEqual([{ version: 3 }]);
});

test('a user who may not write is refused with the table, one who may not create tables can use those that exist', async () => {
  const database = testDatabase();
  const { schema } = database;
  const user = `user_of_${schema}`;
  const admin = database.open();
  await admin.setUp();
  await admin.close();
  await database.query(`CREATE ROLE ${user} LOGIN`);
  await database.query(`GRANT USAGE ON SCHEMA ${schema} TO ${user}`);
  await database.query(`GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${user}`);
  const client = new Client({ connectionString: database.url.replace('postgres@', `${user}@`) });
  await client.connect();
  const store = openPostgres({
    schema,
    query: async (sql, parameters) => (await client.query(sql, [...parameters])).rows,
    close: () => client.end(),
  });
  await expect(store.find('none')).rejects.toThrow(`the user of the database may not write in ${schema}.annotations`);
  await database.query(`GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${user}`);
  expect(await store.settle(newId(), counting('stop'), '2026-05-20')).toEqual({ kind: 'counted' });
  await client.query('SET default_transaction_read_only = on');
  await expect(store.settle(newId(), counting('stop'), '2026-05-20')).rejects.toThrow('read-only');
  await client.query('SET default_transaction_read_only = off');
  expect(await store.settle(newId(), counting('stop'), '2026-05-20')).toEqual({ kind: 'counted' });
  await store.close();
  await database.query(`DROP OWNED BY ${user}`);
  await database.query(`DROP ROLE ${user}`);
});

test.each(['', 'Upper', 'a-b', '1a', 'a'.repeat(64), 'a"; DROP TABLE x; --'])('the schema %j is refused', (schema) => {
  expect(() => postgresStore({ query: async () => [], schema })).toThrow(/schema must be 1 to 63 of/);
});
