import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { databaseFile, newId, payload } from '../../collector/test/support.js';
import { collecting, postFrom, start } from './support.js';

vi.setConfig({ testTimeout: 30_000 });

const here = '127.0.0.9';

test('--trust-proxy takes the address from X-Forwarded-For, whatever the client wrote before it', async () => {
  const { url } = await collecting(databaseFile(), '--trust-proxy', '2', '--posts-per-minute', '2');
  const through = (forwarded: string) => postFrom(here, url, newId(), payload(), { 'x-forwarded-for': forwarded });
  const proxy = '198.51.100.1';
  expect(await through(`192.0.2.1, ${proxy}`)).toBe(202);
  expect(await through(`forged, 192.0.2.1, ${proxy}`)).toBe(202);
  expect(await through(`192.0.2.77, 192.0.2.1, ${proxy}`)).toBe(429);
  expect(await through(`192.0.2.2, ${proxy}`)).toBe(202);
  expect(await through(`2001:db8:0:7::1, ${proxy}`)).toBe(202);
  expect(await through(`2001:db8:0:7::2, ${proxy}`)).toBe(202);
  expect(await through(`2001:db8:0:7::3, ${proxy}`)).toBe(429);
});

test('a post that did not pass the proxies counts for the address it came from', async () => {
  const { url } = await collecting(databaseFile(), '--trust-proxy', '2', '--posts-per-minute', '2');
  const statuses: (number | undefined)[] = [];
  for (const forwarded of ['192.0.2.1', '192.0.2.2', 'forged, 192.0.2.3']) {
    statuses.push(await postFrom(here, url, newId(), payload(), { 'x-forwarded-for': forwarded }));
  }
  expect(statuses).toEqual([202, 202, 429]);
});

test('without --trust-proxy X-Forwarded-For is ignored, and mentioned once', async () => {
  const { url, errors } = await collecting(databaseFile(), '--posts-per-minute', '2');
  const statuses: (number | undefined)[] = [];
  for (const forwarded of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) {
    statuses.push(await postFrom(here, url, newId(), payload(), { 'x-forwarded-for': forwarded }));
  }
  expect(statuses).toEqual([202, 202, 429]);
  await expect.poll(errors).toContain('429');
  expect(errors().match(/X-Forwarded-For/g)).toHaveLength(1);
  expect(errors()).toContain('set --trust-proxy');
});

test('--versions accepts only these, and a refused post is logged without its content', async () => {
  const { url, errors } = await collecting(databaseFile(), '--versions', '1.4.0, 1.5.0', '--versions', '2.0.0-rc1');
  const postOf = (version: string) => postFrom(here, url, newId(), payload({ version }));
  expect([await postOf('1.4.0'), await postOf('1.5.0'), await postOf('2.0.0-rc1')]).toEqual([202, 202, 202]);
  expect(errors()).toBe('');
  expect([await postOf('3.7.9'), await postOf('3.7.9')]).toEqual([400, 400]);
  await expect.poll(errors).toContain('\n');
  expect(errors()).toBe(
    'turntally: refused posts: 1 × 400 The payload is invalid: this version is not accepted here (see --versions)\n',
  );
});

/** The file of the app's own signals. */
function signalsFile(text: string): string {
  const path = join(dirname(databaseFile()), 'signals.json');
  writeFileSync(path, text);
  return path;
}

const plan = JSON.stringify({
  plan: { title: 'Plan', sentence: 'Which plan.', example: 'One for free.', buckets: { free: 'free', pro: 'paid' } },
});
const planBody = payload({ counters: [{ signal: 'plan', bucket: 'pro', count: 1 }] });

test("--signals accepts the app's own signals; without it they are refused and the log says what to do", async () => {
  const { url } = await collecting(databaseFile(), '--signals', signalsFile(plan));
  expect(await postFrom(here, url, newId(), planBody)).toBe(202);
  const without = await collecting(databaseFile());
  expect(await postFrom(here, without.url, newId(), planBody)).toBe(400);
  await expect.poll(without.errors).toMatch(/^turntally: refused posts: 1 × 400 .*not in the vocabulary .*--signals/);
  expect(without.errors()).not.toContain('plan');
});

test('--providers accepts what is counted by provider, of these only', async () => {
  const { url } = await collecting(databaseFile(), '--providers', 'openai, other', '--providers', 'xai');
  const of = (provider: string) =>
    payload({ counters: [{ signal: `provider_error.${provider}`, bucket: 'http_429', count: 1 }] });
  for (const provider of ['openai', 'xai']) expect(await postFrom(here, url, newId(), of(provider))).toBe(202);
  expect(await postFrom(here, url, newId(), of('mistral'))).toBe(400);
});

test.each([
  [['--trust-proxy', '0'], '--trust-proxy must be a number from 1 to 99, not "0"'],
  [['--trust-proxy', 'nginx'], '--trust-proxy must be a number from 1 to 99, not "nginx"'],
  [['--posts-per-minute', '0'], '--posts-per-minute must be a number from 1 to 999999, not "0"'],
  [['--posts-per-minute', '1.5'], '--posts-per-minute must be a number from 1 to 999999, not "1.5"'],
  [['--versions', '1.4.0,latest'], '--versions must be versions such as 1.4.0,1.5.0, not "latest": each '],
  [['--versions', ''], '--versions must be versions such as 1.4.0,1.5.0, not "": each '],
  [['--providers', 'openai,OpenAI'], '--providers contains "OpenAI", which must match '],
  [['--providers', ''], '--providers contains "", which must match '],
  [['--signals', 'a.json', '--signals', 'b.json'], '--signals names two files for one app; give one file'],
  [['--token', 'a', '--token', 'b'], '--token is given more than once; give it once; see turntally collect --help'],
  [['--min-reports', '0'], '--min-reports must be a number from 1 to 999999, not "0"'],
  [['--port', '65536'], '--port must be a number from 0 to 65535, not "65536"'],
])('%j is a wrong command line', async (args, message) => {
  const { code, stderr } = await start(['collect', '--db', `file:${databaseFile()}`, ...args]).ended;
  expect(code).toBe(2);
  expect(stderr.startsWith(`turntally: ${message}`), stderr).toBe(true);
});

test.each([
  ['that is missing', () => join(dirname(databaseFile()), 'missing.json'), 'no such file'],
  ['that is no JSON', () => signalsFile('{'), 'invalid JSON'],
  ['with a built-in name', () => signalsFile(plan.replace('"plan"', '"turns"')), 'turns'],
])('a file of signals %s is one line that names the file, and exit code 2', async (_, path, message) => {
  const file = path();
  const { code, stderr } = await start(['collect', '--db', `file:${databaseFile()}`, '--signals', file]).ended;
  expect(code).toBe(2);
  expect(stderr.startsWith(`turntally: ${file}: `), stderr).toBe(true);
  expect(stderr).toContain(message);
  expect(stderr.split('\n')).toHaveLength(2);
});
