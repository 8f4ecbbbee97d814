import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createTables } from '../../src/d1/setUp.js';
import { newId } from '../support.js';
import { ask, postOf } from './ask.js';
import { folder, plain, setting, sharded, startExample } from './example.js';
import { rowsOf, rowsOfToday, someBatches } from './someBatches.js';

test('its migration creates the tables that the store would create', async () => {
  const sql = `-- The tables of @turntally/collector/d1.\n${createTables.map((statement) => `${statement.trim()};\n`).join('')}`;
  await expect(sql).toMatchFileSnapshot(join(folder, await setting('migrations_dir'), '0001_turntally.sql'));
});

test.each([
  [plain, 'src/worker.ts'],
  [sharded, 'src/sharded.ts'],
])('it has the binding, the trigger and the entry that wrangler needs: %j', async (example, main) => {
  expect(await setting('binding', example)).toBe('DB');
  expect(await setting('main', example)).toBe(main);
  expect(await setting('crons', example)).toMatch(/^\d+ \* \* \* \*$/);
  expect(await setting('migrations_dir', example)).toBe('migrations');
});

test('with shards, it has the class of the shards, in SQLite, and the same Worker and database', async () => {
  expect(await setting('class_name', sharded)).toBe('TurntallyShard');
  expect(await setting('new_sqlite_classes', sharded)).toBe('TurntallyShard');
  expect(await bindingOf('durable_objects.bindings')).toBe('SHARDS');
  for (const same of ['name', 'database_name', 'compatibility_date']) {
    expect(await setting(same, sharded)).toBe(await setting(same, plain));
  }
});

async function bindingOf(table: string): Promise<string | undefined> {
  const toml = await readFile(join(folder, sharded.config), 'utf8');
  return new RegExp(`^\\[\\[${table}\\]\\]\nname = "(.*?)"$`, 'm').exec(toml)?.[1];
}

test('with shards, every id counts once, though it comes three times at once to two isolates', async () => {
  const workers = await startExample({}, sharded);
  try {
    const { batches } = someBatches(30);
    for (const { id, body } of batches) {
      const copies = [0, 1, 1].map((isolate) => ask(new URL('/v1/metrics', workers.urls()[isolate]), postOf(id, body)));
      expect((await Promise.all(copies)).map(({ status }) => status)).toEqual([202, 202, 202]);
    }
    await workers.trigger('17 * * * *'); // the shards deliver
    expect(await rowsOfToday(workers)).toEqual(rowsOf(batches));
  } finally {
    await workers.stop();
  }
});

test('without the secret, posts are counted, and reading is off', async () => {
  const workers = await startExample({});
  try {
    expect((await ask(new URL('/v1/metrics', workers.urls()[0]), postOf(newId()))).status).toBe(202);
    expect((await ask(new URL('/', workers.urls()[0]))).status).toBe(403);
  } finally {
    await workers.stop();
  }
});
