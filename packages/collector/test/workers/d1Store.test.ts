import { Miniflare } from 'miniflare';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Decision, Settlement } from '../../src/CollectorStore.js';
import { type D1Database, d1Store } from '../../src/d1/index.js';
import { newId } from '../support.js';

/** From here, by the proxy of miniflare: a query takes longer than in workerd, and tests can be in between. */
let miniflare: Miniflare;
let database: D1Database;
beforeAll(() => {
  const databases = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`DB${n}`, `db${n}`]));
  miniflare = new Miniflare({ cf: false, modules: true, script: 'export default {}', d1Databases: databases });
});
afterAll(() => miniflare.dispose());
let used = 0;
beforeEach(async () => {
  database = await miniflare.getD1Database(`DB${used}`);
  used += 1;
});

const day = '2026-05-20';
const all = { from: '0000-01-01', to: '9999-12-31', unpublished: true } as const;
const counting = (count: number, bucket = 'total'): Extract<Decision, { kind: 'count' }> => ({
  kind: 'count',
  payload: { version: '1.4.0', os: 'linux', counters: [{ signal: 'turns', bucket, count }] },
});

const run = (sql: string) => database.batch([database.prepare(sql)]);

/** The same database, where each transaction is committed twice, as by a network that repeats what was answered already. */
const twice = (inner: D1Database): D1Database => ({
  prepare: (sql) => inner.prepare(sql),
  async batch(statements) {
    await inner.batch(statements);
    return inner.batch(statements);
  },
});

test('a transaction that is sent twice counts once, whatever it does', async () => {
  const store = d1Store(twice(database));
  const settlements: readonly Settlement[] = [
    { id: newId(), sealed: day, decision: counting(1) },
    { id: newId(), sealed: '', decision: counting(20) },
    { id: newId(), sealed: day, decision: { ...counting(300), kind: 'setAside', reason: 'count' } },
  ];
  await store.settleAll(day, settlements);
  expect(await store.rows(all)).toMatchObject([{ count: 21, reports: 2 }]);
  expect(await store.rows({ ...all, setAside: true })).toMatchObject([{ count: 300, reports: 1 }]);
  await store.publish('2026-05-21', 2);
  expect(await store.rows({ ...all, unpublished: false })).toMatchObject([{ count: 21, reports: 2 }]);
  expect((await store.totals()).totals).toMatchObject([{ count: 21, reports: 2 }]);
  expect(await store.omissions(all)).toEqual([
    { date: day, minReports: 2, withheld: 0, setAside: { failures: 0, count: 1 } },
  ]);
});

test('a day of more rows than one transaction publishes is published in several', async () => {
  const store = d1Store(twice(database));
  await store.setUp();
  await run(`
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 11999)
    INSERT INTO counts SELECT '${day}', '1.' || (i / 10), 'linux', 'plan', 'b' || (i % 10), 1, 1 + (i % 10 > 0) FROM n`);
  await store.publish('2026-05-21', 2);
  const { totals } = await store.totals();
  expect(totals.reduce((sum, { count }) => sum + count, 0)).toBe(12_000);
  const [{ count, reports } = { count: 0, reports: 0 }] = totals.filter(({ bucket }) => bucket === 'too few');
  expect({ count, reports }).toEqual({ count: 1200, reports: 1200 });
  expect((await store.sums(all, 'version')).length).toBe(1201);
});

test('the same id in one call counts once, and the others see the first', async () => {
  const [id, sealed] = [newId(), day];
  const results = await d1Store(database).settleAll(day, [
    { id, sealed, decision: { kind: 'void', refusal: 'rate' } },
    { id, sealed, decision: counting(1) },
    { id: newId(), sealed, decision: counting(2) },
  ]);
  const refused = { kind: 'void', refusal: 'rate' };
  expect(results.map((result) => result.status === 'fulfilled' && result.value)).toEqual([
    { outcome: refused, isRepeat: false },
    { outcome: refused, isRepeat: true },
    { outcome: { kind: 'counted' }, isRepeat: false },
  ]);
});

test('only a new id of a sealed day, and no repeat, lets the ids of that day be kept for longer', async () => {
  const store = d1Store(twice(database));
  const id = newId();
  const seen = async () => (await run('SELECT seen FROM sealed_days'))[0]?.results;
  await store.settleAll(day, [{ id, sealed: day, decision: counting(1) }]);
  await store.settleAll('2026-05-21', [{ id, sealed: day, decision: counting(1) }]);
  expect(await seen()).toEqual([{ seen: 1 }]);
  await store.settleAll('2026-05-21', [
    { id, sealed: day, decision: counting(1) },
    { id: newId(), sealed: day, decision: counting(1) },
  ]);
  expect(await seen()).toEqual([{ seen: 2 }]);
});

test('a batch that the database refuses does not fail the others', async () => {
  const store = d1Store(database);
  await store.setUp();
  await run(
    `CREATE TRIGGER refuse BEFORE INSERT ON counts WHEN new.bucket = 'bad' BEGIN SELECT raise(ABORT, 'refused'); END`,
  );
  const keys = Array.from({ length: 5 }, () => ({ id: newId(), sealed: day }));
  const settlements = keys.map((key, n) => ({ ...key, decision: counting(1, n === 2 ? 'bad' : 'total') }));
  const results = await store.settleAll(day, settlements);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect(await store.rows(all)).toMatchObject([{ count: 4, reports: 4 }]);
  expect((await store.findAll(keys)).map((found) => found.status === 'fulfilled' && found.value !== undefined)).toEqual(
    [true, true, false, true, true],
  );
});

test('more than D1 takes in one value is counted in several transactions', async () => {
  const counters = Array.from({ length: 60 }, (_, n) => ({ signal: 'turns', bucket: `b${n}`, count: 1 }));
  const decision: Decision = { kind: 'count', payload: { version: '1.4.0', os: 'linux', counters } };
  const settlements = Array.from({ length: 1000 }, () => ({ id: newId(), sealed: day, decision }));
  expect(JSON.stringify(settlements).length).toBeGreaterThan(2_000_000);
  const store = d1Store(database);
  await store.settleAll(day, settlements);
  expect(await store.sums(all, 'version')).toEqual([
    { date: day, signal: 'turns', of: '1.4.0', count: 60_000, reports: 60_000 },
  ]);
});

test('tables of a later version are left as they are', async () => {
  const store = d1Store(database);
  await store.setUp();
  await run('UPDATE schema_version SET version = 99');
  const later =
    /^the database is of a later version of turntally \(schema 99; this one knows \d+\): update the collector$/;
  await expect(d1Store(database).settleAll(day, [{ id: newId(), sealed: day, decision: counting(1) }])).rejects.toThrow(
    later,
  );
  await run('UPDATE schema_version SET version = 3');
  expect(await store.rows(all)).toEqual([]);
});

test('tables of version 2 get a table for notes', async () => {
  await d1Store(database).settleAll(day, [{ id: newId(), sealed: day, decision: counting(1) }]);
  await run('DROP TABLE annotations');
  await run('UPDATE schema_version SET version = 2');
  const stores = [d1Store(database), d1Store(database)];
  await Promise.all(stores.map((store) => store.annotate({ date: day, text: 'gateway outage' })));
  expect(await d1Store(database).annotations(all)).toEqual([{ date: day, text: 'gateway outage' }]);
  expect(await d1Store(database).rows(all)).toMatchObject([{ count: 1 }]);
  expect((await run('SELECT version FROM schema_version'))[0]?.results).toEqual([{ version: 3 }]);
});

test('tables of another program are left as they are', async () => {
  await run('CREATE TABLE counts (what TEXT)');
  await expect(d1Store(database).setUp()).rejects.toThrow(/^the database has tables of another program$/);
  const [tables] = await run(`SELECT name FROM sqlite_schema WHERE name NOT GLOB '_cf_*'`);
  expect(tables?.results).toEqual([{ name: 'counts' }]);
});

test('a database that was deleted and made again gets its tables', async () => {
  const store = d1Store(database);
  await store.setUp();
  const post = () => store.settleAll(day, [{ id: newId(), sealed: day, decision: counting(1) }]);
  await run('DROP TABLE counts');
  await run('DROP TABLE schema_version');
  await expect(post()).rejects.toThrow('no such table');
  await post();
  expect(await store.rows(all)).toMatchObject([{ count: 1 }]);
});

test.each([[undefined], [{}], ['file:turntally.db']])('what is no binding is an error that says so: %j', (binding) => {
  expect(() => d1Store(binding as never)).toThrow(/database must be the binding of a D1 database, such as env\.DB/);
});
