import { createClient } from '@libsql/client';
import { expect, test } from 'vitest';
import type { Problem } from '../../../src/protocol/index.js';
import { createCollector, type RefusalCode } from '../src/index.js';
import { counting } from './decisions.js';
import { databaseFile, day, newId, noon, openStore, payload, post, problemOf } from './support.js';

/** The statements of the first version, which had no number. */
const firstVersion = [
  `CREATE TABLE IF NOT EXISTS counts (
     date TEXT NOT NULL, version TEXT NOT NULL, os TEXT NOT NULL, signal TEXT NOT NULL, bucket TEXT NOT NULL,
     count INTEGER NOT NULL, reports INTEGER NOT NULL,
     PRIMARY KEY (date, version, os, signal, bucket)
   ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS batches (id TEXT PRIMARY KEY, refusal TEXT, seen TEXT NOT NULL) STRICT, WITHOUT ROWID`,
  `CREATE INDEX IF NOT EXISTS batches_seen ON batches (seen)`,
] as const;
const addRow = 'INSERT INTO counts (date, version, os, signal, bucket, count, reports) VALUES (?, ?, ?, ?, ?, ?, ?)';
const addId = 'INSERT INTO batches (seen, id, refusal) VALUES (?, ?, ?)';

const rows: readonly [string, string, string, string, string, number, number][] = [
  ['2026-01-02', '1.0.0', 'macos', 'turns', 'total', 70, 7],
  ['2026-05-19', '1.4.0', 'linux', 'turns', 'total', 120, 6],
  ['2026-05-19', '1.4.0', 'linux', 'tool_error', 'exec', 4711, 2],
  ['2026-05-20', '1.4.0', 'linux', 'turns', 'total', 24, 2],
];

const problem = (status: number, detail: string, errors?: Problem['errors']) =>
  JSON.stringify({ type: 'about:blank', title: 'A Title', status, detail, ...(errors && { errors }), void: true });
const notInVocabulary = [{ pointer: '/counters/1', detail: 'not in the vocabulary' }];
const refusals: Readonly<Record<Exclude<RefusalCode, 'unavailable' | 'sealed'>, string>> = {
  rate: problem(429, 'Too many posts from this address.'),
  overloaded: problem(503, 'Too many posts at once.'),
  media_type: problem(415, 'The content type must be application/json.'),
  encoding: problem(415, 'The body must not have a content encoding.'),
  too_long: problem(413, 'The body must not be longer than 32768 bytes.'),
  not_json: problem(400, 'The body must be JSON in UTF-8.'),
  repeated_key: problem(400, 'An object of the body has two keys of the same name.'),
  payload: problem(400, 'The payload is invalid.', notInVocabulary),
  version: problem(400, 'The payload is invalid.', [
    { pointer: '/version', detail: 'this version is not accepted here' },
  ]),
};
const malformedVersion = problem(400, 'The payload is invalid.', [
  { pointer: '/version', detail: 'version must be …' },
]);

/** A file as the first version has left it. */
async function fileOfFirstVersion() {
  const path = databaseFile();
  const client = createClient({ url: `file:${path}`, concurrency: 1 });
  await client.execute('PRAGMA journal_mode = WAL');
  const ids = { counted: newId(), malformedVersion: newId(), unknown: newId() };
  const refused = Object.entries(refusals).map(([code, document]) => ({ code, id: newId(), document }));
  await client.batch(
    [
      ...firstVersion,
      ...rows.map((args) => ({ sql: addRow, args })),
      { sql: addId, args: ['2026-05-19', ids.counted, null] },
      { sql: addId, args: ['2026-05-19', ids.malformedVersion, malformedVersion] },
      { sql: addId, args: ['2026-05-19', ids.unknown, problem(418, 'of another program')] },
      ...refused.map(({ id, document }) => ({ sql: addId, args: ['2026-05-20', id, document] })),
    ],
    'write',
  );
  client.close();
  return { path, ids, refused };
}

test('a file of the first version keeps its counts and its ids, and publishes its days', async () => {
  const { path, ids, refused } = await fileOfFirstVersion();
  const store = openStore(path);
  const all = { from: '2026-01-01', to: '2026-12-31' };
  const columns = (found: Awaited<ReturnType<typeof store.rows>>) => found.map((row) => Object.values(row));
  const byDate = [...rows].sort((a, b) => (a.join() < b.join() ? -1 : 1));
  expect(columns(await store.rows({ ...all, unpublished: true }))).toEqual(byDate);
  expect(await store.find(ids.counted)).toEqual({ kind: 'counted' });
  for (const { id, code } of refused) expect(await store.find(id)).toEqual({ kind: 'void', refusal: code });
  expect(await store.find(ids.malformedVersion)).toEqual({ kind: 'void', refusal: 'payload' });
  await expect(store.find(ids.unknown)).rejects.toThrow();

  const collector = createCollector({ store, now: () => noon + day });
  expect((await post(collector, { id: ids.counted })).status).toBe(202);
  const broken = refused.find(({ code }) => code === 'payload')?.id;
  const body = payload({
    counters: [
      { signal: 'turns', bucket: 'total', count: 1 },
      { signal: 'x', bucket: 'y', count: 1 },
    ],
  });
  expect(await problemOf(await post(collector, { id: broken, body }))).toMatchObject({
    status: 400,
    errors: notInVocabulary,
    void: true,
  });
  await collector.maintain();
  expect(columns(await store.rows(all))).toEqual([rows[0], rows[1]]);
  expect(await store.omissions(all)).toMatchObject([
    { date: '2026-01-02', withheld: 0 },
    { date: '2026-05-19', withheld: 1 },
    { date: '2026-05-20', withheld: 1 },
  ]);
});

test('two processes that open a file of the first version at once migrate it once', async () => {
  const { path, ids } = await fileOfFirstVersion();
  const stores = [openStore(path), openStore(path), openStore(path)];
  for (const outcome of await Promise.all(stores.map((store) => store.find(ids.counted)))) {
    expect(outcome).toEqual({ kind: 'counted' });
  }
});

test('the ids of the first version age from their days on', async () => {
  const { path, ids } = await fileOfFirstVersion();
  const store = openStore(path);
  const after = (days: number) => new Date(noon + days * day).toISOString().slice(0, 10);
  for (let n = 0; n <= 29; n++) await store.forget(after(n));
  expect(await store.find(ids.counted)).toEqual({ kind: 'counted' });
  await store.forget(after(30));
  expect(await store.find(ids.counted)).toBeUndefined();
});

test('what version 1 has published is added up when its file is opened', async () => {
  const path = databaseFile();
  const client = createClient({ url: `file:${path}`, concurrency: 1 });
  const ofRows = (table: string) => firstVersion[0].replace('counts', table);
  await client.batch(
    [
      ...firstVersion,
      ...['published', 'set_aside', 'published_set_aside'].map(ofRows),
      `CREATE TABLE published_days (
         date TEXT PRIMARY KEY, min_reports INTEGER NOT NULL, withheld INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
      `CREATE TABLE set_aside_batches (
         date TEXT NOT NULL, reason TEXT NOT NULL, batches INTEGER NOT NULL, PRIMARY KEY (date, reason)) STRICT, WITHOUT ROWID`,
      'CREATE TABLE days_of_operation (n INTEGER PRIMARY KEY, date TEXT NOT NULL UNIQUE) STRICT',
      ...rows.map((args) => ({ sql: addRow.replace('counts', 'published'), args })),
      ...rows.map((args) => ({ sql: addRow.replace('counts', 'published_set_aside'), args })),
      'INSERT INTO published_days SELECT DISTINCT date, 2, 1 FROM published',
      `INSERT INTO published_days VALUES ('2025-12-24', 0, 0)`,
      'PRAGMA user_version = 1',
    ],
    'write',
  );
  client.close();
  const store = openStore(path);
  const all = { from: '2026-01-01', to: '2026-12-31' };
  const inOrder = [...rows].sort((a, b) => (a.join() < b.join() ? -1 : 1));
  for (const setAside of [false, true]) {
    expect((await store.rows({ ...all, setAside })).map((row) => Object.values(row))).toEqual(inOrder);
    for (const os of [{}, { os: 'linux' }]) {
      const wanted = inOrder.filter(([, , name]) => os.os === undefined || os.os === name);
      const sums = await store.sums({ ...all, ...os, setAside }, 'bucket');
      expect(sums.map((sum) => Object.values(sum))).toEqual(
        wanted.map(([date, , , signal, bucket, count, reports]) => [date, signal, bucket, count, reports]),
      );
    }
    expect((await store.sums({ ...all, setAside, signal: 'turns' }, 'version')).map(({ of }) => of)).toEqual([
      '1.0.0',
      '1.4.0',
      '1.4.0',
    ]);
  }
  expect(await store.totals()).toEqual({
    days: { from: '2025-12-24', to: '2026-05-20' },
    totals: [
      { version: '1.0.0', os: 'macos', signal: 'turns', bucket: 'total', count: 70, reports: 7 },
      { version: '1.4.0', os: 'linux', signal: 'tool_error', bucket: 'exec', count: 4711, reports: 2 },
      { version: '1.4.0', os: 'linux', signal: 'turns', bucket: 'total', count: 144, reports: 8 },
    ],
  });
});

test('a file of version 2 gets a table for notes, and keeps its counts', async () => {
  const path = databaseFile();
  const first = openStore(path);
  await first.settle('x', counting('1.4.0', ['stop', 1]), '2026-05-20');
  await first.close();
  const client = createClient({ url: `file:${path}` });
  await client.batch(['DROP TABLE annotations', 'PRAGMA user_version = 2'], 'write');
  client.close();
  const stores = [openStore(path), openStore(path)];
  await Promise.all(stores.map((store) => store.annotate({ date: '2026-05-20', text: 'gateway outage' })));
  const all = { from: '2026-01-01', to: '2026-12-31' };
  for (const store of stores) {
    expect(await store.annotations(all)).toEqual([{ date: '2026-05-20', text: 'gateway outage' }]);
    expect(await store.rows({ ...all, unpublished: true })).toMatchObject([{ count: 1 }]);
  }
});

test('a file of a later version is refused with a sentence, and left as it is', async () => {
  const path = databaseFile();
  const store = openStore(path);
  await store.find('x');
  await store.close();
  const client = createClient({ url: `file:${path}` });
  await client.execute('PRAGMA user_version = 4');
  await expect(openStore(path).find('x')).rejects.toThrow(
    'the file is of a later version of turntally (schema 4; this one knows 3): update the collector',
  );
  expect((await client.execute('PRAGMA user_version')).rows[0]?.user_version).toBe(4);
  client.close();
});

test.each([1, 0])('a database of another program with the number %i is refused, and left as it is', async (version) => {
  const path = databaseFile();
  const client = createClient({ url: `file:${path}` });
  await client.batch(['CREATE TABLE theirs (a)', `PRAGMA user_version = ${version}`], 'write');
  await expect(openStore(path).find('x')).rejects.toThrow('the file is a database of another program');
  expect((await client.execute('SELECT count(*) AS n FROM sqlite_schema')).rows[0]?.n).toBe(1);
  client.close();
});
