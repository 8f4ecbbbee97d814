import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { start } from './support.js';

vi.setConfig({ testTimeout: 30_000 });

test('--help lists the commands, and --version prints the version', async () => {
  const help = await start(['--help']).ended;
  expect([help.code, help.stderr]).toEqual([0, '']);
  for (const command of ['collect', 'replay', 'privacy', 'compare', 'export', 'ohttp-keys'])
    expect(help.stdout).toContain(command);
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  expect(await start(['--version']).ended).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

test('help is --help, also of a command', async () => {
  expect(await start(['help']).ended).toEqual(await start(['--help']).ended);
  expect(await start(['help', 'collect']).ended).toEqual(await start(['collect', '--help']).ended);
});

test('collect --help lists its options', async () => {
  const { code, stdout } = await start(['collect', '--help']).ended;
  expect(code).toBe(0);
  for (const option of ['--db', '--port', '--host', '--cors', '--token', '--basic', '--min-reports', '--ohttp-keys'])
    expect(stdout).toContain(option);
});

test.each([
  [[], /missing command; see turntally --help/],
  [['colect'], /unknown command "colect"; see/],
  [['--colect'], /unknown option "--colect"; see/],
  [['help', 'colect'], /unknown command "colect"; see/],
  [['toString'], /unknown command "toString"; see/],
  [['collect', '--prot', '80'], /--prot.*; see turntally collect --help$/m],
  [['collect', 'here'], /here/],
  [['collect', '--port', '65536'], /--port must be a number from 0 to 65535, not "65536"/],
  [['collect', '--port', 'http'], /--port must be/],
  [
    ['collect', '--db', 'turntally.db'],
    /: --db must be file: and a path, such as "file:turntally\.db", not "turntally\.db"$/m,
  ],
  [['collect', '--token', ''], /: --token \(TURNTALLY_TOKEN\) must be of letters, .*openssl/],
  [['collect', '--basic', 'nocolon'], /: --basic \(TURNTALLY_BASIC\) must be user:password/],
  [['collect', '--basic', ':password'], /: --basic \(TURNTALLY_BASIC\) must be user:password/],
  [['collect', '--path', '/healthz'], /: --path must not be "\/healthz", which has another use$/m],
  [['collect', '--min-reports', '0'], /--min-reports must be a number from 1 to 999999, not "0"/],
  [['collect', '--cors', 'a.example/b'], /: --cors must be .*https:\/\/app\.example\.com.*, not "a\.example\/b"$/m],
])('%j is one line on stderr and exit code 2', async (args, message) => {
  const { code, stdout, stderr } = await start(args).ended;
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^turntally: [^\n]+\n$/);
  expect(stderr).toMatch(message);
});
