import { relative } from 'node:path';
import { expect, test, vi } from 'vitest';
import { databaseFile, newId, openStore, payload, total } from '../../collector/test/support.js';
import { collecting, postFrom, root, start } from './support.js';

vi.setConfig({ testTimeout: 30_000 });

test('collect --backup copies the database of a collector that runs', async () => {
  const [db, copy] = [databaseFile(), databaseFile()];
  const { url } = await collecting(db);
  for (let n = 0; n < 20; n++) expect(await postFrom('127.0.0.7', url, newId(), payload())).toBe(202);
  expect(await start(['collect', '--db', `file:${db}`, '--backup', copy]).ended).toEqual({
    code: 0,
    stdout: `turntally: copied file:${db} to ${copy}\n`,
    stderr: '',
  });
  expect(await total(openStore(copy))).toBe(20 * 12);
  expect(await start(['collect', '--db', `file:${db}`, '--backup', copy]).ended).toEqual({
    code: 1,
    stdout: '',
    stderr: `turntally: cannot back up file:${db} to ${copy}: there is such a file already\n`,
  });
});

test.each([
  ['postgres://a@127.0.0.1/b', /--backup is for a SQLite file: back up PostgreSQL with pg_dump/],
  ['turntally.db', /--db must be file: and a path, such as "file:turntally\.db"/],
])('collect --backup of %s is one line and exit code 2', async (db, message) => {
  const { code, stdout, stderr } = await start(['collect', '--db', db, '--backup', databaseFile()]).ended;
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^turntally: [^\n]+\n$/);
  expect(stderr).toMatch(message);
});

test('the start names the file of the database, also where --db is relative', async () => {
  const db = databaseFile();
  const { output } = await collecting(relative(root, db));
  await expect.poll(output, { timeout: 8000 }).toContain(`turntally: database: ${db}\n`);
});
