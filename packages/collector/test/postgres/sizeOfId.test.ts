import { expect, test } from 'vitest';
import { addIds, columnOfIds, ids, sizesOf } from '../sizeOfId.js';
import { testDatabase } from './database.js';

test('docs/scale.md states how much of PostgreSQL an id takes', async () => {
  const database = testDatabase();
  await addIds(database.open());
  const [table] = await database.query(`SELECT pg_total_relation_size('${database.schema}.sealed_ids') AS bytes`);
  // How full the pages of an index are differs from one version of PostgreSQL to the next.
  const bytes = Math.round(Number(table?.bytes) / ids / 10) * 10;
  expect(await columnOfIds('PostgreSQL')).toEqual([`PostgreSQL (about ${bytes} B with its index)`, ...sizesOf(bytes)]);
});
