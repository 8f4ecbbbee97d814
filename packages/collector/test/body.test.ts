import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createCollector } from '../src/index.js';
import { allRows, newId, openStore, payload, post, problemOf, serveCollector } from './support.js';

test('an endless body is read up to the limit only', async () => {
  const collector = createCollector({ store: openStore() });
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 1024;
      controller.enqueue(new Uint8Array(1024).fill(0x20));
    },
  });
  expect(await problemOf(await post(collector, { body }))).toMatchObject({ status: 413, void: true });
  expect(sent).toBeLessThanOrEqual(35 * 1024);
});

test.each(['5', '-1', 'many'])('a wrong Content-Length of %s does not matter', async (length) => {
  const store = openStore();
  const collector = createCollector({ store });
  const over = { headers: { 'content-length': length } };
  expect((await post(collector, over)).status).toBe(202);
  expect((await post(collector, { ...over, body: payload() + ' '.repeat(40_000) })).status).toBe(413);
  expect(await allRows(store)).toMatchObject([{ reports: 1 }]);
});

test('a Content-Length over the limit is a 413 at once', async () => {
  const collector = createCollector({ store: openStore() });
  const headers = withLength(String(32 * 1024 + 1));
  expect(await problemOf(await post(collector, { body: new ReadableStream(), headers }))).toMatchObject({
    status: 413,
    void: true,
  });
  const url = new URL(await serveCollector(collector));
  const socket = connect(Number(url.port), url.hostname).setEncoding('utf8');
  onTestFinished(() => {
    socket.destroy();
  });
  const head = ['host: x', 'content-type: application/json', `idempotency-key: ${newId()}`, 'content-length: 99999999'];
  socket.write(`POST /v1/metrics HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`);
  const [answer] = await once(socket, 'data');
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
}, 5000); // before the body times out

test('a body of exactly 32 KiB is accepted, a byte more is not', async () => {
  const collector = createCollector({ store: openStore() });
  expect((await post(collector, { body: payload().padEnd(32 * 1024) })).status).toBe(202);
  expect((await post(collector, { body: payload().padEnd(32 * 1024 + 1) })).status).toBe(413);
});

test('a body of megabytes over HTTP is a 413 with CORS headers, and the server goes on', async () => {
  const url = await serveCollector(createCollector({ store: openStore() }));
  const send = (body: string) =>
    fetch(`${url}/v1/metrics`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': newId(), origin: 'app://agent' },
      body,
    });
  const response = await send(' '.repeat(3_000_000));
  expect(response.headers.get('access-control-allow-origin')).toBe('app://agent');
  expect(await problemOf(response)).toMatchObject({ status: 413, void: true });
  expect((await send(payload())).status).toBe(202);
});

const lengths = [undefined, String(payload().length + 1)];

test.each(lengths)('a body that arrives too slowly, of length %s, is a 408 without void', async (length) => {
  const store = openStore();
  const collector = createCollector({ store, limits: { bodyMs: 20 } });
  const id = newId();
  const problem = await problemOf(
    await post(collector, { id, body: new ReadableStream(), headers: withLength(length) }),
  );
  expect(problem.status).toBe(408);
  expect(problem).not.toHaveProperty('void');
  expect((await post(collector, { id })).status).toBe(202);
});

test.each(lengths)('a body that ends too early, of length %s, is a 400 without void', async (length) => {
  const store = openStore();
  const collector = createCollector({ store });
  const id = newId();
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(payload()));
      controller.error(new Error('gone'));
    },
  });
  const problem = await problemOf(await post(collector, { id, body, headers: withLength(length) }));
  expect(problem.status).toBe(400);
  expect(problem).not.toHaveProperty('void');
  expect(await allRows(store)).toEqual([]);
  expect((await post(collector, { id })).status).toBe(202);
});

function withLength(length: string | undefined): Readonly<Record<string, string>> {
  return length === undefined ? {} : { 'content-length': length };
}

test.each([
  ['with a length', `content-length: ${payload().length + 1}`, payload()],
  ['in chunks', 'transfer-encoding: chunked', `${payload().length.toString(16)}\r\n${payload()}\r\n`],
])('a client that disconnects during a body %s leaves nothing behind', async (_, header, sent) => {
  const inner = openStore();
  let arrived = () => {};
  const reached = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const clientAddress = () => {
    arrived();
    return undefined;
  };
  const collector = createCollector({ store: inner, clientAddress });
  const url = new URL(await serveCollector(collector));
  const id = newId();
  const socket = connect(Number(url.port), url.hostname);
  const head = [
    'POST /v1/metrics HTTP/1.1',
    'host: x',
    'content-type: application/json',
    `idempotency-key: ${id}`,
    header,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${sent}`);
  await reached;
  socket.destroy();
  // The same id waits for the broken request, so its answer comes after everything that one did.
  const whole = await post(collector, { id, body: payload({ version: '2.0.0' }) });
  expect(whole.status).toBe(202);
  expect(await allRows(inner)).toMatchObject([{ version: '2.0.0', reports: 1 }]);
});
