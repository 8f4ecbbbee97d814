import { renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { read } from '../../../test/docs/markdown.js';
import { databaseFile } from '../../collector/test/support.js';
import { comparedFile } from './comparedDatabase.js';
import { collecting, start } from './support.js';

vi.setConfig({ testTimeout: 60_000 });

const commands = ['collect', 'replay', 'privacy', 'compare', 'note', 'export', 'ohttp-keys', 'help'];
const closed = 'http://127.0.0.1:9'; // no port of a receiver

/** A file of this text in a new folder. */
function fileOf(text: string): string {
  const path = join(dirname(databaseFile()), 'file');
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

test('docs/cli.md has a row for each command that --help lists', async () => {
  const { stdout } = await start(['--help']).ended;
  const listed = [...stdout.matchAll(/^ {2}([a-z][a-z-]*) +[a-z]/gm)].map(([, name]) => name);
  expect([...listed, 'help'].sort()).toEqual([...commands].sort());
  const [, table = ''] = read('docs/cli.md').split('\n## Exit codes\n');
  const rows = [...(table.split('\n## ')[0] ?? '').matchAll(/^\| `([a-z-]+)` /gm)].map(([, name]) => name);
  expect(rows).toEqual(commands);
});

test('0 is done', async () => {
  const path = await comparedFile({ '1.5.0': 100, '1.4.0': 100 });
  const { child, ended } = await collecting(databaseFile());
  child.kill('SIGTERM');
  expect((await ended).code).toBe(0);
  const done = [
    ['collect', '--db', `file:${path}`, '--backup', join(dirname(path), 'copy.db')],
    ['replay', fileOf('{"kind":"turnEnd"}\n')],
    ['privacy'],
    ['compare', '--db', `file:${path}`, '--version', '1.5.0', '--against', '1.4.0'],
    ['note', '2026-11-28', 'gateway outage', '--db', `file:${path}`],
    ['ohttp-keys', join(dirname(databaseFile()), 'keys.json')],
  ];
  for (const args of done) expect([args[0], (await start(args).ended).code]).toEqual([args[0], 0]);
});

test('1 is what a command found, or could not do', async () => {
  const path = await comparedFile({ '1.5.0': 200, '1.4.0': 100 });
  const { url } = await collecting(databaseFile());
  const failed = [
    ['collect', '--db', `file:${databaseFile()}`, '--port', new URL(url).port],
    ['collect', '--db', `file:${path}`, '--backup', path],
    ['replay', '--strict', fileOf('no JSON\n')],
    ['replay', '--detect', fileOf('no JSON\n')],
    ['compare', '--db', `file:${path}`, '--version', '1.5.0', '--against', '1.4.0'],
    ['ohttp-keys', join(dirname(databaseFile()), 'missing/keys.json')],
  ];
  for (const args of failed) {
    const { code } = await start(args).ended;
    expect([args.join(' '), code]).toEqual([args.join(' '), 1]);
  }
});

test('2 is a command line that is wrong, or names what cannot be used', async () => {
  const missing = join(dirname(databaseFile()), 'missing');
  const wrong = [
    [],
    ['collect', '--db', `file:${missing}/turntally.db`],
    ['collect', '--db', `file:${databaseFile()}`, '--signals', missing],
    ['collect', '--db', `file:${missing}`, '--backup', `${missing}.copy`],
    ['replay', missing],
    ['privacy', '--signals', fileOf('no JSON')],
    ['compare', '--nothing'],
    ['compare', '--db', 'file:a%zz.db', '--version', '1.5.0', '--against', '1.4.0'],
    ['collect', '--db', 'file:a%zz.db', '--backup', missing],
    ['note', '--db', 'file:a%zz.db'],
    ['export', '--otlp', closed, '--db', 'file:a%zz.db'],
    ['note', '--db', `file:${missing}`, '--db', `file:${missing}`],
    ['note', 'yesterday', 'gateway outage'],
    ['export', '--otlp', closed, '--db', `file:${missing}`],
    ['ohttp-keys', fileOf('no JSON')],
    ['help', 'nothing'],
  ];
  for (const args of wrong) {
    const { code, stdout, stderr } = await start(args).ended;
    expect([args.join(' '), code, stdout]).toEqual([args.join(' '), 2, '']);
    expect(stderr).toMatch(/^turntally: [^\n]+\n$/);
  }
});

test('3 is too little data, of compare only', async () => {
  const path = await comparedFile({ '1.5.0': 100, '1.4.0': 100 });
  const args = ['compare', '--db', `file:${path}`, '--version', '1.5.0', '--against', '1.4.0', '--days', '2'];
  expect((await start(args).ended).code).toBe(3);
});

test('an error of compare is never 1, which would be a regression', async () => {
  const path = await comparedFile({ '1.5.0': 100, '1.4.0': 100 });
  const args = ['compare', '--db', `file:${path}`, '--version', '1.5.0', '--against', '1.4.0'];
  const preload = fileOf(`
    import { createRequire } from 'node:module';
    const Database = createRequire(${JSON.stringify(import.meta.url)})('libsql/promise');
    Database.prototype.close = () => { throw new Error('disk I/O error'); };`);
  renameSync(preload, `${preload}.mjs`);
  const unclosed = await start(args, { NODE_OPTIONS: `--import=${preload}.mjs` }).ended;
  expect(unclosed).toEqual({ code: 2, stdout: '', stderr: 'turntally: disk I/O error\n' });
  const unwritten = await start(args, {}, ['sh', '-c', '"$@" > /dev/full', 'sh']).ended;
  expect(unwritten).toMatchObject({ code: 2, stderr: expect.stringMatching(/^turntally: cannot print .* ENOSPC/) });
});
