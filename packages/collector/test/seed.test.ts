import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { seededRows, type shapes } from '../../../scripts/seed/counters.js';
import { fillDatabase } from '../../../scripts/seed/fillDatabase.js';
import { limits } from '../../../src/protocol/index.js';
import { agentSignals, tokensOf } from '../../../src/signals.js';
import { allRows, databaseFile, openStore } from './support.js';

const to = '2026-05-20';
const made = (shape: (typeof shapes)[number], seed = 1) => [...seededRows({ shape, seed, to })];

test('the same seed makes the same rows, another seed makes others', () => {
  expect(made('one-day')).toEqual(made('one-day'));
  expect(made('one-day', 2)).not.toEqual(made('one-day'));
});

test.each([
  ['empty', 0, 0],
  ['one-day', 1, 2],
  ['one-year', 365, 14],
  ['releases', 365, 200],
] as const)('%s: %i days, %i releases, of what the collector counts', (shape, days, releases) => {
  const rows = made(shape);
  expect(new Set(rows.map(({ date }) => date)).size).toBe(days);
  expect(new Set(rows.map(({ version }) => version)).size).toBe(releases);
  expect(
    new Set(rows.map(({ date, version, os, signal, bucket }) => [date, version, os, signal, bucket].join())).size,
  ).toBe(rows.length);
  const tokens = tokensOf(agentSignals);
  const wrong = rows.filter(
    ({ date, version, signal, bucket, count, reports }) =>
      date > to ||
      !limits.version.test(version) ||
      !tokens.has(`${signal}/${bucket}`) ||
      count < reports ||
      reports < 1,
  );
  expect(wrong).toEqual([]);
});

test('the collector reads the written rows; a database with counts is not changed', async () => {
  const path = databaseFile();
  const rows = made('one-day');
  expect(await fillDatabase(`file:${path}`, rows)).toBe(rows.length);
  const key = (row: object) => JSON.stringify(Object.values(row));
  const stored = await allRows(openStore(path));
  expect(stored.map(key).toSorted()).toEqual(rows.map(key).toSorted());
  await expect(fillDatabase(`file:${path}`, rows)).rejects.toThrow(/already has counts/);
});

test('npm run seed publishes the days, so that the first read of the collector does not wait for that', async () => {
  const path = databaseFile();
  const script = fileURLToPath(new URL('../../../scripts/seed.ts', import.meta.url));
  const options = ['--shape', 'one-day', '--to', to, '--min-reports', '7'];
  await promisify(execFile)(
    process.execPath,
    ['--conditions=@turntally/source', '--import', 'tsx', script, '--db', path, ...options],
    {
      cwd: fileURLToPath(new URL('../../..', import.meta.url)),
    },
  );
  const store = openStore(path);
  expect(await store.omissions({ from: to, to })).toMatchObject([{ date: to, minReports: 7 }]);
  expect((await store.rows({ from: to, to })).length).toBeGreaterThan(50);
}, 60_000);
