import { request } from 'node:http';
import { connect } from 'node:net';
import { expect, test, vi } from 'vitest';
import { databaseFile } from '../../collector/test/support.js';
import { start } from './support.js';

vi.setConfig({ testTimeout: 30_000 });

/** Starts a collector on a free port. Returns the port and the printed line about the stats page. */
async function collecting(args: readonly string[] = [], environment: Readonly<Record<string, string>> = {}) {
  const running = start(['collect', '--db', `file:${databaseFile()}`, '--port', '0', ...args], environment);
  const url = (await running.line).match(/http:\S+/)?.[0] ?? '';
  await expect.poll(() => running.output().split('\n').length).toBeGreaterThan(2);
  return { port: Number(new URL(url).port), says: running.output().split('\n')[1] ?? '' };
}

/** The status of a GET from this machine. */
function status(port: number, headers: Readonly<Record<string, string>> = {}, path = '/'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, headers: { host: `localhost:${port}`, ...headers }, agent: false };
    const asked = request(options, (response) => response.resume().on('end', () => resolve(response.statusCode)));
    asked.on('error', reject);
    asked.end();
  });
}

test('on loopback, without credentials, only this machine can read', async () => {
  const { port, says } = await collecting();
  expect(says).toBe(
    `turntally: stats page: http://127.0.0.1:${port}/ (only from this machine; to read it from elsewhere, set --token or --basic)`,
  );
  expect(await status(port)).toBe(200);
  expect(await status(port, {}, '/v1/metrics')).toBe(200);
  expect(await status(port, {}, '/healthz')).toBe(200);
  expect(await status(port, { host: 'rebound.example' })).toBe(403);
  expect(await status(port, { 'x-forwarded-for': '203.0.113.9' })).toBe(403);
  expect(await status(port, { 'x-forwarded-for': '203.0.113.9' }, '/healthz')).toBe(403);
  expect(await statusLine(port, 'GET / HTTP/1.0\r\nHost: localhost\r\n\r\n')).toContain(' 403 ');
  expect(await statusLine(port, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n')).toContain(' 400 ');
});

test('on other addresses, without credentials, reading is disabled, and the output says what to configure', async () => {
  const { port, says } = await collecting(['--host', '0.0.0.0']);
  expect(says).toBe(
    'turntally: stats page: disabled, because no credentials are configured; set --token or --basic (TURNTALLY_TOKEN, TURNTALLY_BASIC)',
  );
  expect(await status(port)).toBe(403);
  expect(await status(port, {}, '/healthz')).toBe(403);
});

test('with a token or a password, every reader needs it, on loopback too', async () => {
  const { port, says } = await collecting(['--host', '0.0.0.0', '--token', 'abc', '--basic', 'team:a:b']);
  expect(says).toBe(`turntally: stats page: http://0.0.0.0:${port}/ (with user name and password or token)`);
  expect(await status(port)).toBe(401);
  expect(await status(port, {}, '/healthz')).toBe(200);
  expect(await status(port, { authorization: 'Bearer abd' })).toBe(401);
  expect(await status(port, { authorization: 'Bearer abc' })).toBe(200);
  expect(await status(port, { authorization: `Basic ${Buffer.from('team:a:b').toString('base64')}` })).toBe(200);
  const loopback = await collecting([], { TURNTALLY_TOKEN: 'from-the-environment' });
  expect(loopback.says).toContain('(with token)');
  expect(await status(loopback.port)).toBe(401);
  expect(await status(loopback.port, { authorization: 'Bearer from-the-environment' })).toBe(200);
});

test('an empty variable is an error, so that it does not open the page', async () => {
  for (const name of ['TURNTALLY_TOKEN', 'TURNTALLY_BASIC']) {
    const { code, stderr } = await start(['collect', '--port', '0'], { [name]: '' }).ended;
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(new RegExp(`^turntally: --\\w+ \\(${name}\\) must be [^\\n]+\\n$`)),
    ]);
  }
});

test('a user without a password is an error that does not repeat the value', async () => {
  for (const [args, environment] of [
    [['--basic', 'team'], {}],
    [[], { TURNTALLY_BASIC: 'team' }],
  ] as const) {
    const { code, stderr } = await start(['collect', '--port', '0', ...args], environment).ended;
    expect([code, stderr]).toEqual([
      2,
      'turntally: --basic (TURNTALLY_BASIC) must be user:password, each of at least one character, on one line\n',
    ]);
  }
});

function statusLine(port: number, sent: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1').setEncoding('utf8');
    socket.once('data', (text: string) => {
      resolve(text.slice(0, text.indexOf('\r\n')));
      socket.destroy();
    });
    socket.once('error', reject);
    socket.write(sent);
  });
}
