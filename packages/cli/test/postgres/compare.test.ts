import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { read } from '../../../../test/docs/markdown.js';
import { newDatabase } from '../../../collector/test/postgres/database.js';
import { openStore } from '../../src/collect/openStore.js';
import { countCompared } from '../comparedDatabase.js';
import { start } from '../support.js';

test('compare reads PostgreSQL, and creates nothing in a database that no collector has used', async () => {
  const url = await newDatabase();
  const compare = (version: string, against: string) =>
    start(['compare', '--db', url, '--version', version, '--against', against]).ended;
  for (let run = 0; run < 2; run++) {
    const { code, stderr } = await compare('1.5.0', '1.4.0');
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /cannot read the database postgres:[^\n]+: there are no tables of a collector in the schema turntally\n$/,
    );
  }
  const { store } = await openStore(url);
  await countCompared(store, { '1.5.0': 150, '1.4.0': 100 });
  await store.close();
  expect(await compare('1.5.0', '1.4.0')).toMatchObject({ code: 1, stderr: '' });
  expect(await compare('1.4.0', '1.5.0')).toMatchObject({ code: 0, stderr: '' });
  expect((await compare('1.6.0', '1.5.0')).stderr).toContain('there are 1.5.0, 1.4.0\n');
});

test('the permissions that docs/compare.md grants are enough, and hold for tables that are added later', async () => {
  const url = await newDatabase();
  const { store } = await openStore(url);
  await countCompared(store, { '1.5.0': 150, '1.4.0': 100 });
  await store.close();
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  const role = `reader_${process.pid}`;
  onTestFinished(async () => {
    await admin.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    await admin.end();
  });
  const [, documented = ''] = /```sql\n(CREATE ROLE reader[^`]+)```/.exec(read('docs/compare.md')) ?? [];
  await admin.query(documented.replaceAll(/\breader\b/g, role).replace('ROLE collector', 'ROLE CURRENT_USER'));
  await admin.query('CREATE TABLE turntally.added_later AS SELECT 1 AS one');

  const ofReader = new URL(url);
  ofReader.username = role;
  const releases = ['--version', '1.5.0', '--against', '1.4.0'];
  expect(await start(['compare', '--db', ofReader.href, ...releases]).ended).toMatchObject({ code: 1, stderr: '' });
  const reader = new pg.Client({ connectionString: ofReader.href });
  await reader.connect();
  expect((await reader.query('SELECT one FROM turntally.added_later')).rows).toEqual([{ one: 1 }]);
  await expect(reader.query('DELETE FROM turntally.counts')).rejects.toThrow('permission denied');
  await reader.end();
});
