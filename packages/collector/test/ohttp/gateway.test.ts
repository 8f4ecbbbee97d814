import fc from 'fast-check';
import { obliviousFetch } from 'turntally/ohttp';
import { createSuite, encodeRequest, messageLength, requestHeader } from 'turntally/ohttp/messages';
import { describe, expect, test } from 'vitest';
import { sealRequest } from '../../../../src/ohttp/sealRequest.js';
import { effort } from '../../../../test/support/effort.js';
import { createAppsCollector, createCollector } from '../../src/index.js';
import { fromBase64Url } from '../../src/ohttp/fromBase64Url.js';
import {
  type GatewayKey,
  type ObliviousGatewayOptions,
  obliviousGateway,
  publicKeyConfigs,
  rotateKeys,
} from '../../src/ohttp/index.js';
import { day, metricsRequest, newId, noon, openStore, payload, problemOf, total } from '../support.js';

const url = 'http://gateway.test/.well-known/ohttp-gateway';
const endpoint = 'http://collector.test/v1/metrics';
const keys = await rotateKeys([], { now: () => noon });
const [key = expect.fail()] = keys;
const suite = createSuite();

function openGateway(over: Partial<ObliviousGatewayOptions> = {}) {
  const store = openStore();
  const collector = createCollector({ store, access: 'open', minReports: 1, now: () => noon });
  const gateway = obliviousGateway({ keys, fetch: collector.fetch, now: () => noon, ...over });
  return { gateway, collector, counted: () => total(store) };
}

type Gateway = ReturnType<typeof obliviousGateway>;

const relayed = (gateway: Gateway, body: RequestInit['body'], headers: Record<string, string> = {}) =>
  gateway.fetch(
    new Request(url, {
      method: 'POST',
      headers: { 'content-type': 'message/ohttp-req', ...headers },
      body: body ?? null,
      duplex: 'half',
    } as RequestInit),
  );

const seal = async (message: Uint8Array, { id, publicKey }: GatewayKey = key) =>
  sealRequest(message, { id, publicKey: fromBase64Url(publicKey) }, suite);

const batch = (over: Partial<Parameters<typeof encodeRequest>[0]> = {}) => ({
  method: 'POST',
  scheme: 'http',
  authority: 'collector.test',
  path: '/v1/metrics',
  fields: [
    ['content-type', 'application/json'],
    ['idempotency-key', newId()],
  ] as const,
  content: new TextEncoder().encode(payload()),
  ...over,
});

/** As a client through a relay that changes nothing. */
const clientOf = (gateway: Gateway, keyConfig = publicKeyConfigs(keys, noon)) =>
  obliviousFetch({ relay: 'https://relay.test', keyConfig, fetch: (_, { body }) => relayed(gateway, body) });

describe('a request that cannot be opened is answered in the clear', () => {
  const ohttpKey = 'https://iana.org/assignments/http-problem-types#ohttp-key';

  test.each<[string, (sealed: Uint8Array) => Uint8Array, string]>([
    ['an unknown key', (sealed) => sealed.with(0, 99), ohttpKey],
    ['another mechanism', (sealed) => sealed.with(2, 0x20), ohttpKey],
    ['another cipher', (sealed) => sealed.with(6, 0x03), ohttpKey],
    ['nothing', () => new Uint8Array(), ohttpKey],
    ['a header', (sealed) => sealed.slice(0, 7), 'about:blank'],
    ['no ciphertext', (sealed) => sealed.slice(0, 72), 'about:blank'],
    ['a point that is none', (sealed) => sealed.fill(0xff, 8, 72), 'about:blank'],
    ['a changed ciphertext', (sealed) => sealed.with(100, (sealed[100] ?? 0) ^ 1), 'about:blank'],
    ['a missing byte', (sealed) => sealed.slice(0, -1), 'about:blank'],
  ])('%s', async (_, change, type) => {
    const { gateway, counted } = openGateway();
    const { bytes } = await seal(encodeRequest(batch()));
    const response = await relayed(gateway, change(bytes).slice());
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await problemOf(response)).toMatchObject({ status: 400, type });
    expect(await counted()).toBe(0);
  });

  test('with a key whose end has come', async () => {
    let now = noon;
    const rotated = await rotateKeys(keys, { now: () => noon });
    const { gateway, counted } = openGateway({ keys: rotated, now: () => now });
    const post = clientOf(gateway);
    now = noon + 14 * day - 1;
    expect((await post(endpoint, metricsInit())).status).toBe(202);
    now = noon + 14 * day;
    const { bytes } = await seal(encodeRequest(batch()));
    expect(await problemOf(await relayed(gateway, bytes.slice()))).toMatchObject({ status: 400, type: ohttpKey });
    expect(await counted()).toBe(12);
  });

  test.each([
    ['too long', 413, new Uint8Array(16 * 1024 + 1), {}],
    ['of a stated length that is too long', 413, new Uint8Array(1), { 'content-length': '20000' }],
    ['of another type', 415, new Uint8Array(1), { 'content-type': 'application/json' }],
  ])('%s', async (_, status, body, headers) => {
    const { gateway } = openGateway();
    expect(await problemOf(await relayed(gateway, body, headers))).toMatchObject({ status });
  });

  test('with another method', async () => {
    const { gateway } = openGateway();
    const response = await gateway.fetch(new Request(url, { method: 'PUT', body: 'x' }));
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD, POST');
  });
});

function metricsInit(): RequestInit {
  const { headers } = metricsRequest();
  return { method: 'POST', headers, body: payload() };
}

describe('a request that was opened is answered encapsulated', () => {
  test.each<[string, ReturnType<typeof batch>, number]>([
    ['a batch', batch(), 202],
    ['another path', batch({ path: '/' }), 404],
    ['a read', batch({ method: 'GET', content: new Uint8Array() }), 405],
    ['a query', batch({ path: '/v1/metrics?token=x' }), 404],
    ['a malformed authority', batch({ authority: 'a b' }), 400],
    ['a malformed header', batch({ fields: [['content-type', 'a\nb']] }), 400],
    ['no key of a batch', batch({ fields: [] }), 400],
  ])('%s', async (_, request, status) => {
    const { gateway, counted } = openGateway();
    const sealed = await seal(encodeRequest(request));
    const answer = await relayed(gateway, sealed.bytes.slice());
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const bytes = await sealed.openResponse(new Uint8Array(await answer.arrayBuffer()));
    expect(bytes.length).toBe(messageLength);
    expect(Buffer.from(bytes.slice(1, 3)).readUInt16BE() & 0x3fff).toBe(status);
    expect(await counted()).toBe(status === 202 ? 12 : 0);
  });

  test('bytes that are no message', async () => {
    const { gateway, counted } = openGateway();
    const sealed = await seal(new Uint8Array(2048).fill(0xff));
    const answer = await relayed(gateway, sealed.bytes.slice());
    expect(answer.status).toBe(200);
    expect((await sealed.openResponse(new Uint8Array(await answer.arrayBuffer()))).length).toBe(messageLength);
    expect(await counted()).toBe(0);
  });

  test('a collector that fails', async () => {
    const { gateway } = openGateway({ fetch: () => Promise.reject(new Error('secret')) });
    const response = await clientOf(gateway)(endpoint, metricsInit());
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain('secret');
  });
});

test('should never throw, nor count, whatever bytes a relay posts', async () => {
  const { gateway, counted } = openGateway();
  const { bytes } = await seal(encodeRequest(batch()));
  const garbage = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.uint8Array({ maxLength: 300 }).map((rest) => Uint8Array.from([...requestHeader(key.id, suite), ...rest])),
    fc
      .tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }))
      .map(([at, change]) => bytes.with(at, (bytes[at] ?? 0) ^ change)),
  );
  await fc.assert(
    fc.asyncProperty(garbage, async (body) => {
      const response = await relayed(gateway, body.slice());
      expect(response.status).toBe(400);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
    }),
    { numRuns: effort(100, 2000) },
  );
  expect(await counted()).toBe(0);
});

test('should never throw, nor count, whatever message a client encrypts', async () => {
  const { gateway, counted } = openGateway();
  const text = fc.oneof(
    fc.constantFrom('POST', '/v1/metrics', 'https', 'content-type', ''),
    fc.string({ unit: 'binary-ascii' }),
  );
  const requests = fc.record({
    method: text,
    scheme: text,
    authority: text,
    path: text,
    fields: fc.array(fc.tuple(text, text), { maxLength: 3 }),
    content: fc.uint8Array({ maxLength: 100 }),
  });
  const messages = fc.oneof(requests.map(encodeRequest), fc.uint8Array({ maxLength: 200 }));
  await fc.assert(
    fc.asyncProperty(messages, async (message) => {
      const sealed = await seal(message);
      const answer = await relayed(gateway, sealed.bytes.slice());
      expect(answer.status).toBe(200);
      await sealed.openResponse(new Uint8Array(await answer.arrayBuffer()));
    }),
    { numRuns: effort(100, 1000) },
  );
  expect(await counted()).toBe(0);
});

test('a request that is sent again is opened again, and counted once', async () => {
  const { gateway, counted } = openGateway();
  const { bytes } = await seal(encodeRequest(batch()));
  for (let times = 0; times < 3; times++) expect((await relayed(gateway, bytes.slice())).status).toBe(200);
  expect(await counted()).toBe(12);
});

test('a relay has a limit of its own, in the clear and before anything is decrypted', async () => {
  const { gateway } = openGateway({
    postsPerMinute: 2,
    relayAddress: (request) => request.headers.get('x-relay') ?? '',
  });
  const post = (relay: string) => relayed(gateway, new Uint8Array(), { 'x-relay': relay });
  expect([(await post('a')).status, (await post('a')).status]).toEqual([400, 400]);
  const refused = await post('a');
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('30');
  expect((await post('b')).status).toBe(400);
});

test('requests of one relay that are still arriving take its share only', async () => {
  const { gateway } = openGateway({ relayAddress: (request) => request.headers.get('x-relay') ?? '' });
  const ends: (() => void)[] = [];
  const stuckBody = () =>
    new ReadableStream<Uint8Array>({ start: (controller) => void ends.push(() => controller.close()) });
  const slow = Array.from({ length: 256 }, () => relayed(gateway, stuckBody(), { 'x-relay': '2001:db8::1' }));
  const post = (relay: string) => relayed(gateway, new Uint8Array(), { 'x-relay': relay });
  const surplus = await post('2001:db8::2');
  expect(surplus.headers.get('retry-after')).toBe('5');
  expect(await problemOf(surplus)).toMatchObject({ status: 503 });
  expect((await post('192.0.2.1')).status, 'another relay').toBe(400);
  for (const end of ends) end();
  expect(new Set((await Promise.all(slow)).map(({ status }) => status))).toEqual(new Set([400]));
  expect((await post('2001:db8::2')).status, 'when there is room again').toBe(400);
});

test('the public keys are served', async () => {
  const { gateway } = openGateway();
  const response = await gateway.fetch(new Request(url));
  expect(response.headers.get('content-type')).toBe('application/ohttp-keys');
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(publicKeyConfigs(keys, noon));
});

test.each<[string, RequestInit]>([
  ['the public keys', {}],
  ['another method', { method: 'DELETE' }],
  ['a request that cannot be opened', { method: 'POST', headers: { 'content-type': 'message/ohttp-req' }, body: 'x' }],
])('an answer to %s is not stored, guessed at, embedded or run', async (_, init) => {
  const { headers } = await openGateway().gateway.fetch(new Request(url, init));
  expect(Object.fromEntries(headers)).toMatchObject({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'content-security-policy': expect.stringContaining("default-src 'none'"),
  });
  expect(headers.has('access-control-allow-origin')).toBe(false);
});

test('all other requests go to the collector as they are', async () => {
  const { gateway } = openGateway();
  expect((await gateway.fetch(metricsRequest())).status).toBe(202);
  expect((await gateway.fetch(new Request('http://gateway.test/healthz'))).status).toBe(200);
});

test('another path, of the gateway and of posts', async () => {
  const collector = createCollector({ store: openStore(), path: '/m', access: 'open', minReports: 1, now: () => noon });
  const gateway = obliviousGateway({ keys, fetch: collector.fetch, path: '/g', metricsPath: '/m', now: () => noon });
  const post = obliviousFetch({
    relay: 'https://relay.test',
    keyConfig: publicKeyConfigs(keys, noon),
    fetch: (_, { body, headers, method }) =>
      gateway.fetch(
        new Request('http://gateway.test/g', { method: method ?? '', headers: headers ?? {}, body: body ?? null }),
      ),
  });
  expect((await post('http://collector.test/m', metricsInit())).status).toBe(202);
});

test('the gateway of several apps: each post reaches its app, without the limit of an address', async () => {
  const [chat, editor] = [openStore(), openStore()];
  const collector = createAppsCollector({
    apps: { chat: { store: chat }, editor: { store: editor } },
    clientAddress: () => '192.0.2.1', // the relay's
    limits: { postsPerMinute: 1 },
    now: () => noon,
  });
  const metricsPath = ['/chat/v1/metrics', '/editor/v1/metrics'];
  const gateway = obliviousGateway({ keys, fetch: collector.fetch, metricsPath, now: () => noon });
  const post = clientOf(gateway);
  for (const path of [...metricsPath, '/chat/v1/metrics']) {
    expect((await post(`http://collector.test${path}`, metricsInit())).status).toBe(202);
  }
  expect((await post('http://collector.test/v1/metrics', metricsInit())).status).toBe(404);
  expect([await total(chat), await total(editor)]).toEqual([24, 12]);
});

describe('options', () => {
  const fetch = () => Promise.reject(new Error());
  test.each<[string, object, string]>([
    ['keys', { keys: [] }, 'must be what turntally ohttp-keys writes'],
    ['fetch', { fetch: undefined }, 'must be a function such as collector.fetch'],
    ['path', { path: 'gateway' }, 'must be a path such as "/v1/metrics", of letters, digits and . _ ~ -'],
    ['metricsPath', { metricsPath: '/*' }, 'must be a path such as "/v1/metrics", of letters, digits and . _ ~ -'],
    ['metricsPath', { metricsPath: [] }, 'must be a path such as "/v1/metrics", or a non-empty array of paths'],
    ['metricsPath', { metricsPath: ['/a', 'b'] }, 'must be a path such as "/v1/metrics", of letters, digits and'],
    ['path', { path: '/v1/metrics' }, 'must not be metricsPath'],
    ['path', { path: '/b', metricsPath: ['/a', '/b'] }, 'must not be metricsPath'],
    ['relayAddress', { relayAddress: '' }, 'must be a function (request, env) => string | undefined'],
    ['postsPerMinute', { postsPerMinute: 0 }, 'must be an integer from 1'],
    ['now', { now: 1 }, 'must be a function that returns epoch milliseconds'],
    [
      'relay',
      { relay: '' },
      'does not exist; the options are keys, fetch, path, metricsPath, relayAddress, postsPerMinute, now',
    ],
  ])('a wrong %s', (option, over, reason) => {
    expect(() => obliviousGateway({ keys, fetch, ...over } as never)).toThrow(`turntally: ${option} ${reason}`);
  });
});
