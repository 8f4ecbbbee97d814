import { readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createClient } from '@libsql/client';
import { afterEach, expect, test, vi } from 'vitest';
import { OptionError } from '../../../src/signals.js';
import { createCollector, type Decision, sqliteStore } from '../src/index.js';
import type { Client } from '../src/sqliteClient.js';
import {
  databaseFile,
  day,
  newId,
  noon,
  openStore,
  payload,
  post,
  problemOf,
  serveCollector,
  total,
  turns,
} from './support.js';
import { testStore } from './testStore.js';

const opened = vi.hoisted((): Client[] => []);
vi.mock('../src/sqliteClient.js', async (original) => {
  const real = await original<typeof import('../src/sqliteClient.js')>();
  const createClient = async (config: Parameters<typeof real.createClient>[0]) => {
    const client = await real.createClient(config);
    opened.push(client);
    return client;
  };
  return { ...real, createClient };
});
afterEach(() => opened.splice(0));

const counting: Decision = { kind: 'count', payload: { version: '1', os: 'linux', counters: [turns] } };

test('the connection that writes syncs every commit', async () => {
  const store = openStore();
  await store.settle(newId(), counting, '2026-05-20');
  const client = opened[0];
  if (!client) throw new Error('the store opened no client');
  const synchronous = async () => (await client.batch(['PRAGMA synchronous'], 'write'))[0]?.rows[0]?.synchronous;
  expect(await synchronous()).toBe(2);
  expect((await client.execute('PRAGMA journal_mode')).rows[0]?.journal_mode).toBe('wal');
  expect(opened).toHaveLength(1);
});

test('the id and its counts are one transaction: counts that cannot be stored leave no id', async () => {
  const path = databaseFile();
  const store = openStore(path);
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

test('after a lost race for an id the store works as before', async () => {
  const path = databaseFile();
  const [one, other] = [openStore(path), openStore(path)];
  for (let n = 1; n <= 3; n++) {
    const id = newId();
    expect(await one.settle(id, counting, '2026-05-20')).toEqual({ kind: 'counted' });
    expect(await other.settle(id, counting, '2026-05-20')).toEqual({ kind: 'counted' });
    expect(await other.settle(newId(), counting, '2026-05-20')).toEqual({ kind: 'counted' });
    expect(await total(one)).toBe(n * 24);
  }
});

test('while another process holds the database, posts are in doubt, not void; it works again afterwards', async () => {
  const path = databaseFile();
  const store = openStore(path);
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

test('ids are kept for 30 days of operation, sums are never deleted', async () => {
  const store = openStore();
  const clock = { now: noon };
  const collector = createCollector({ store, now: () => clock.now, minReports: 1 });
  const [counted, refused] = [newId(), newId()];
  await post(collector, { id: counted });
  await post(collector, { id: refused, body: '{}' });
  for (let n = 1; n <= 30; n++) {
    clock.now = noon + n * day;
    await collector.maintain();
  }
  expect((await post(collector, { id: counted })).status).toBe(202);
  expect((await post(collector, { id: refused, body: '{}' })).status).toBe(400);
  expect(await total(store)).toBe(12);

  clock.now += day;
  await collector.maintain();
  expect(await store.find(counted)).toBeUndefined();
  expect(await store.find(refused)).toBeUndefined();
  expect(await total(store)).toBe(12);
});

test('no table and no byte of the file has anything of the sender', async () => {
  const path = databaseFile();
  const store = openStore(path);
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
  expect(contents).toHaveLength(16);
  for (const trace of [canary, '203.0.113.77', '127.0.0.1']) {
    expect(JSON.stringify(contents)).not.toContain(trace);
    for (const file of readdirSync(dirname(path)))
      expect(readFileSync(join(dirname(path), file), 'latin1')).not.toContain(trace);
  }
});

test('a file that cannot be opened fails the call, and the next call tries again', async () => {
  const path = join(dirname(databaseFile()), 'missing', 'turntally.db');
  const store = openStore(path);
  await expect(store.find('x')).rejects.toThrow(`there is no folder ${dirname(path)}`);
  const { mkdirSync } = await import('node:fs');
  mkdirSync(dirname(path));
  expect(await store.find('x')).toBeUndefined();
});

test('the error of a file that cannot be opened explains why', async () => {
  const folder = dirname(databaseFile());
  await expect(testStore(sqliteStore(`file:${folder}`)).find('x')).rejects.toThrow('this is a folder, not a file');
  await expect(testStore(sqliteStore(`file://${folder}/a%20b/x.db`)).find('x')).rejects.toThrow(
    `no folder ${folder}/a b`,
  );
});

test.each(['CREATE TABLE batches (id TEXT PRIMARY KEY, name TEXT)', 'CREATE TABLE counts (count INTEGER)'])(
  'a database of another program is reported, and left as it is: %s',
  async (theirs) => {
    const path = databaseFile();
    const other = createClient({ url: `file:${path}` });
    await other.execute(theirs);
    await expect(openStore(path).find('x')).rejects.toThrow('the file is a database of another program');
    expect((await other.execute('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL')).rows).toEqual([
      { sql: theirs },
    ]);
    expect((await other.execute('PRAGMA journal_mode')).rows).toEqual([{ journal_mode: 'delete' }]);
    other.close();
  },
);

/** Replaces a database by a backup and deletes its log, which belongs to the old file. */
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
])('batches that are acknowledged after the file was %s are in the file at its path', async (_, happens) => {
  const path = databaseFile();
  const store = openStore(path);
  const collector = createCollector({ store });
  expect((await post(collector)).status).toBe(202);
  await happens(path);
  const ids = [newId(), newId(), newId()];
  // The first access to the file, of this post or of the day's maintenance, notices that it has changed.
  const first = await post(collector, { id: ids[0] });
  if (first.status !== 202) expect(await problemOf(first)).not.toHaveProperty('void');
  for (const id of ids) expect((await post(collector, { id })).status).toBe(202);
  const other = openStore(path);
  for (const id of ids) expect(await other.find(id)).toEqual({ kind: 'counted' });
  await store.close();
  for (const id of ids) expect(await other.find(id)).toEqual({ kind: 'counted' });
});

test('a batch that was written to a deleted file is in doubt', async () => {
  const path = databaseFile();
  const store = openStore(path);
  const id = newId();
  await store.find(id);
  rmSync(path);
  await expect(store.settle(id, counting, '2026-05-20')).rejects.toThrow('the database file was deleted or replaced');
  expect(await store.settle(id, counting, '2026-05-20')).toEqual({ kind: 'counted' });
  expect(await total(openStore(path))).toBe(12);
});

test('a row that this library would not write is rejected', async () => {
  const path = databaseFile();
  const store = openStore(path);
  await store.find('x');
  const other = createClient({ url: `file:${path}` });
  await other.execute(`INSERT INTO batches VALUES ('x', 'no such code', '2026-05-20')`);
  other.close();
  await expect(store.find('x')).rejects.toThrow();
});

test('after close every call rejects', async () => {
  const store = openStore();
  const settleOne = () => store.settleAll('2026-05-20', [{ id: newId(), sealed: '', decision: counting }]);
  const last = settleOne();
  const closing = store.close();
  await expect(settleOne()).rejects.toThrow('closed');
  await closing;
  expect(await last).toEqual([{ status: 'fulfilled', value: { outcome: { kind: 'counted' }, isRepeat: false } }]);
  await expect(store.findAll([{ id: 'x', sealed: '' }])).rejects.toThrow('closed');
});

test.each([
  '',
  'turntally.db',
  ':memory:',
  'file::memory:',
  'libsql://db.example',
  'file:',
  'file:a?mode=ro',
  'file:a#b',
  3,
])('the url %j is an OptionError', (url) => {
  expect(() => Reflect.apply(sqliteStore, undefined, [url])).toThrow(OptionError);
});
