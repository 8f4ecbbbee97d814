import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { documentHeaderValues } from '../../collector/src/documentHeaders.js';
import { listen } from '../src/collect/listen.js';
import { respondToMalformed } from '../src/collect/respondToMalformed.js';

type Fetch = Parameters<typeof listen>[0];

async function listening(fetch: Fetch, options: { readonly connectionsPerAddress?: number } = {}): Promise<number> {
  const { url, close } = await listen(fetch, { port: 0, host: '127.0.0.1', ...options });
  onTestFinished(close);
  return Number(new URL(url).port);
}

function connected(port: number, localAddress = '127.0.0.1'): Socket {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  return socket;
}

/** All that the server sends until it closes the connection. */
async function textUntilClosed(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  await once(socket, 'close');
  return text;
}

/** A post with a body of `size` bytes. */
const postOf = (n: number, size: number): string =>
  `POST /${n} HTTP/1.1\r\nhost: a\r\ncontent-length: ${size}\r\n\r\n${'x'.repeat(size)}`;
const get = (n: number, more = ''): string => `GET /${n} HTTP/1.1\r\nhost: a\r\n${more}\r\n`;

/** A handler that answers with its path, the path /held once `release` is called; it records what it does. */
function recorder() {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const record = { started: 0, running: 0, mostAtOnce: 0 };
  const fetch: Fetch = async (request) => {
    record.started += 1;
    record.running += 1;
    record.mostAtOnce = Math.max(record.mostAtOnce, record.running);
    const path = new URL(request.url).pathname;
    const { length } = await request.text();
    if (path === '/0') await held;
    record.running -= 1;
    return new Response(`[${path} ${length}]`);
  };
  return { record, fetch, release: () => release() };
}

/** Lets the server read all that it would read, as each of these answers takes turns of its loop. */
async function answersOnAnotherConnection(port: number, count = 50): Promise<void> {
  for (let n = 0; n < count; n++) {
    const socket = connected(port, '127.0.0.2');
    socket.write(get(1, 'connection: close\r\n'));
    await textUntilClosed(socket);
  }
}

test.each([
  ['in one piece', (all: string) => [all]],
  ['in pieces that end within a body', (all: string) => all.match(/[\s\S]{1,6000}/g) ?? []],
])('pipelined requests, %s, are handled one after the other, and read no faster', async (_, divide) => {
  const { record, fetch, release } = recorder();
  const port = await listening(async (request, ...rest) =>
    new URL(request.url).pathname === '/1' ? new Response('here') : fetch(request, ...rest),
  );
  const socket = connected(port);
  const sizes = Array.from({ length: 500 }, (_, n) => 4000 + (n % 7));
  const all = sizes.map((size, n) => postOf(n === 0 ? 0 : n + 1, size)).join('');
  for (const piece of divide(all)) socket.write(piece);
  socket.write(get(501, 'connection: close\r\n'));
  const answers = textUntilClosed(socket);
  await expect.poll(() => record.started).toBe(1);
  await answersOnAnotherConnection(port);
  // More than 64 would have closed the connection.
  expect([record.started, socket.destroyed]).toEqual([1, false]);
  release();
  const expected = [...sizes.map((size, n) => `[/${n === 0 ? 0 : n + 1} ${size}]`), '[/501 0]'];
  expect((await answers).match(/\[[^\]]*\]/g)).toEqual(expected);
  expect(record.mostAtOnce).toBe(1);
});

test('a body that continues after the requests before it are answered is read to its end', async () => {
  const { fetch, release } = recorder();
  const port = await listening(fetch);
  const socket = connected(port);
  const [head = '', body = ''] = postOf(2, 100_000).split(/(?<=\r\n\r\n)/);
  socket.write(`${get(0)}${get(1)}${head}${body.slice(0, 10)}`);
  await answersOnAnotherConnection(port, 5);
  release();
  await once(socket, 'data');
  socket.write(`${body.slice(10)}${get(3, 'connection: close\r\n')}`);
  expect((await textUntilClosed(socket)).match(/\[[^\]]*\]/g)).toContain('[/2 100000]');
});

test('a connection with more than 64 waiting requests is closed; with 64 all are answered', async () => {
  const { fetch, release } = recorder();
  const port = await listening(fetch);
  const requests = (count: number) => Array.from({ length: count }, (_, n) => get(n)).join('');
  const tooMany = connected(port);
  tooMany.write(requests(66));
  expect(await textUntilClosed(tooMany)).toBe('');
  release();
  const enough = connected(port, '127.0.0.2');
  enough.write(requests(64) + get(64, 'connection: close\r\n'));
  expect((await textUntilClosed(enough)).match(/\[[^\]]*\]/g)).toHaveLength(65);
}, 20_000); // before an idle connection is closed for being idle

/** Sends so many requests at once that the connection is closed. */
async function flood(port: number): Promise<void> {
  const flooding = connected(port);
  flooding.write(Array.from({ length: 100 }, (_, n) => get(n)).join(''));
  expect(await textUntilClosed(flooding)).toBe('');
}

async function statusOf(port: number, address: string): Promise<string | undefined> {
  const socket = connected(port, address);
  socket.write(get(1, 'connection: close\r\n'));
  return /^HTTP\/1\.1 (\d+)/.exec(await textUntilClosed(socket))?.[1];
}

test('if addresses are not limited, as behind a proxy, only the connection that floods is closed', async () => {
  const port = await listening(recorder().fetch);
  await flood(port);
  expect(await statusOf(port, '127.0.0.1')).toBe('200');
});

test('if an address floods one connection, its other ones are closed, those of other addresses are not', async () => {
  const port = await listening(async () => new Response('here'), { connectionsPerAddress: 10 });
  const [same, other] = [connected(port), connected(port, '127.0.0.2')];
  await Promise.all([once(same, 'connect'), once(other, 'connect')]);
  const [sameText, otherText] = [textUntilClosed(same), textUntilClosed(other)];
  await flood(port);
  expect(await sameText).toBe('');
  other.write(get(1, 'connection: close\r\n'));
  expect(await otherText).toContain('here');
});

test('an address that floods one connection cannot open another for ten seconds', async () => {
  const port = await listening(recorder().fetch, { connectionsPerAddress: 10 });
  await flood(port);
  const now = vi.spyOn(Date, 'now');
  onTestFinished(() => now.mockRestore());
  expect([await statusOf(port, '127.0.0.1'), await statusOf(port, '127.0.0.2')]).toEqual([undefined, '200']);
  const after = Date.now() + 10_000;
  now.mockImplementation(() => after);
  expect(await statusOf(port, '127.0.0.1')).toBe('200');
});

test('a client that leaves is noticed while its last request is in progress', async () => {
  let begin = (): void => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  let notice = (): void => {};
  const noticed = new Promise<void>((resolve) => {
    notice = resolve;
  });
  const port = await listening(async (request) => {
    if (new URL(request.url).pathname === '/0') return new Response('first');
    request.signal.addEventListener('abort', notice);
    begin();
    await noticed;
    return new Response('late');
  });
  const socket = connected(port);
  socket.write(get(0) + get(1));
  await begun;
  socket.destroy();
  await noticed;
}, 20_000);

test('what waits behind an answer that ends the connection is not handled', async () => {
  let started = 0;
  const port = await listening(async () => {
    started += 1;
    return new Response('[last]', { headers: { connection: 'close' } });
  });
  const socket = connected(port);
  socket.write(get(0) + get(1));
  expect((await textUntilClosed(socket)).match(/\[[^\]]*\]/g)).toEqual(['[last]']);
  expect(started).toBe(1);
});

test('refused requests wait for each other too', async () => {
  let running = 0;
  let mostAtOnce = 0;
  const port = await listening(async () => {
    running += 1;
    mostAtOnce = Math.max(mostAtOnce, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return new Response('no', { status: 401 });
  });
  const socket = connected(port);
  const requests = Array.from({ length: 50 }, (_, n) => (n % 2 === 0 ? get(n) : postOf(n, 100))).join('');
  socket.write(requests + get(50, 'connection: close\r\n'));
  expect((await textUntilClosed(socket)).match(/HTTP\/1\.1 401/g)).toHaveLength(51);
  expect(mostAtOnce).toBe(1);
});

test('one address has a limited number of connections, others are not affected', async () => {
  const port = await listening(async () => new Response('here'), { connectionsPerAddress: 3 });
  const open = Array.from({ length: 3 }, () => connected(port));
  await Promise.all(open.map((socket) => once(socket, 'connect')));
  expect(await textUntilClosed(connected(port))).toBe('');
  const other = connected(port, '127.0.0.2');
  other.write(get(1, 'connection: close\r\n'));
  expect(await textUntilClosed(other)).toContain('here');
  open[0]?.destroy();
  await expect
    .poll(async () => {
      const again = connected(port);
      again.write(get(1, 'connection: close\r\n'));
      return textUntilClosed(again);
    })
    .toContain('here');
});

test.each([
  ['an invalid Host', 'GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n'],
  ['an unknown method', 'FROB / HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['a tunnel', 'CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n'],
])('the answer to %s has the headers of all answers', async (_, sent) => {
  const socket = connected(await listening(async () => new Response('here')));
  socket.write(sent);
  const answer = await textUntilClosed(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  const lines = answer.toLowerCase().split('\r\n');
  for (const [name, value] of Object.entries(documentHeaderValues)) {
    expect(lines).toContain(`${name}: ${value}`.toLowerCase());
  }
  expect(lines).toContain('content-type: application/problem+json');
});

test('headers that do not arrive in time are a 408', async () => {
  const server = createServer({ headersTimeout: 50, connectionsCheckingInterval: 20 });
  server.on('clientError', respondToMalformed);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const socket = connected((server.address() as AddressInfo).port);
  socket.write('GET / HTTP/1.1\r\nhost');
  expect(await textUntilClosed(socket)).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n[\s\S]*"status":408/);
});
