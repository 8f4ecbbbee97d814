import { readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Client, createClient } from '@libsql/client';
import { afterEach, expect, test, vi } from 'vitest';
import { createCollector, type Decision, sqliteStore } from '../src/index.js';
import {
  databaseFile,
  day,
  newId,
  noon,
  observeStore,
  payload,
  post,
  problemOf,
  serveCollector,
  total,
  turns,
} from './support.js';

const opened = vi.hoisted((): Client[] => []);
vi.mock('@libsql/client', async (original) => {
  const real = await original<typeof import('@libsql/client')>();
  const createClient = (config: Parameters<typeof real.createClient>[0]) => {
    const client = real.createClient(config);
    opened.push(client);
    return client;
  };
  return { ...real, createClient };
});
afterEach(() => opened.splice(0));

const counting: Decision = { kind: 'count', payload: { version: '1', os: 'linux', counters: [turns] } };

test('the connection that writes syncs every commit, even if something set it otherwise', async () => {
  const store = observeStore();
  await store.settle(newId(), counting, '2026-05-20');
  const client = opened[0];
  if (!client) throw new Error('the store opened no client');
  const synchronous = async () => (await client.batch(['PRAGMA synchronous'], 'write'))[0]?.rows[0]?.synchronous;
  expect(await synchronous()).toBe(2);
  expect((await client.execute('PRAGMA journal_mode')).rows[0]?.journal_mode).toBe('wal');

  await client.execute('PRAGMA synchronous = OFF');
  await store.settle(newId(), counting, '2026-05-20');
  expect(await synchronous()).toBe(2);
  expect(opened).toHaveLength(1);
});

test('the id and its counts are one transaction: counts that cannot be stored leave no id', async () => {
  const path = databaseFile();
  const store = observeStore(path);
  const id = newId();
  await store.find(id);
  const other = createClient({ url: `file:${path}` });
  await other.execute(`CREATE TRIGGER no BEFORE INSERT ON counts BEGIN SELECT raise(ABORT, 'no'); END`);
  await expect(store.settle(id, counting, '2026-05-20')).rejects.toThrow('no');
  expect(await store.find(id)).toBeUndefined();
  await other.execute('DROP TRIGGER no');
  other.close();
  expect(await store.settle(id, counting, '2026-05-20')).toEqual({ kind: 'counted' });
});

test('a lost race for an id leaves the store as good as new', async () => {
  const path = databaseFile();
  const [one, other] = [observeStore(path), observeStore(path)];
  for (let n = 1; n <= 3; n++) {
    const id = newId();
    expect(await one.settle(id, counting, '2026-05-20')).toEqual({ kind: 'counted' });
    expect(await other.settle(id, counting, '2026-05-20')).toEqual({ kind: 'counted' });
    expect(await other.settle(newId(), counting, '2026-05-20')).toEqual({ kind: 'counted' });
    expect(await total(one)).toBe(n * 24);
  }
});

test('a database held by another writer is in doubt, not void, and works again afterwards', async () => {
  const path = databaseFile();
  const store = observeStore(path);
  await store.find('x');
  const other = createClient({ url: `file:${path}` });
  const transaction = await other.transaction('write');
  const collector = createCollector({ store });
  const id = newId();
  for (const body of [payload(), '{}']) {
    const problem = await problemOf(await post(collector, { id, body }));
    expect(problem.status).toBe(503);
    expect(problem).not.toHaveProperty('void');
  }
  await transaction.rollback();
  other.close();
  expect((await post(collector, { id })).status).toBe(202);
  expect(await total(store)).toBe(12);
});

test('ids are kept 45 days, sums for good', async () => {
  const store = observeStore();
  const clock = { now: noon };
  const collector = createCollector({ store, now: () => clock.now });
  const [counted, refused] = [newId(), newId()];
  await post(collector, { id: counted });
  await post(collector, { id: refused, body: '{}' });
  clock.now = noon + 45 * day;
  await post(collector);
  expect((await post(collector, { id: counted })).status).toBe(202);
  expect((await post(collector, { id: refused })).status).toBe(400);
  expect(await total(store)).toBe(24);

  clock.now = noon + 46 * day;
  await post(collector);
  expect(await store.find(counted)).toBeUndefined();
  expect(await store.find(refused)).toBeUndefined();
  expect(await total(store)).toBe(36);
});

test('nothing of the sender is in the file: every table, every byte', async () => {
  const path = databaseFile();
  const store = observeStore(path);
  const collector = createCollector({
    store,
    clientAddress: (request) => request.headers.get('x-forwarded-for') ?? undefined,
  });
  const url = await serveCollector(collector);
  const canary = 'canary7f3a';
  const send = (body: string) =>
    fetch(`${url}/v1/metrics?q=${canary}`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'idempotency-key': newId(),
        'user-agent': canary,
        'x-forwarded-for': `${canary}.203.0.113.77`,
        cookie: canary,
        referer: `http://${canary}/`,
        authorization: canary,
      },
    });
  expect((await send(payload())).status).toBe(202);
  const bad = { signal: canary, bucket: canary, count: 1, [canary]: 1 };
  for (const body of [
    payload({ counters: [bad] }),
    payload({ [canary]: 1 }),
    payload({ version: `${canary}?` }),
    canary,
  ]) {
    expect((await send(body)).status).toBe(400);
  }
  const client = createClient({ url: `file:${path}` });
  const tables = await client.execute(`SELECT name FROM sqlite_schema WHERE type = 'table'`);
  const contents: unknown[] = [];
  for (const { name } of tables.rows) contents.push((await client.execute(`SELECT * FROM "${name}"`)).rows);
  client.close();
  expect(contents).toHaveLength(2);
  for (const trace of [canary, '203.0.113.77', '127.0.0.1']) {
    expect(JSON.stringify(contents)).not.toContain(trace);
    for (const file of readdirSync(dirname(path)))
      expect(readFileSync(join(dirname(path), file), 'latin1')).not.toContain(trace);
  }
});

test('a file that cannot be opened fails the call, and the next call tries again', async () => {
  const path = join(dirname(databaseFile()), 'missing', 'turntally.db');
  const store = observeStore(path);
  await expect(store.find('x')).rejects.toThrow(`there is no folder ${dirname(path)}`);
  const { mkdirSync } = await import('node:fs');
  mkdirSync(dirname(path));
  expect(await store.find('x')).toBeUndefined();
});

test('of a file that cannot be opened it says why', async () => {
  const folder = dirname(databaseFile());
  await expect(sqliteStore(`file:${folder}`).find('x')).rejects.toThrow('this is a folder, not a file');
  await expect(sqliteStore(`file://${folder}/a%20b/x.db`).find('x')).rejects.toThrow(`no folder ${folder}/a b`);
});

test.each(['CREATE TABLE batches (id TEXT PRIMARY KEY, name TEXT)', 'CREATE TABLE counts (count INTEGER)'])(
  "another program's database is told as such, and left as it is: %s",
  async (theirs) => {
    const path = databaseFile();
    const other = createClient({ url: `file:${path}` });
    await other.execute(theirs);
    await expect(observeStore(path).find('x')).rejects.toThrow("this is another program's database");
    expect((await other.execute('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL')).rows).toEqual([
      { sql: theirs },
    ]);
    expect((await other.execute('PRAGMA journal_mode')).rows).toEqual([{ journal_mode: 'delete' }]);
    other.close();
  },
);

/** Puts a backup in the place of a database, and takes away its log, which belongs to the one before. */
async function restored(path: string): Promise<void> {
  const client = createClient({ url: `file:${path}` });
  await client.execute(`VACUUM INTO '${path}.backup'`);
  client.close();
  for (const log of ['-wal', '-shm']) rmSync(`${path}${log}`);
  renameSync(`${path}.backup`, path);
}

test.each<[string, (path: string) => unknown]>([
  ['deleted', (path) => rmSync(path)],
  ['deleted with its log', (path) => readdirSync(dirname(path)).map((name) => rmSync(join(dirname(path), name)))],
  ['replaced by a backup', restored],
])('what is acknowledged after the file was %s is in the file that is there', async (_, happens) => {
  const path = databaseFile();
  const store = observeStore(path);
  const collector = createCollector({ store });
  expect((await post(collector)).status).toBe(202);
  await happens(path);
  const ids = [newId(), newId(), newId()];
  const problem = await problemOf(await post(collector, { id: ids[0] }));
  expect(problem.status).toBe(503);
  expect(problem).not.toHaveProperty('void');
  for (const id of ids) expect((await post(collector, { id })).status).toBe(202);
  const other = observeStore(path);
  for (const id of ids) expect(await other.find(id)).toEqual({ kind: 'counted' });
  await store.close();
  for (const id of ids) expect(await other.find(id)).toEqual({ kind: 'counted' });
});

test('a batch that was written to a file that is no longer there is in doubt', async () => {
  const path = databaseFile();
  const store = observeStore(path);
  const id = newId();
  await store.find(id);
  rmSync(path);
  await expect(store.settle(id, counting, '2026-05-20')).rejects.toThrow('the database file was deleted or replaced');
  expect(await store.settle(id, counting, '2026-05-20')).toEqual({ kind: 'counted' });
  expect(await total(observeStore(path))).toBe(12);
});

test('what another hand wrote into the file is not believed', async () => {
  const path = databaseFile();
  const store = observeStore(path);
  await store.find('x');
  const other = createClient({ url: `file:${path}` });
  await other.execute(`INSERT INTO batches VALUES ('x', '{"status":202,"void":true}', '2026-05-20')`);
  other.close();
  await expect(store.find('x')).rejects.toThrow();
});

test('after close every call rejects', async () => {
  const store = observeStore();
  const last = store.settle(newId(), counting, '2026-05-20');
  await store.close();
  expect(await last).toEqual({ kind: 'counted' });
  await expect(store.find('x')).rejects.toThrow('closed');
});

test.each(['', 'turntally.db', ':memory:', 'file::memory:', 'libsql://db.example', 'file:', 3])(
  'the url %j is a TypeError',
  (url) => {
    expect(() => Reflect.apply(sqliteStore, undefined, [url])).toThrow(TypeError);
  },
);
