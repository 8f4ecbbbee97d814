import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { databaseFile, newId, payload } from '../../collector/test/support.js';
import { comparedFile } from './comparedDatabase.js';
import { collecting, postFrom, start } from './support.js';

vi.setConfig({ testTimeout: 30_000 });

const releases = ['--version', '1.5.0', '--against', '1.4.0'];
const compare = (path: string, ...more: readonly string[]) =>
  start(['compare', '--db', `file:${path}`, ...releases, ...more]).ended;

test('a regression is exit code 1, and named', async () => {
  const path = await comparedFile({ '1.5.0': 150, '1.4.0': 100 });
  const { code, stdout, stderr } = await compare(path);
  expect([code, stderr]).toEqual([1, '']);
  const lines = stdout.split('\n');
  expect(lines[0]).toMatch(/^1\.5\.0 against 1\.4\.0, finished days from \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d$/);
  expect(lines[1]).toBe('1.5.0: 30,000 turns on 6 days; 1.4.0: 30,000 turns on 6 days');
  expect(lines[3]).toMatch(/^rate +per +1\.5\.0 +1\.4\.0 +change +p +finds from +regression$/);
  expect(lines[4]).toMatch(/^provider_error +1,000 turns +30\.1 +20\.1 +\+50% +< 0\.001 +\+\d+% +YES$/);
  expect(lines[5]).toMatch(/^empty_final +1,000 turns +0 +0 +- +- +- +no$/);
  expect(lines.at(-2)).toBe('Regression of 1.5.0: provider_error rose by 20% or more, by more than noise.');
});

test('none is exit code 0, and too little data 3', async () => {
  const path = await comparedFile({ '1.5.0': 103, '1.4.0': 100 });
  const none = await compare(path);
  expect(none).toMatchObject({ code: 0, stderr: '' });
  expect(none.stdout).toMatch(/\n\nNo regression of 1\.5\.0: nothing rose by 20% or more by more than noise\.\n$/);
  const few = await compare(path, '--days', '2', '--fail-on', 'provider_error,tool_error');
  expect(few).toMatchObject({ code: 3, stderr: '' });
  expect(few.stdout).toMatch(
    /\n\nToo little data to judge provider_error, tool_error\. Wait for more days or users, or name other rates with --fail-on\.\n$/,
  );
});

test('--fail-on and --min-effect decide what a regression is', async () => {
  const path = await comparedFile({ '1.5.0': 150, '1.4.0': 100 });
  expect((await compare(path, '--fail-on', 'empty_final, tool_error')).code).toBe(0);
  expect((await compare(path, '--fail-on', 'empty_final', '--fail-on', 'provider_error/http_5xx')).code).toBe(1);
  const ofProvider = ['--fail-on', 'provider_error.openai', '--providers', 'openai,other'];
  expect((await compare(path, ...ofProvider)).code).toBe(0);
  expect((await compare(path, '--min-effect', '60%')).code).toBe(0);
  expect((await compare(path, '--min-effect', '49.5%')).code).toBe(1);
});

test('--json prints one object with the same result', async () => {
  const path = await comparedFile({ '1.5.0': 150, '1.4.0': 100 });
  const { code, stdout } = await compare(path, '--json', '--fail-on', 'provider_error');
  expect(code).toBe(1);
  expect(stdout).toMatch(/^\{[^\n]+\}\n$/);
  expect(JSON.parse(stdout)).toMatchObject({
    version: '1.5.0',
    against: '1.4.0',
    result: 'regression',
    rates: [{ name: 'provider_error', version: { count: 903, of: 30_000 }, verdict: 'regression' }],
  });
});

test('compares while a collector counts, and does not change the file', async () => {
  const path = await comparedFile({ '1.5.0': 150, '1.4.0': 100 });
  const before = readFileSync(path);
  expect((await compare(path)).code).toBe(1);
  expect(readFileSync(path).equals(before)).toBe(true);
  const { url } = await collecting(path);
  const posting = Promise.all([1, 2, 3].map(() => postFrom('127.0.0.9', url, newId(), payload())));
  expect((await compare(path)).code).toBe(1);
  expect(await posting).toEqual([202, 202, 202]);
});

test('a missing option, or a database that cannot be read, is exit code 2 and leaves nothing behind', async () => {
  const path = databaseFile();
  expect(await compare(path)).toEqual({
    code: 2,
    stdout: '',
    stderr: `turntally: there is no database file:${path}\n`,
  });
  writeFileSync(path, 'not a database, but a text that is longer than the header of one would be: '.repeat(20));
  expect(await compare(path)).toMatchObject({ code: 2, stdout: '' });
  expect(existsSync(join(dirname(path), 'turntally.db-wal'))).toBe(false);
  const without = await start(['compare', '--version', '1.5.0']).ended;
  expect(without).toMatchObject({ code: 2, stderr: 'turntally: missing --against; see turntally compare --help\n' });
});
