import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { expect, onTestFinished, test } from 'vitest';
import { sqliteStore } from '../src/index.js';
import { settlementsOfDay } from './settlementsOfDay.js';
import { addIds, columnOfIds, ids, sizesOf } from './sizeOfId.js';

test('docs/scale.md states how much of a file an id takes', async () => {
  const { store, bytesOf } = await openFile();
  await addIds(store);
  const bytes = Math.round((await bytesOf('sealed_ids')) / ids);
  expect(await columnOfIds('SQLite')).toEqual([`SQLite, a day and 16 bytes (${bytes} B)`, ...sizesOf(bytes)]);
});

test('docs/scale.md states how much of a file a row of a day takes', async () => {
  const { store, bytesOf } = await openFile();
  const days = ['2026-05-20', '2026-05-21', '2026-05-22', '2026-05-23'];
  for (const day of days) await store.settleAll(day, settlementsOfDay(day));
  await store.publish('2026-05-24', 1);
  const bytes = Math.round((await bytesOf('published')) / days.length / 2592);
  const scale = await readFile(new URL('../../../docs/scale.md', import.meta.url), 'utf8');
  const ofYear = Math.round((2592 * 365 * bytes) / 1e6);
  expect(/In SQLite a row takes .*/.exec(scale)?.[0]).toBe(
    `In SQLite a row takes ${bytes} bytes: ${ofYear} MB a year.`,
  );
});

/** A new file, and the bytes of a table in it. */
async function openFile() {
  const folder = await mkdtemp(join(tmpdir(), 'turntally-sizes-'));
  const url = `file:${join(folder, 'sizes.db')}`;
  const store = sqliteStore(url);
  const client = createClient({ url });
  onTestFinished(async () => {
    client.close();
    await store.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  });
  const bytesOf = async (table: string): Promise<number> => {
    const { rows } = await client.execute({
      sql: 'SELECT sum(pgsize) AS bytes FROM dbstat WHERE name = ?',
      args: [table],
    });
    return Number(rows[0]?.bytes);
  };
  return { store, bytesOf };
}
