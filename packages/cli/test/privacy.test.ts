import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { agentSignals, lostSignals } from '../../../src/index.js';
import { tokensOf } from '../../../src/signals.js';
import { isSingleLine, readSignalsFile } from '../src/readSignalsFile.js';
import { start } from './support.js';

vi.setConfig({ testTimeout: 30_000 });

const privacy = (...args: readonly string[]) => start(['privacy', ...args]).ended;
const given = ['--app', 'Ask & Co', '--company', 'Ask Ltd', '--contact', 'privacy@ask.example'];
const endpoint = 'https://telemetry.ask.example/v1/metrics';
const disclaimer = /^turntally: this is not legal advice\. [^\n]+\n$/;

function fileOf(content: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'turntally-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'signals.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const plan = {
  title: 'Your plan',
  sentence: 'Which it is.',
  example: 'One for “paid”.',
  buckets: { free: 'free', pro: 'paid' },
};

test.each([
  ['markdown', '# What Ask \\& Co counts, if you agree\n'],
  ['html', '<h1>What Ask &amp; Co counts, if you agree</h1>'],
])('as %s, it contains all details, and nothing is missing', async (format, title) => {
  const { code, stdout, stderr } = await privacy('--format', format, ...given, '--endpoint', endpoint);
  expect(code).toBe(0);
  expect(stderr).toMatch(disclaimer);
  for (const part of [
    title,
    'Ask Ltd',
    'privacy@ask.example',
    endpoint,
    'It is not legal advice.',
    ...tokensOf(agentSignals),
  ])
    expect(stdout).toContain(part);
  expect(stdout.replace(/:\[\{.*\}\]/, '')).not.toContain('[');
  expect(stdout).not.toContain('\u001b');
});

test('--keep is how long sums are kept', async () => {
  const { stdout } = await privacy('--keep', '400d', ...given);
  expect(stdout).toContain('\nThe sums of a day are deleted after 400 days.\n');
  expect(stdout).not.toContain('until Ask Ltd deletes them');
});

test.each([
  ['en', 'go through a relay of Relay & Co: it is'],
  ['zh', '中继的运营方：Relay & Co。'],
])('--relay is who runs the relay, in %s', async (lang, sentence) => {
  const { stdout } = await privacy('--lang', lang, '--relay', ' Relay & Co ', ...given);
  expect(stdout.replaceAll('\\&', '&')).toContain(sentence);
  expect((await privacy('--lang', lang, ...given)).stdout).not.toMatch(/relay|中继/);
});

test('missing details are in brackets, and are named on stderr', async () => {
  const { code, stdout, stderr } = await privacy('--app', 'Ask');
  expect(code).toBe(0);
  for (const gap of ['name of the responsible company', 'how to reach you', 'address of the collector']) {
    expect(stdout).toContain(`[${gap}]`);
    expect(stderr).toContain(`turntally: missing [${gap}]; set it with --`);
  }
  expect(stderr.split('\n')).toHaveLength(5);
});

test('prints the notice in Chinese', async () => {
  const { code, stdout } = await privacy('--lang', 'zh', '--format', 'html', ...given, '--endpoint', endpoint);
  expect(code).toBe(0);
  expect(stdout).toContain('<html lang="zh">');
  for (const part of ['它不是法律意见', '45 天', 'Ask &amp; Co', ...tokensOf(agentSignals)])
    expect(stdout).toContain(part);
});

test("an app's own signals are described too, and one is in the example", async () => {
  const { code, stdout } = await privacy('--signals', fileOf(`\uFEFF${JSON.stringify({ plan })}`));
  expect(code).toBe(0);
  for (const part of [
    '### Your plan',
    'Which it is.',
    '- `plan/free`: free\n- `plan/pro`: paid',
    '{"signal":"plan","bucket":"free","count":1}',
  ])
    expect(stdout).toContain(part);
});

test('what clients give up is listed by its buckets only, and described in the language of the notice', async () => {
  const file = fileOf({ ...lostSignals, plan });
  const { code, stdout } = await privacy('--signals', file);
  expect(code).toBe(0);
  expect(stdout).toContain('### Counts given up');
  expect(stdout).toContain('- `delivery/expired`: not delivered in time');
  expect(stdout).toContain('### Your plan');
  expect((await privacy('--signals', file, '--lang', 'zh')).stdout).toContain('### 放弃的计数');
});

test.each([
  ['{', /invalid JSON: /],
  [{ delivery: ['expired'] }, /: delivery must be that of lostSignals: expired,refused,corrupt,overflow$/],
  [{ delivery: { ...plan } }, /: delivery must be that of lostSignals: expired,refused,corrupt,overflow$/],
  [{ delivery: [7] }, /: delivery contains "7", which must match/],
  [[], /must be an object with a description for each signal/],
  [{ plan: ['free', 'pro'] }, /plan must be an object with title, sentence, example and buckets/],
  [{ plan: { ...plan, title: undefined } }, /plan\.title must be a string/],
  [{ plan: { ...plan, title: 'a\nb' } }, /plan\.title must be one line of text/],
  [{ plan: { ...plan, titel: 'a' } }, /plan must have no keys except title, sentence, example and buckets/],
  [{ plan: { ...plan, buckets: ['free'] } }, /plan\.buckets must be an object with a short text for each bucket/],
  [{ plan: { ...plan, buckets: { free: 1 } } }, /plan\.buckets\.free must be a string/],
  [{ plan: { ...plan, buckets: {} } }, /plan must be a non-empty array/],
  [{ Plan: plan }, /contains "Plan", which must match/],
  [{ turns: plan }, /contains "turns", which is a built-in signal/],
  ['{"__proto__":{"title":"a"}}', /__proto__/],
])('%j is not a file of signals', (content, message) => {
  const path = fileOf(content);
  const read = () => readSignalsFile(path);
  expect(read).toThrow(`${path}: `);
  expect(read).toThrow(message);
});

test('a file that is unreadable or wrong is one line on stderr and exit code 2', async () => {
  const path = fileOf('{}');
  const wrong = fileOf({ turns: plan });
  expect(await privacy('--signals', wrong)).toEqual({
    code: 2,
    stdout: '',
    stderr: `turntally: ${wrong}: contains "turns", which is a built-in signal\n`,
  });
  expect(await privacy('--signals', `${path}.old`)).toEqual({
    code: 2,
    stdout: '',
    stderr: `turntally: ${path}.old: no such file\n`,
  });
  expect((await privacy('--signals', dirname(path))).stderr).toMatch(/: is a folder, not a file\n$/);
});

test.each([
  [['--lang', 'fr'], /--lang must be one of en, zh, not "fr"/],
  [['--format', 'toString'], /--format must be one of markdown, html, not "toString"/],
  [['--app', ' '], /--app must be one line of text without control characters, not " "/],
  [['--company', 'a\u001b[31m'], /--company must be one line of text/],
  [['--relay', 'a\u001b[31m'], /--relay must be one line of text without control characters, not "a\\u001b\[31m"$/m],
  [['--app', 'Ask\u202egpj'], /--app must be one line of text without control characters, not "Ask\\u202egpj"$/m],
  [
    ['--endpoint', '/v1/metrics'],
    /--endpoint must be an https URL such as https:\/\/telemetry\.example\.com\/v1\/metrics, not "\/v1\/metrics"/,
  ],
  [['--endpoint', 'ftp://a.example/'], /--endpoint must be/],
  [['--endpoint', 'http://a.example/v1/metrics'], /--endpoint must be an https URL/],
  [['--endpoint', 'https://me:secret@a.example/'], /--endpoint must be/],
  [['--keep', '0'], /--keep must be a number of days such as 400d, not "0"/],
  [['--keep', '1y'], /--keep must be/],
  [['notice.md'], /notice\.md/],
  [['--apps', 'Ask'], /--apps/],
])('%j is one line on stderr and exit code 2', async (args, message) => {
  const { code, stdout, stderr } = await privacy(...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^turntally: [^\n]+\n$/);
  expect(stderr).toMatch(message);
});

test('a single line may be of any language, and must not contain characters that change the direction', () => {
  for (const control of '\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069')
    expect(isSingleLine(`a${control}b`)).toBe(false);
  for (const name of ['اسأل', '问答', 'می‌پرسم', '👩‍💻 Ask']) expect(isSingleLine(name)).toBe(true);
});

test('--help lists the options, in lines of at most 80 columns', async () => {
  const { code, stdout } = await privacy('--help');
  expect(code).toBe(0);
  for (const option of ['--lang', '--format', '--app', '--company', '--contact', '--endpoint', '--relay', '--signals'])
    expect(stdout).toContain(option);
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});
