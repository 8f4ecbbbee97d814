import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { listen } from '../../../packages/cli/src/collect/listen.js';
import { databaseFile, newId } from '../../../packages/collector/test/support.js';
import { sendAndReset, sendRaw } from './raw.js';
import { batchesIn, body, chunk, chunked, head, json, lastChunk, lengthOf, post, problemIn } from './requests.js';
import { startServer } from './startServer.js';

type Row = readonly [what: string, status: number, ...pieces: (string | Uint8Array)[]];
const whole = lengthOf(body);
const many = (count: number) => Array.from({ length: count }, (_, n) => `x-${n}: y`);

/** Sends each on a connection of its own: 202 counts, all else is a problem document and counts nothing. */
async function attack(rows: readonly Row[]): Promise<void> {
  const file = databaseFile();
  const { url } = await startServer({ file, limits: { bodyMs: 1000 } });
  await Promise.all(
    rows.map(async ([what, status, ...pieces]) => {
      const answer = await sendRaw(url, ...pieces);
      expect(answer?.status, what).toBe(status);
      if (status !== 202) problemIn(answer, what);
    }),
  );
  expect(await batchesIn(file)).toBe(rows.filter(([, status]) => status === 202).length);
  expect((await sendRaw(url, head(post, json, whole), body))?.status, 'a good one afterwards').toBe(202);
}

test('methods, addresses and versions of HTTP that are not served are 4xx problems', () =>
  attack([
    ...['PUT', 'DELETE', 'PATCH', 'TRACE', 'QUERY', 'PURGE', 'LOCK'].map(
      (method): Row => [method, 405, head(`${method} /v1/metrics HTTP/1.1`, json, whole), body],
    ),
    ...['post', 'FROB', 'P\0ST', '', 'PRI', 'A'.repeat(9000)].map(
      (method): Row => [`the method ${method}`, 400, head(`${method} /v1/metrics HTTP/1.1`, json, whole), body],
    ),
    ['CONNECT', 400, head('CONNECT collector.test:80 HTTP/1.1')],
    ['OPTIONS *', 400, head('OPTIONS * HTTP/1.1')],
    ...['/V1/METRICS', '/v1/metrics/', '//v1/metrics', '/v1%2Fmetrics', '/%zz%00', '/v1', '/v2/metrics'].map(
      (path): Row => [path, 404, head(`POST ${path} HTTP/1.1`, json, whole), body],
    ),
    ...['/v1\\metrics', '/v1/m\u00e9trics', '/v1/metrics\0', '/v1/met rics', `/${'a'.repeat(20_000)}`].map(
      (path): Row => [path, 400, head(`POST ${path} HTTP/1.1`, json, whole), body],
    ),
    ...['HTTP/9.9', 'HTTP/1.1x', 'HTTPS/1.1', 'ICE/1.0', '1.1'].map(
      (version): Row => [version, 400, head(`POST /v1/metrics ${version}`, json, whole), body],
    ),
    ['HTTP/0.9', 400, 'POST /v1/metrics\r\n\r\n'],
    ['HTTP/2', 400, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['TLS', 400, new Uint8Array([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3])],
    ['noise', 400, new Uint8Array(300).map((_, n) => n * 7)],
    ['an address with more to it', 202, head('POST /v1/metrics?x=1 HTTP/1.1', json, whole), body],
    ['a whole address', 202, head('POST http://else.test/v1/metrics HTTP/1.1', json, whole), body],
    ['HTTP/1.0', 202, head('POST /v1/metrics HTTP/1.0', json, whole), body],
  ]));

test('headers that are malformed, missing or too many are 4xx problems', () =>
  attack([
    ['no host', 400, head(post, json, whole).replace(/host:.*\r\n/, ''), body],
    ['an empty host', 400, head(post, json, whole).replace('collector.test', ''), body],
    ['a host that is none', 400, head(post, json, whole).replace('collector.test', 'a b'), body],
    ['a header of 20 kB', 400, head(post, json, whole, `x: ${'a'.repeat(20_000)}`), body],
    ['headers of 30 kB', 400, head(post, json, whole, ...many(3000)), body],
    ['control characters', 400, head(post, json, whole, 'x: \x01'), body],
    ['a name with a space', 400, head(post, json, whole, 'x : y'), body],
    ['a line without a colon', 400, head(post, json, whole, 'x'), body],
    ['a folded line', 400, head(post, json, whole, 'x: y\r\n z'), body],
    ['bare line feeds', 400, head(post, json, whole).replaceAll('\r', ''), body],
    ['bare carriage returns', 400, head(post, json, whole).replaceAll('\n', ''), body, '\r\n\r\n'],
    ['two keys', 400, head(post, json, whole, `idempotency-key: ${newId()}`), body],
    ['no key', 400, head(post, json, whole).replace(/idempotency-key.*\r\n/, ''), body],
    ['a key that is none', 400, head(post, json, whole).replace(/batch-\d+/, '__proto__'), body],
    ['no type', 415, head(post, whole), body],
    ['two types', 415, head(post, 'content-type: text/plain', json, whole), body],
    ...['text/plain', 'application/jsonp', 'multipart/form-data', 'application/json, text/html', '\xff'].map(
      (type): Row => [type, 415, head(post, `content-type: ${type}`, whole), body],
    ),
    ...['gzip', 'br', 'identity, gzip', 'x'.repeat(1000)].map(
      (coding): Row => [coding, 415, head(post, json, whole, `content-encoding: ${coding}`), body],
    ),
    ['names of prototypes', 202, head(post, json, whole, '__proto__: x', 'constructor: y', 'toString: z'), body],
    ['an expectation', 202, head(post, json, whole, 'expect: the-unexpected'), body],
    ['an upgrade', 202, head(post, json, whole, 'upgrade: websocket, h2c'), body],
    ['a thousand headers', 202, head(post, json, whole, ...many(1000)), body],
  ]));

test('lengths that lie are 4xx problems, and what comes after them is no second batch', () => {
  const size = Buffer.byteLength(body);
  return attack([
    ['too long by one', 408, head(post, json, `content-length: ${size + 1}`), body],
    ['too long by far', 413, head(post, json, 'content-length: 9007199254740993'), body],
    ['too short by one', 400, head(post, json, `content-length: ${size - 1}`), body],
    ['so short that another request begins', 400, head(post, json, 'content-length: 1'), body],
    ...['-1', '+12', '0x10', '1e2', '12.0', 'many', '1 2', '9'.repeat(30)].map(
      (length): Row => [`a length of ${length}`, 400, head(post, json, `content-length: ${length}`), body],
    ),
    ['a length of 0', 400, head(post, json, 'content-length: 0'), body],
    ['no length', 400, head(post, json), body],
    ['two lengths', 400, head(post, json, whole, whole), body],
    ['two different lengths', 400, head(post, json, whole, 'content-length: 3'), body],
    ['a list of lengths', 400, head(post, json, `content-length: ${size}, ${size}`), body],
    ['a length and chunks', 400, head(post, json, whole, chunked), chunk(body), lastChunk],
    ['a body of 33 kB', 413, head(post, json, `content-length: ${33 * 1024}`), ' '.repeat(33 * 1024)],
    ['a body of 33 kB in chunks', 413, head(post, json, chunked), chunk(' '.repeat(33 * 1024)), lastChunk],
  ]);
});

test('chunks that are malformed, too large or never end are 4xx problems', () =>
  attack([
    ...['zz', '-5', '0x5', '5 5', 'f'.repeat(18)].map(
      (size): Row => [`a chunk of ${size}`, 400, head(post, json, chunked), `${size}\r\n${body}`],
    ),
    ['a chunk that never comes', 408, head(post, json, chunked), 'fffffff\r\n'],
    ['a chunk shorter than it says', 408, head(post, json, chunked), chunk(body).replace(body, '{}'), lastChunk],
    ['a chunk without its end', 400, head(post, json, chunked), chunk(body).trimEnd(), lastChunk],
    ['no last chunk', 408, head(post, json, chunked), chunk(body)],
    ['an endless extension', 400, head(post, json, chunked), chunk(body).replace('\r', `;${'x'.repeat(20_000)}\r`)],
    ...['identity', 'chunked, identity', 'xchunked', 'chunked\r\ntransfer-encoding: chunked'].map(
      (coding): Row => [coding, 400, head(post, json, `transfer-encoding: ${coding}`), chunk(body), lastChunk],
    ),
    ['a byte a chunk', 202, head(post, json, chunked), ...[...body].map(chunk), lastChunk],
    ['a short extension', 202, head(post, json, chunked), chunk(body).replace('\r', ';x=y\r'), lastChunk],
    ['other headers behind', 202, head(post, json, chunked), chunk(body), '0\r\nidempotency-key: x\r\n\r\n'],
  ]));

test('hundreds of bodies that come slowly are 408 or turned away, and the collector serves on', async () => {
  const file = databaseFile();
  const { url } = await startServer({ file, limits: { bodyMs: 2000, inProgress: 50, turnedAway: 10 } });
  const slow = Array.from({ length: 300 }, async (_, n) => {
    const answer = await sendRaw(url, head(post, json, whole), body.slice(0, n % body.length));
    const problem = problemIn(answer, 'slow');
    expect(answer?.headers['retry-after']).toBe(problem.status === 503 ? '5' : undefined);
    return `${problem.status}${problem.void ? ' void' : ''}`;
  });
  const answers = await Promise.all(slow);
  expect(new Set(answers)).toEqual(new Set(['408', '503', '503 void']));
  // One promise more every six seconds.
  expect(answers.filter((answer) => answer === '503 void').length).toBeLessThan(15);
  expect(await batchesIn(file)).toBe(0);
  expect((await sendRaw(url, head(post, json, whole), body))?.status).toBe(202);
});

test.each([
  ['CONNECT', head('CONNECT collector.test:80 HTTP/1.1')],
  ['noise', 'x\r\n\r\n'],
  ['half a request', head(post, json, whole) + body.slice(0, 9)],
])('whoever resets the connection after %s ends nothing but that', async (_, sent) => {
  const file = databaseFile();
  const { url } = await startServer({ file });
  for (let times = 0; times < 50; times++) await sendAndReset(url, sent);
  await Promise.all(Array.from({ length: 50 }, () => sendAndReset(url, sent)));
  expect((await sendRaw(url, head(post, json, whole), body))?.status).toBe(202);
  expect(await batchesIn(file)).toBe(1);
});

test('whoever asks for a tunnel and never leaves does not keep the collector from closing', async () => {
  const { url, close } = await listen(async () => new Response('here'), { port: 0, host: '127.0.0.1' });
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  socket.write(head('CONNECT collector.test:80 HTTP/1.1'));
  await once(socket, 'data');
  await close();
});
