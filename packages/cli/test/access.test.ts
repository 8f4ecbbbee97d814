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

test.each(['127.0.0.1', '0.0.0.0'])(
  'without credentials on %s, reading needs the token of the printed address, which is new at each start',
  async (host) => {
    const { port, says } = await collecting(['--host', host]);
    const pattern = new RegExp(`^turntally: stats page: http://${host}:${port}/\\?token=([\\w-]{43})$`);
    const token = pattern.exec(says)?.[1] ?? '';
    expect(says).toMatch(pattern);
    for (const path of ['/', '/v1/metrics', '/metrics', '/export.csv', '/export.json']) {
      expect(await status(port, {}, path)).toBe(401);
      expect(await status(port, { authorization: `Bearer ${token}` }, path)).toBe(200);
    }
    expect(await status(port, {}, `/?token=${token}`)).toBe(303);
    expect(await status(port, {}, '/?token=wrong')).toBe(401);
    expect(await status(port, {}, '/healthz')).toBe(200);
    expect((await collecting()).says).not.toContain(token);
  },
);

test('what a proxy sends is not trusted: each read without the token is a 401', async () => {
  const { port } = await collecting();
  for (const path of ['/', '/v1/metrics', '/metrics', '/export.csv', '/export.json']) {
    // As nginx does by default: HTTP/1.1 or 1.0, the upstream's name as host, and no forwarding headers.
    for (const version of ['1.1', '1.0']) {
      const sent = `GET ${path} HTTP/${version}\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`;
      expect(await statusLine(port, sent)).toContain(' 401 ');
    }
    expect(await status(port, { 'x-forwarded-for': '127.0.0.1' }, path)).toBe(401);
  }
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
