import { expect, onTestFinished, test, vi } from 'vitest';
import { createClient } from '../src/sqliteClient.js';
import { databaseFile } from './support.js';

async function open(path = databaseFile()) {
  const client = await createClient({ path });
  onTestFinished(() => client.close());
  return { client, path };
}

async function opened() {
  const { client, path } = await open();
  await client.executeMultiple(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (id TEXT PRIMARY KEY, n INT NOT NULL)',
  );
  const add = (id: string) => ({ sql: 'INSERT INTO t (id, n) VALUES (?, ?)', args: [id, 1] });
  const ids = async () => (await client.execute('SELECT id FROM t ORDER BY id')).rows.map(({ id }) => id);
  return { client, path, add, ids };
}

test('rows have names, and parameters have places or names', async () => {
  const { client } = await opened();
  const insert = { sql: 'INSERT INTO t (id, n) VALUES (?, ?), (?, ?) RETURNING id', args: ['a', 2 ** 40, 'b', 2] };
  expect((await client.execute(insert)).rows).toEqual([{ id: 'a' }, { id: 'b' }]);
  const select = 'SELECT *, :none AS missing FROM t WHERE n > :least';
  const { rows } = await client.execute({ sql: select, args: { least: 2, none: null } });
  expect(rows).toEqual([{ id: 'a', n: 2 ** 40, missing: null }]);
  expect((await client.execute('DELETE FROM t')).rowsAffected).toBe(2);
});

test('a statement runs again after it failed, and its error begins with a code', async () => {
  const { client, add, ids } = await opened();
  await client.execute(add('a'));
  await expect(client.execute(add('a'))).rejects.toThrow(/^SQLITE_CONSTRAINT.*: UNIQUE constraint failed/);
  await expect(client.execute('SELECT * FROM other_table')).rejects.toThrow(/^SQLITE_ERROR: no such table/);
  await client.execute(add('b'));
  expect(await ids()).toEqual(['a', 'b']);
});

test('what is not committed is rolled back', async () => {
  const { client, add, ids } = await opened();
  const left = await client.transaction('write');
  await left.execute(add('a'));
  left.close();
  await expect(client.batch([add('b'), add('b')], 'write')).rejects.toThrow('UNIQUE');
  await client.batch([add('c'), add('d')], 'write');
  expect(await ids()).toEqual(['c', 'd']);
});

test('the process goes on while a transaction is committed', async () => {
  const { client, add } = await opened();
  const transaction = await client.transaction('write');
  await transaction.execute(add('a'));
  let wentOn = false;
  setImmediate(() => {
    wentOn = true;
  });
  await transaction.commit();
  expect(wentOn).toBe(true);
});

test('the process goes on while another one writes, and writes after it', async () => {
  const { client, path, add, ids } = await opened();
  const other = await open(path);
  const writing = await other.client.transaction('write');
  await writing.execute(add('a'));
  const pauses = vi.spyOn(globalThis, 'setTimeout');
  const begun = client.transaction('write');
  await expect.poll(() => pauses.mock.calls.some(([, ms]) => ms === 5), { interval: 1 }).toBe(true); // `begun` has asked in vain
  pauses.mockRestore();
  await writing.commit();
  const transaction = await begun;
  await transaction.execute(add('b'));
  await transaction.commit();
  expect(await ids()).toEqual(['a', 'b']);
});

test('a write that waits too long for another one fails, and many that wait do not keep that one from its end', async () => {
  const { client, path, add } = await opened();
  const writing = await client.transaction('write');
  const others = await Promise.all(Array.from({ length: 8 }, () => open(path)));
  const results = await Promise.allSettled(others.map((other) => other.client.transaction('write')));
  for (const result of results) {
    expect(result).toMatchObject({ reason: { message: expect.stringMatching(/^SQLITE_BUSY: /) } });
  }
  const waiting = others.map((other) => other.client.transaction('write').then((transaction) => transaction.close()));
  await writing.execute(add('a'));
  await writing.commit();
  await Promise.all(waiting);
});

test('a closed connection rejects', async () => {
  const { client, add } = await opened();
  const transaction = await client.transaction('write');
  client.close();
  client.close();
  await expect(transaction.execute(add('a'))).rejects.toThrow('the connection is closed');
  await expect(transaction.commit()).rejects.toThrow('the connection is closed');
  transaction.close();
  await expect(client.execute('SELECT 1')).rejects.toThrow('the connection is closed');
});
