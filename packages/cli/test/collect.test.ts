import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { expect, test, vi } from 'vitest';
import { freePort } from '../../../test/support/freePort.js';
import { allRows, databaseFile, newId, openStore, payload, total } from '../../collector/test/support.js';
import { collecting, postFrom, start } from './support.js';

vi.setConfig({ testTimeout: 30_000 });

const soonerThanItGivesUp = { timeout: 8000 };

test('a port in use is one line and exit code 1', async () => {
  const first = await collecting(databaseFile());
  const port = new URL(first.url).port;
  const second = await start(['collect', '--db', `file:${databaseFile()}`, '--port', port]).ended;
  expect([second.code, second.stdout]).toEqual([1, '']);
  expect(second.stderr).toBe(`turntally: port ${port} on 127.0.0.1 is in use; choose another with --port\n`);
});

test('an invalid host is one line and exit code 1', async () => {
  const { code, stderr } = await start(['collect', '--db', `file:${databaseFile()}`, '--host', '203.0.113.1']).ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(/^turntally: cannot listen on 203\.0\.113\.1, port 8787: [^\n]+\n$/);
});

test.each([
  ['in a folder that is missing', () => `${databaseFile()}/missing/turntally.db`],
  ['that is a folder', () => dirname(databaseFile())],
  ['that is not a database', () => new URL('../../../package.json', import.meta.url).pathname],
])('a database %s is one line and exit code 2', async (_, path) => {
  const { code, stderr } = await start(['collect', '--db', `file:${path()}`, '--port', '0']).ended;
  expect(code).toBe(2);
  expect(stderr).toMatch(/^turntally: cannot open the database file:[^\n]+\n$/);
  expect(stderr).not.toContain('ConnectionFailed');
});

test('logs that the database file was deleted, and counts in a new one afterwards', async () => {
  const path = databaseFile();
  const { child, url, ended } = await collecting(path);
  const batch = newId();
  expect(await postFrom('127.0.0.9', url, newId(), payload())).toBe(202);
  rmSync(path);
  // The maintenance at the start may be the first to notice.
  const statuses = [await postFrom('127.0.0.9', url, batch, payload())];
  if (statuses[0] === 503) statuses.push(await postFrom('127.0.0.9', url, batch, payload()));
  expect(statuses.at(-1)).toBe(202);
  child.kill('SIGTERM');
  expect(await ended).toMatchObject({
    code: 0,
    stderr:
      'turntally: the database failed: the database file was deleted or replaced\nturntally: the database works again\n',
  });
  expect(await total(openStore(path))).toBe(12);
});

test('posts are limited by the address of the socket, regardless of headers', async () => {
  const { url } = await collecting(databaseFile());
  const statuses: (number | undefined)[] = [];
  while (statuses.length < 1000 && !statuses.includes(429)) {
    statuses.push(await postFrom('127.0.0.9', url, newId(), payload()));
  }
  expect(statuses.slice(0, 60)).toEqual(Array(60).fill(202));
  expect(statuses.at(-1)).toBe(429);
  expect(await postFrom('127.0.0.10', url, newId(), payload())).toBe(202);
});

test('counts posts although the program that reads its output has ended, as `| head -1` does', async () => {
  const port = await freePort();
  const { child } = start(['collect', '--db', `file:${databaseFile()}`, '--port', `${port}`]);
  child.stdout?.destroy();
  child.stderr?.destroy();
  const url = `http://127.0.0.1:${port}`;
  await expect.poll(() => postFrom('127.0.0.9', url, newId(), '{}'), soonerThanItGivesUp).toBe(400); // which is logged
  await new Promise((resolve) => setTimeout(resolve, 200)); // in which an error of the stream would end the process
  expect(await postFrom('127.0.0.9', url, newId(), payload())).toBe(202);
  expect(child.exitCode).toBe(null);
});

test('--path is the path of posts', async () => {
  const { url } = await collecting(databaseFile(), '--path', '/usage/counts');
  const post = (path: string) =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': newId() },
      body: payload(),
    });
  expect((await post('/usage/counts')).status).toBe(202);
  expect((await post('/v1/metrics')).status).toBe(404);
});

test('--cors allows pages of its origins', async () => {
  const { url } = await collecting(databaseFile(), '--cors', 'app://one', '--cors', 'null');
  const allowed = async (origin: string) =>
    (await fetch(`${url}/healthz`, { headers: { origin } })).headers.get('access-control-allow-origin');
  expect([await allowed('app://one'), await allowed('null'), await allowed('app://two')]).toEqual([
    'app://one',
    'null',
    null,
  ]);
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s finishes the request in flight, drops idle connections and ends with 0',
  soonerThanItGivesUp,
  async (signal) => {
    const path = databaseFile();
    const { child, url, ended } = await collecting(path);
    const { hostname, port } = new URL(url);
    const idle = connect(Number(port), hostname);
    await once(idle, 'connect');
    const headers = { 'content-type': 'application/json', 'idempotency-key': newId(), expect: '100-continue' };
    const inFlight = request(`${url}/v1/metrics`, { method: 'POST', headers });
    inFlight.flushHeaders();
    await once(inFlight, 'continue'); // the server has begun with this request
    const answered = once(inFlight, 'response');
    inFlight.write(payload().slice(0, 10));
    child.kill(signal);
    await refused(Number(port), hostname);
    inFlight.end(payload().slice(10));
    const [response] = await answered;
    expect(response.statusCode).toBe(202);
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
    expect(await total(openStore(path))).toBe(12);
    idle.destroy();
  },
);

test('refusals that are not logged yet are logged before it ends', async () => {
  const { child, url, ended } = await collecting(databaseFile());
  for (let n = 0; n < 3; n++) expect(await postFrom('127.0.0.9', url, newId(), '{}')).toBe(400);
  child.kill('SIGTERM');
  const { code, stderr } = await ended;
  const lines = stderr.trim().split('\n');
  expect([code, lines.length]).toEqual([0, 2]);
  expect(lines[0]).toMatch(/refused posts: 1 × 400/);
  expect(lines[1]).toMatch(/refused posts: 2 × 400/);
});

test('a second signal ends it at once', async () => {
  const { child, url, ended } = await collecting(databaseFile());
  const { hostname, port } = new URL(url);
  const headers = { 'content-type': 'application/json', 'idempotency-key': newId(), expect: '100-continue' };
  const stuck = request(`${url}/v1/metrics`, { method: 'POST', headers });
  stuck.on('error', () => {});
  stuck.flushHeaders();
  await once(stuck, 'continue');
  child.kill('SIGTERM');
  await refused(Number(port), hostname);
  child.kill('SIGTERM');
  expect((await ended).code).toBe(1);
});

test.each([
  ['an invalid Host', 'GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n'],
  ['an unknown method', 'FROB / HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['text that is not HTTP', 'hello\r\n\r\n'],
])('%s is a 400 problem, and the server keeps running', async (_, sent) => {
  const { url } = await collecting(databaseFile());
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).setEncoding('utf8');
  let answer = '';
  socket.on('data', (text: string) => {
    answer += text;
  });
  socket.write(sent);
  await once(socket, 'close');
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toMatch(/content-type: application\/problem\+json/i);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

test('killed under load: every batch answered with 202 is counted once, also after all are sent again', async () => {
  const path = databaseFile();
  const batches = Array.from({ length: 300 }, (_, n) => ({
    id: newId(),
    version: `1.0.${n}`,
    from: `127.0.1.${1 + (n % 10)}`,
    body: payload({ version: `1.0.${n}`, counters: [{ signal: 'turns', bucket: 'total', count: n + 1 }] }),
  }));
  // With 50 posts at a time, some are in flight and some not yet sent when the process is killed; it accepts more at once.
  const sendAll = async (url: string, onAnswer: (answer: Awaited<ReturnType<typeof postFrom>>) => void = () => {}) => {
    const answers: Awaited<ReturnType<typeof postFrom>>[] = [];
    const toSend = batches.entries();
    const send = async (): Promise<void> => {
      for (const [n, { id, from, body }] of toSend) {
        const answer = await postFrom(from, url, id, body);
        answers[n] = answer;
        onAnswer(answer);
      }
    };
    await Promise.all(Array.from({ length: 50 }, send));
    return answers;
  };

  const first = await collecting(path);
  let answered = 0;
  const answers = await sendAll(first.url, (answer) => {
    if (answer === 202) answered += 1;
    if (answered === 100) first.child.kill('SIGKILL');
  });
  const acknowledged = batches.filter((_, n) => answers[n] === 202);
  expect(acknowledged.length).toBeGreaterThanOrEqual(100);
  expect(acknowledged.length).toBeLessThan(batches.length);
  const expected = batches.map(({ version }, n) => ({ version, count: n + 1, reports: 1 }));

  const counted = async () =>
    new Map((await allRows(store)).map(({ version, count, reports }) => [version, { version, count, reports }]));
  const store = openStore(path);
  const afterKill = await counted();
  for (const { version } of acknowledged) expect(expected).toContainEqual(afterKill.get(version));
  for (const row of afterKill.values()) expect(expected).toContainEqual(row);

  const second = await collecting(path);
  const again = await sendAll(second.url);
  expect(new Set(again)).toEqual(new Set([202]));
  const afterAll = await counted();
  expect(expected.map(({ version }) => afterAll.get(version))).toEqual(expected);
  expect(afterAll.size).toBe(expected.length);
});

/** Resolves when nothing listens on the port any more. */
async function refused(port: number, host: string): Promise<void> {
  for (;;) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, host, () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });
    if (!open) return;
  }
}
