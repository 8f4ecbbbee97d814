import { existsSync } from 'node:fs';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { databaseFile } from '../../collector/test/support.js';
import { compare as runCompare } from '../src/compare/compare.js';
import { UsageError } from '../src/UsageError.js';
import { comparedFile } from './comparedDatabase.js';

const releases = ['--version', '1.5.0', '--against', '1.4.0'];

beforeEach(() => {
  onTestFinished(() => {
    process.exitCode = undefined;
  });
});

test.each([
  ['a regression', { '1.5.0': 150, '1.4.0': 100 }, 1],
  ['no regression', { '1.5.0': 100, '1.4.0': 100 }, 0],
  ['too little data', { '1.5.0': 6, '1.4.0': 6 }, 3],
])('of %s, the exit code of the process is set', async (_, failures, code) => {
  const path = await comparedFile(failures);
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await runCompare(['--db', `file:${path}`, ...releases]).finally(() => write.mockRestore());
  const { exitCode } = process;
  process.exitCode = undefined;
  expect(exitCode).toBe(code);
});

test('a database that is missing is not created', async () => {
  const path = databaseFile();
  await expect(runCompare(['--db', `file:${path}`, ...releases])).rejects.toThrow(`there is no database file:${path}`);
  expect(existsSync(path)).toBe(false);
});

test.each([
  [
    ['--version', '1.6.0'],
    /--version 1\.6\.0 has no turns in the published days from \S+ to \S+; there are 1\.5\.0, 1\.4\.0$/,
  ],
  [['--against', '1.0.0'], /--against 1\.0\.0 has no turns in the published days/],
  [['--against', '1.5.0'], /--against must be another release than version/],
  [['--min-effect', '0.2'], /--min-effect must be a percentage such as 20%, at most 10000%, not "0\.2"/],
  [['--min-effect=-5%'], /--min-effect must be a percentage/],
  [['--min-effect', '10001%'], /--min-effect must be a percentage/],
  [['--fail-on', 'errors'], /--fail-on names "errors", which is no signal; the signals are/],
  [['--fail-on', ''], /--fail-on names "", which is no signal/],
  [
    ['--fail-on', 'finish_reason/stop'],
    /--fail-on names finish_reason\/stop, of which more is not worse; name finish_reason\/length/,
  ],
  [['--providers', 'a b'], /--providers /],
  [['--fail-on', 'provider_error.openai'], /--fail-on names "provider_error\.openai", which is no signal/],
  [['--days', '0'], /--days must be a number from 1 to 366, not "0"/],
  [['--signals', '/no/such/file'], /\/no\/such\/file: no such file/],
  [['--db', 'turntally.db'], /--db must be file: and a path/],
  [['--db', 'file:a%zz.db'], /--db file:a%zz\.db is no URL: write % as %25$/],
  [['more'], /more.*; see turntally compare --help/],
])('%j is a wrong command line', async (args, message) => {
  const path = await comparedFile({ '1.5.0': 100, '1.4.0': 100 });
  const right = { '--db': `file:${path}`, '--version': '1.5.0', '--against': '1.4.0' };
  const others = Object.entries(right).filter(([option]) => !args.includes(option));
  const error = await runCompare([...others.flat(), ...args]).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(UsageError);
  expect(`${error}`).toMatch(message);
});
