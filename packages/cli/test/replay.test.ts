import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { countersIn } from '../../../test/support/world.js';
import { examples, recorded } from './replaySupport.js';
import { start } from './support.js';

vi.setConfig({ testTimeout: 30_000 });

const turnDone = '{"kind":"turn_done"}\n';

/** Runs it with that on standard input, where there is any. */
function replay(args: readonly string[], input?: string | Buffer) {
  const { child, ended } = start(['replay', ...args]);
  child.stdin?.end(input);
  return ended;
}

function fileOf(content: string | Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'turntally-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'session.jsonl');
  writeFileSync(path, content);
  return path;
}

test.each(examples)('the $name example counts as its expected JSON says', async ({ from, name, expected }) => {
  const args = ['--from', from, '--release', '1.4.0', '--os', 'macos', '--json', `examples/${name}.jsonl`];
  const { code, stdout, stderr } = await replay(args);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout.endsWith('}\n')).toBe(true);
  const { inTurns, payloads, ...result } = JSON.parse(stdout);
  expect(result).toEqual({
    from,
    release: { version: '1.4.0', os: 'macos' },
    lines: recorded(name).trimEnd().split('\n').length,
    malformed: { count: 0, first: [] },
    counters: expected,
  });
  expect(inTurns['turns/total']).toBe(expected['turns/total']);
  expect(payloads.map(countersIn)).toEqual([expected]);
});

test('piped, it is plain text of 80 columns, but for the payload', async () => {
  const { code, stdout, stderr } = await replay(['examples/session.jsonl']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^examples\/session\.jsonl: 325 lines of events\n20 turns, 7 of them failed\n\nsignal /);
  expect(stdout).toContain('\nfinish_reason   stop                             10         9  ████████▌\n');
  expect(stdout).not.toContain('\u001b');
  const text = stdout.split('\n').filter((line) => !line.startsWith('{'));
  expect(Math.max(...text.map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('a file, standard input and - are the same', async () => {
  const [file, input, dash] = await Promise.all([
    replay(['--json', 'examples/session.jsonl']),
    replay(['--json'], recorded('session')),
    replay(['--json', '-'], recorded('session')),
  ]);
  expect(input).toEqual(file);
  expect(dash).toEqual(file);
});

test('malformed lines do not fail it, but with --strict', async () => {
  const path = fileOf(`${turnDone}secret\n${turnDone}`);
  const loose = await replay(['--json', path]);
  expect([loose.code, loose.stderr]).toEqual([0, '']);
  expect(JSON.parse(loose.stdout)).toMatchObject({
    malformed: { count: 1, first: [{ line: 2, reason: 'is no JSON object' }] },
    counters: { 'turns/total': 2 },
  });
  const strict = await replay(['--strict', path]);
  expect(strict).toEqual({ code: 1, stdout: '', stderr: `turntally: ${path}: line 2 is no JSON object\n` });
});

test('what cannot be read is one line on stderr and exit code 1', async () => {
  const [missing, empty, utf16] = ['missing.jsonl', fileOf(''), fileOf(Buffer.from(`\uFEFF${turnDone}`, 'utf16le'))];
  const folder = join(empty, '..');
  const inFile = join(empty, 'session.jsonl');
  const reasons = [
    [missing, 'there is no such file'],
    [inFile, 'there is no such file'],
    [folder, 'this is a folder, not a file'],
    [empty, 'there is nothing in it'],
    [utf16, 'this is UTF-16: save it as UTF-8'],
  ] as const;
  await Promise.all(
    reasons.map(async ([path, reason]) => {
      expect(await replay([path])).toEqual({ code: 1, stdout: '', stderr: `turntally: ${path}: ${reason}\n` });
    }),
  );
  expect(await replay([], '')).toEqual({
    code: 1,
    stdout: '',
    stderr: 'turntally: standard input: there is nothing in it\n',
  });
});

test.each([
  [['--from', 'openai'], /--from takes events, wire, ai-sdk, ag-ui, acp, not "openai"/],
  [['--from', 'toString'], /--from takes/],
  [['--from'], /--from/],
  [['a.jsonl', 'b.jsonl'], /one session at a time: what is "b\.jsonl"\?/],
  [['--release', '1.4 beta'], /--release takes a version like 1\.4\.0/],
  [['--os', 'beos'], /--os takes linux, macos, windows, android, ios, other, not "beos"/],
  [['--jsno'], /--jsno/],
])('%j is one line on stderr and exit code 2', async (args, message) => {
  const { code, stdout, stderr } = await replay(args, turnDone);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^turntally: [^\n]+\n$/);
  expect(stderr).toMatch(message);
});

test('--help names the formats and the options, in lines of a terminal', async () => {
  const { code, stdout } = await replay(['--help']);
  expect(code).toBe(0);
  for (const word of ['--from', '--json', '--strict', '--release', '--os', 'wire', 'ai-sdk', 'ag-ui', 'acp']) {
    expect(stdout).toContain(word);
  }
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('a reader that has seen enough is no failure', async () => {
  const { child, ended } = start(['replay', '--json']);
  child.stdout?.destroy();
  child.stdin?.end(turnDone);
  expect(await ended).toEqual({ code: 0, stdout: '', stderr: '' });
});

test('prints what docs/cli.md shows', async () => {
  const guide = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8');
  const [, command, shown] = /^npx @turntally\/cli (replay .*)\n```\n\n```text\n([^`]*)```$/m.exec(guide) ?? [];
  const { stdout } = await start(command?.split(' ') ?? []).ended;
  expect(stdout).toBe(shown);
});
