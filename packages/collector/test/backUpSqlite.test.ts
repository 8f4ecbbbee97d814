import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createClient } from '@libsql/client';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { effort } from '../../../test/support/effort.js';
import { backUpSqlite, createCollector } from '../src/index.js';
import { databaseFile, newId, openStore, post, total, turns } from './support.js';

test('a copy has what was acknowledged before it began, with all ids, while the collector goes on', () =>
  fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 30 }), async (before, meanwhile) => {
      const [db, file] = [databaseFile(), databaseFile()];
      const collector = createCollector({ store: openStore(db) });
      const postAll = (ids: readonly string[], to = collector) => Promise.all(ids.map((id) => post(to, { id })));
      const ids = Array.from({ length: before }, newId);
      await postAll(ids);
      const later = Array.from({ length: meanwhile }, newId);
      const posting = postAll(later);
      await backUpSqlite(`file:${db}`, file);
      await posting;

      const copy = openStore(file);
      const counted = await total(copy);
      expect(counted).toBeGreaterThanOrEqual(before * turns.count);
      // Whatever the copy has of the rest, it has the id of each: posted to it, everything is there once.
      await postAll([...ids, ...later], createCollector({ store: copy }));
      expect(await total(copy)).toBe((before + meanwhile) * turns.count);
    }),
    { numRuns: effort(5, 20) },
  ));

test('a copy is for its owner only, and one file', async () => {
  const [db, file] = [databaseFile(), databaseFile()];
  await post(createCollector({ store: openStore(db) }));
  await backUpSqlite(`file:${db}`, file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect([existsSync(`${file}-wal`), existsSync(`${file}-journal`)]).toEqual([false, false]);
});

test('a file that exists is not overwritten', async () => {
  const [db, file] = [databaseFile(), databaseFile()];
  await post(createCollector({ store: openStore(db) }));
  writeFileSync(file, '');
  await expect(backUpSqlite(`file:${db}`, file)).rejects.toThrow('there is such a file already');
  expect(readFileSync(file, 'utf8')).toBe('');
  await expect(backUpSqlite(`file:${db}`, db)).rejects.toThrow('there is such a file already');
});

test('a database that is missing is not created', async () => {
  const [db, file] = [databaseFile(), databaseFile()];
  await expect(backUpSqlite(`file:${db}`, file)).rejects.toThrow(`there is no file ${db}`);
  expect([existsSync(db), existsSync(file)]).toEqual([false, false]);
});

test.each([
  ['a database of another program', 'the file is a database of another program'],
  ['no database', 'SQLITE_NOTADB'],
])('%s is not copied', async (kind, message) => {
  const [db, file] = [databaseFile(), databaseFile()];
  if (kind === 'no database')
    writeFileSync(db, 'a text that is no database, long enough to be read as a header'.repeat(9));
  else {
    const client = createClient({ url: `file:${db}` });
    await client.execute('CREATE TABLE of_another_program (a)');
    client.close();
  }
  await expect(backUpSqlite(`file:${db}`, file)).rejects.toThrow(message);
  expect(existsSync(file)).toBe(false);
});

test('a folder that is missing, and a wrong url, are named', async () => {
  const db = databaseFile();
  await post(createCollector({ store: openStore(db) }));
  await expect(backUpSqlite(`file:${db}`, `${db}.missing/copy.db`)).rejects.toThrow(`there is no folder ${db}.missing`);
  await expect(backUpSqlite(db, databaseFile())).rejects.toThrow('url must be file: and a path');
});
