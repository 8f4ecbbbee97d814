import { expect, test } from 'vitest';
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
