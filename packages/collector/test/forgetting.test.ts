import { createClient } from '@libsql/client';
import { expect, test } from 'vitest';
import { idRetentionDays } from '../../../src/protocol/index.js';
import { daysBefore } from '../src/utcDays.js';
import { databaseFile, newId, openStore } from './support.js';

const sealed = '2026-05-20';
const dayAfter = (days: number) => daysBefore(sealed, -days);

test('a sealed day with many ids is forgotten in portions, and posts have their turn in between', async () => {
  const path = databaseFile();
  const store = openStore(path);
  await store.settle(newId(), { kind: 'void', refusal: 'payload' }, sealed, sealed);
  const other = createClient({ url: `file:${path}` });
  await other.execute(`
    WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 20000)
    INSERT INTO sealed_ids SELECT unixepoch('${sealed}') / 86400, randomblob(16), NULL FROM n`);
  const count = async () => Number((await other.execute('SELECT count(*) AS n FROM sealed_ids')).rows[0]?.n);
  for (let n = 1; n <= idRetentionDays; n++) expect(await store.forget(dayAfter(n))).toBe(false);
  const left: number[] = [];
  do left.push(await count());
  while (await store.forget(dayAfter(idRetentionDays + 1)));
  left.push(await count());
  expect(left[0]).toBe(20_001);
  expect(left.at(-1)).toBe(0);
  const portions = left.slice(1).map((now, n) => (left[n] ?? 0) - now);
  expect(Math.max(...portions)).toBe(1000);
  expect((await other.execute('SELECT * FROM sealed_days')).rows).toEqual([]);
  other.close();
});
