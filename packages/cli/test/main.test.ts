import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { start } from './support.js';

vi.setConfig({ testTimeout: 30_000 });

const root = new URL('../../../', import.meta.url).pathname;

/** The source where only what every install brings is installed. */
function withoutPeers(): string {
  const folder = mkdtempSync(join(tmpdir(), 'turntally-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(root, 'src'), join(folder, 'src'), { recursive: true });
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['zod', 'rxjs']) symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  return join(folder, 'src/cli/main.ts');
}

test('--help and --version work without the optional packages', async () => {
  const main = withoutPeers();
  const help = await start(['--help'], main).ended;
  expect([help.code, help.stderr]).toEqual([0, '']);
  for (const command of ['collect', 'replay', 'privacy']) expect(help.stdout).toContain(command);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(await start(['--version'], main).ended).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

test('collect without the optional packages says which to install', async () => {
  const { code, stderr } = await start(['collect'], withoutPeers()).ended;
  expect([code, stderr]).toEqual([
    1,
    'turntally: the collector needs packages that are not installed: npm install hono @hono/node-server @libsql/client d3-scale d3-shape\n',
  ]);
});

test.each([
  [['--help'], 0, /--min-reports/, /^$/],
  [['--port', 'http'], 2, /^$/, /--port takes/],
  [['--min-reports', '0'], 2, /^$/, /--min-reports takes/],
])('collect %j works without the optional packages', async (args, code, stdout, stderr) => {
  const ended = await start(['collect', ...args], withoutPeers()).ended;
  expect(ended.code).toBe(code);
  expect(ended.stdout).toMatch(stdout);
  expect(ended.stderr).toMatch(stderr);
});

test('replay without the optional packages says which to install, and --json works', async () => {
  const main = withoutPeers();
  const session = join(root, 'examples/session.jsonl');
  const [table, json] = [start(['replay', session], main), start(['replay', '--json', session], main)];
  expect(await table.ended).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'turntally: replay needs packages that are not installed: npm install cli-table3 cli-progress (--json does without)\n',
  });
  const { code, stdout, stderr } = await json.ended;
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout).counters['turns/total']).toBe(20);
});

test('privacy needs none of the optional packages', async () => {
  const { code, stdout } = await start(['privacy'], withoutPeers()).ended;
  expect(code).toBe(0);
  expect(stdout).toContain('# What [name of the app] counts');
});

test('collect --help lists its options', async () => {
  const { code, stdout } = await start(['collect', '--help']).ended;
  expect(code).toBe(0);
  for (const option of ['--db', '--port', '--host', '--cors', '--token', '--basic', '--min-reports'])
    expect(stdout).toContain(option);
});

test.each([
  [[], /which command\?/],
  [['colect'], /no command "colect"/],
  [['--colect'], /no option "--colect"/],
  [['toString'], /no command "toString"/],
  [['collect', '--prot', '80'], /--prot/],
  [['collect', 'here'], /here/],
  [['collect', '--port', '65536'], /--port takes a number from 0 to 65535, not "65536"/],
  [['collect', '--port', 'http'], /--port takes/],
  [['collect', '--db', 'turntally.db'], /: --db takes a url such as "file:turntally\.db", not "turntally\.db"$/m],
  [['collect', '--token', ''], /: --token \(TURNTALLY_TOKEN\) must be of letters, .*openssl/],
  [['collect', '--basic', 'nocolon'], /: --basic \(TURNTALLY_BASIC\) takes user:password/],
  [['collect', '--basic', ':password'], /: --basic \(TURNTALLY_BASIC\) takes user:password/],
  [['collect', '--min-reports', '0'], /--min-reports takes a number from 1, not "0"/],
  [['collect', '--cors', 'a.example/b'], /: --cors must be .*https:\/\/app\.example\.com.*, not "a\.example\/b"$/m],
])('%j is one line on stderr and exit code 2', async (args, message) => {
  const { code, stdout, stderr } = await start(args).ended;
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^turntally: [^\n]+\n$/);
  expect(stderr).toMatch(message);
});
