import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createTables } from '../../src/d1/setUp.js';
import { newId } from '../support.js';
import { ask, postOf } from './ask.js';
import { folder, setting, startExample } from './example.js';

test('its migration creates the tables that the store would create', async () => {
  const sql = `-- The tables of @turntally/collector/d1.\n${createTables.map((statement) => `${statement.trim()};\n`).join('')}`;
  await expect(sql).toMatchFileSnapshot(join(folder, await setting('migrations_dir'), '0001_turntally.sql'));
});

test('it has the binding, the trigger and the entry that wrangler needs', async () => {
  expect(await setting('binding')).toBe('DB');
  expect(await setting('main')).toBe('src/worker.ts');
  expect(await setting('crons')).toMatch(/^\d+ \* \* \* \*$/);
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
