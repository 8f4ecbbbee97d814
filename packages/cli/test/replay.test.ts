import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { countersIn } from '../../../test/support/world.js';
import { examples, recorded } from './replaySupport.js';
import { start } from './support.js';

vi.setConfig({ testTimeout: 30_000 });

const turnDone = '{"kind":"turn_done"}\n';

/** Runs the command with `input` on standard input. */
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
  const { turnCounts, payloads, ...result } = JSON.parse(stdout);
  expect(result).toEqual({
    from,
    release: { version: '1.4.0', os: 'macos' },
    lines: recorded(name).trimEnd().split('\n').length,
    malformed: { count: 0, first: [] },
    counters: expected,
  });
  expect(turnCounts['turns/total']).toBe(expected['turns/total']);
  expect(payloads.map(countersIn)).toEqual([expected]);
});

test('without a terminal it prints plain text of 80 columns, except for the payload', async () => {
  const { code, stdout, stderr } = await replay(['examples/session.jsonl']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^examples\/session\.jsonl: 325 lines of events\n20 turns, 7 of them failed\n\nsignal /);
  expect(stdout).toContain('\nfinish_reason   stop                             10         9  ████████▌\n');
  expect(stdout).not.toContain('\u001b');
  const text = stdout.split('\n').filter((line) => !line.startsWith('{'));
  expect(Math.max(...text.map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('reads a file, standard input and - alike', async () => {
  const [file, input, dash] = await Promise.all([
    replay(['--json', 'examples/session.jsonl']),
    replay(['--json'], recorded('session')),
    replay(['--json', '-'], recorded('session')),
  ]);
  expect(input).toEqual(file);
  expect(dash).toEqual(file);
});

test('malformed lines are skipped, and fail with --strict', async () => {
  const path = fileOf(`${turnDone}secret\n${turnDone}`);
  const loose = await replay(['--json', path]);
  expect([loose.code, loose.stderr]).toEqual([0, '']);
  expect(JSON.parse(loose.stdout)).toMatchObject({
    malformed: { count: 1, first: [{ line: 2, reason: 'not a JSON object' }] },
    counters: { 'turns/total': 2 },
  });
  const strict = await replay(['--strict', path]);
  expect(strict).toEqual({ code: 1, stdout: '', stderr: `turntally: ${path}: line 2: not a JSON object\n` });
});

test('a session that cannot be read is one line on stderr and exit code 2', async () => {
  const empty = fileOf('');
  const reasons = [
    ['missing.jsonl', 'no such file'],
    [join(empty, 'session.jsonl'), 'no such file'],
    [join(empty, '..'), 'is a folder, not a file'],
  ] as const;
  await Promise.all(
    reasons.map(async ([path, reason]) => {
      expect(await replay([path])).toEqual({ code: 2, stdout: '', stderr: `turntally: ${path}: ${reason}\n` });
    }),
  );
});

test('a session without lines, or in UTF-16, is one line on stderr and exit code 1', async () => {
  const [empty, utf16] = [fileOf(''), fileOf(Buffer.from(`\uFEFF${turnDone}`, 'utf16le'))];
  const reasons = [
    [empty, 'the session is empty'],
    [utf16, 'UTF-16 is not supported; save the session as UTF-8'],
  ] as const;
  await Promise.all(
    reasons.map(async ([path, reason]) => {
      expect(await replay([path])).toEqual({ code: 1, stdout: '', stderr: `turntally: ${path}: ${reason}\n` });
    }),
  );
  expect(await replay([], '')).toEqual({
    code: 1,
    stdout: '',
    stderr: 'turntally: standard input: the session is empty\n',
  });
});

test.each([
  [['--from', 'otel'], /--from must be one of events, wire, ai-sdk, ag-ui, acp, claude-agent, openai, .*, not "otel"/],
  [['--from', 'toString'], /--from must be one of/],
  [['--from'], /--from/],
  [['a.jsonl', 'b.jsonl'], /unexpected argument "b\.jsonl": replay takes one file/],
  [['--release', '1.4 beta'], /--release must be a version such as 1\.4\.0/],
  [['--os', 'beos'], /--os must be one of linux, macos, windows, android, ios, other, not "beos"/],
  [['--jsno'], /--jsno/],
])('%j is one line on stderr and exit code 2', async (args, message) => {
  const { code, stdout, stderr } = await replay(args, turnDone);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^turntally: [^\n]+\n$/);
  expect(stderr).toMatch(message);
});

test('--help lists the formats and the options, in lines of at most 80 columns', async () => {
  const { code, stdout } = await replay(['--help']);
  expect(code).toBe(0);
  for (const word of [
    '--from',
    '--json',
    '--strict',
    '--release',
    '--os',
    'wire',
    'ai-sdk',
    'ag-ui',
    'acp',
    'claude-agent',
    'openai',
  ]) {
    expect(stdout).toContain(word);
  }
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('a closed output is not a failure', async () => {
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

test('--detect prints the name of the format alone, and fails with the reason', async () => {
  expect(await replay(['--detect', 'examples/ag-ui.jsonl'])).toMatchObject({ code: 0, stdout: 'ag-ui\n', stderr: '' });
  expect(await replay(['--detect'], '{}')).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^turntally: standard input: no format fits; the formats are events, wire, .*\n$/),
  });
  expect(await replay(['--detect', '--from', 'acp', 'examples/acp.jsonl'])).toMatchObject({
    code: 2,
    stderr: 'turntally: --detect takes no --from: it finds it\n',
  });
});

test('--providers and --provider also count by provider, and show it', async () => {
  const lines = `{"kind":"usage","usage":{"finishReason":"stop"},"provider":"openai.chat"}\n{"kind":"turn_done","err":"status 429"}\n`;
  const args = ['--providers', 'openai,other', '--json'];
  const { stdout } = await replay(args, lines);
  const total = { 'finish_reason/stop': 1, 'provider_error/http_429': 1, 'turns/total': 1 };
  expect(JSON.parse(stdout).counters).toEqual({ ...total, 'finish_reason.openai/stop': 1 });
  const given = await replay(['--providers', 'openai,other', '--provider', 'mistral'], lines);
  expect(given.stdout).toMatch(/^finish_reason\.other +stop +1 /m);
  expect(given.stdout).toContain('{"signal":"provider_error.other","bucket":"http_429","count":1}');
  expect(given.stdout).toMatch(/^provider_error\.openai +- +0 /m);
});
