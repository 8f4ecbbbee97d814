import { publicKeyConfigs, rotateKeys } from '@turntally/collector/ohttp';
import fc from 'fast-check';
import { NEVER } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { memoryStore, OptionError, startTurntally } from '../../src/index.js';
import { encodeResponse, messageLength } from '../../src/ohttp/encodeMessage.js';
import { obliviousFetch } from '../../src/ohttp/index.js';
import { limits, operatingSystems, type Problem } from '../../src/protocol/index.js';
import { agentSignals, tokensOf } from '../../src/signals.js';
import { effort } from '../support/effort.js';
import { batch, endpoint, gatewayUrl, init, openParties, relay } from './support.js';

const keyConfig = publicKeyConfigs(await rotateKeys([]));

describe('through a relay', () => {
  test('a batch is counted once, however often it is posted', async () => {
    const { post, counted, atRelay } = await openParties();
    const request = init();
    expect((await post(endpoint, request)).status).toBe(202);
    expect((await post(endpoint, request)).status).toBe(202);
    expect(await counted()).toBe(12);
    // Encapsulated anew, so that the relay cannot recognise a repeated batch.
    expect(atRelay[0]?.body.length).toBe(atRelay[1]?.body.length);
    expect(atRelay[0]?.body.slice(7)).not.toEqual(atRelay[1]?.body.slice(7));
  });

  test('a refusal arrives whole', async () => {
    const { post } = await openParties();
    const response = await post(endpoint, init(batch({ version: 'one' })));
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ void: true, errors: [{ pointer: '/version' }] });
  });

  test('Retry-After of the collector arrives', async () => {
    const headers = { 'retry-after': '7', 'content-type': 'application/problem+json', server: 'secret' };
    const { post } = await openParties({ fetch: async () => new Response('{"void":true}', { status: 429, headers }) });
    const response = await post(endpoint, init());
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('7');
    expect(response.headers.get('server')).toBeNull();
    expect(await response.text()).toBe('{"void":true}');
  });

  test('the request to the relay is one without credentials, referrer and redirects', async () => {
    const seen: [string, RequestInit][] = [];
    const fetch = async (url: string, init: RequestInit) => {
      seen.push([url, init]);
      return new Response(null, { status: 503 });
    };
    const { signal } = new AbortController();
    await obliviousFetch({ relay, keyConfig, fetch })(endpoint, { ...init(), signal });
    expect(seen).toEqual([
      [
        relay,
        {
          method: 'POST',
          headers: { 'Content-Type': 'message/ohttp-req', 'Accept-Language': '*' },
          body: expect.any(Uint8Array),
          credentials: 'omit',
          referrerPolicy: 'no-referrer',
          redirect: 'manual',
          cache: 'no-store',
          signal,
        },
      ],
    ]);
  });

  test('the collector receives the two headers of the protocol, and the body', async () => {
    const { post, atCollector } = await openParties();
    await post(endpoint, init(batch(), 'batch-of-this-test'));
    const [{ request, body } = expect.fail()] = atCollector;
    expect(Object.fromEntries(request.headers)).toEqual({
      'content-length': `${batch().length}`,
      'content-type': 'application/json',
      'idempotency-key': 'batch-of-this-test',
    });
    expect(Buffer.from(body).toString()).toBe(batch());
    expect(request.url).toBe(endpoint);
  });

  test('the collector sets no limit per address', async () => {
    const { post } = await openParties();
    for (let posts = 0; posts < 70; posts++) expect((await post(endpoint, init())).status).toBe(202);
  });
});

const tokens = [...tokensOf(agentSignals)];
const counter = fc.record({ token: fc.constantFrom(...tokens), count: fc.integer({ min: 1, max: limits.count }) });
const batches = fc.record({
  version: fc.stringMatching(limits.version),
  os: fc.constantFrom(...operatingSystems),
  counters: fc
    .uniqueArray(counter, { minLength: 1, maxLength: tokens.length, selector: ({ token }) => token })
    .map((counters) =>
      counters.map(({ token, count }) => ({ signal: token.split('/')[0], bucket: token.split('/')[1], count })),
    ),
});

const lengthAtRelay = messageLength + 7 + 65 + 16;

test('should deliver any batch of the built-in signals, in requests and responses of one length', async () => {
  const { post, atRelay, atCollector, fromGateway } = await openParties();
  await fc.assert(
    fc.asyncProperty(batches, async (payload) => {
      const response = await post(endpoint, init(batch(payload)));
      expect(response.status).toBe(202);
      expect(Buffer.from(atCollector.at(-1)?.body ?? []).toString()).toBe(batch(payload));
    }),
    { numRuns: effort(50, 300) },
  );
  await post(endpoint, init('refused'));
  expect(new Set(atRelay.map(({ body }) => body.length))).toEqual(new Set([lengthAtRelay]));
  expect(new Set(fromGateway.map(({ length }) => length))).toEqual(new Set([messageLength + 16 + 16]));
});

test('the largest batch that the protocol allows has the same length, and so has its refusal', async () => {
  const longName = 'x'.repeat(32);
  const counters = Array.from({ length: limits.counters }, () => ({
    signal: longName,
    bucket: longName,
    count: limits.count,
  }));
  const url = `https://${'h'.repeat(100)}.example/${'p'.repeat(90)}`;
  const { post, atRelay, fromGateway } = await openParties({ metricsPath: new URL(url).pathname });
  const largest = batch({ version: '99999.99999.99999.99999-abcdefghij.1234', os: 'android', counters });
  const response = await post(url, init(largest, 'i'.repeat(64)));
  expect(response.status).toBe(400);
  expect(((await response.json()) as Problem).errors).toHaveLength(limits.counters);
  expect(atRelay.map(({ body }) => body.length)).toEqual([lengthAtRelay]);
  expect(fromGateway.map(({ length }) => length)).toEqual([messageLength + 16 + 16]);
});

describe('an answer that is not the gateway’s settles nothing', () => {
  const answerOf = (response: Response) =>
    obliviousFetch({ relay, keyConfig, fetch: async () => response })(endpoint, init());
  const encapsulated = { 'content-type': 'message/ohttp-res' };

  test.each([
    ['202 of the relay', new Response(null, { status: 202 })],
    ['200 of another type', new Response('{}', { headers: { 'content-type': 'application/json' } })],
    ['a redirect', new Response(null, { status: 302, headers: { location: '/' } })],
    ['a redirect that a browser hides', Response.error()],
    ['nothing', new Response(null, { headers: encapsulated })],
    ['too few bytes', new Response(new Uint8Array(20), { headers: encapsulated })],
    ['bytes of somebody else', new Response(new Uint8Array(544), { headers: encapsulated })],
    [
      'an answer in the clear',
      new Response(encodeResponse({ status: 202, fields: [], content: new Uint8Array() }).slice(), {
        headers: encapsulated,
      }),
    ],
  ])('%s: rejects', async (_, response) => {
    await expect(answerOf(response)).rejects.toThrow();
  });

  test('should reject an answer with any changed byte', async () => {
    const { gateway, keys } = await openParties();
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const post = obliviousFetch({
          relay,
          keyConfig: publicKeyConfigs(keys),
          fetch: async (_, init) => {
            const answer = await gateway.fetch(new Request(gatewayUrl, { ...init, redirect: 'follow' }));
            const bytes = new Uint8Array(await answer.arrayBuffer());
            const index = at % bytes.length;
            bytes[index] = (bytes[index] ?? 0) ^ change;
            return new Response(bytes, answer);
          },
        });
        await expect(post(endpoint, init())).rejects.toThrow();
      }),
      { numRuns: effort(20, 200) },
    );
  });

  test.each([400, 401, 404, 429, 502, 503])('an error of the relay, %i: its status, and no body', async (status) => {
    const headers = { 'content-type': 'application/problem+json', 'retry-after': '30', 'x-other': '1' };
    const response = await answerOf(new Response('{"void":true}', { status, headers }));
    expect(response.status).toBe(status);
    expect(Object.fromEntries(response.headers)).toEqual({ 'retry-after': '30' });
    expect(await response.text()).toBe('');
  });

  test('a relay that cannot be reached: rejects', async () => {
    const fetch = async () => {
      throw new TypeError('Failed to fetch');
    };
    await expect(obliviousFetch({ relay, keyConfig, fetch })(endpoint, init())).rejects.toThrow('Failed to fetch');
  });
});

test('after a refused key the next attempt uses the next one', async () => {
  const before = await rotateKeys([]);
  const after = await rotateKeys(before);
  // The newest key is pinned, but the gateway does not have it yet.
  const { post, counted } = await openParties({ keys: before, keyConfig: publicKeyConfigs(after) });
  const request = init();
  const statuses = [];
  for (let attempts = 0; attempts < 3; attempts++) statuses.push((await post(endpoint, request)).status);
  expect(statuses).toEqual([400, 202, 202]);
  expect(await counted()).toBe(12);
});

describe('options', () => {
  const base64 = Buffer.from(keyConfig).toString('base64');
  const other = Buffer.from(keyConfig);
  other[4] = 0x20; // another mechanism

  test.each([
    ['bytes', keyConfig],
    ['base64', base64],
    ['base64url', Buffer.from(keyConfig).toString('base64url')],
    ['base64 in lines', `${base64.slice(0, 40)}\n${base64.slice(40)}\n`],
    ['a key of another mechanism before it', Buffer.concat([other, keyConfig])],
  ])('keyConfig: %s', (_, config) => {
    expect(obliviousFetch({ relay, keyConfig: config })).toBeTypeOf('function');
  });

  const malformed = 'must be what turntally ohttp-keys prints, or the same as a Uint8Array';
  const noKey = 'must have a key for DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-128-GCM';
  test.each<[string, unknown, string, string]>([
    ['keyConfig', undefined, malformed, 'nothing'],
    ['keyConfig', 'not base64!', malformed, 'no base64'],
    ['keyConfig', base64.slice(0, 40), malformed, 'a part'],
    ['keyConfig', '', noKey, 'no key'],
    ['keyConfig', Buffer.from(other).toString('base64'), noKey, 'another mechanism'],
    ['relay', undefined, 'must be an https URL', 'nothing'],
    ['relay', '/relay', 'must be an https URL', 'a path'],
    ['relay', 'http://relay.example/', 'must be https: http is accepted for localhost only', 'http'],
    ['relay', 'ftp://relay.example/', 'must be an https URL', 'ftp'],
    ['relay', 'https://user@relay.example/', 'must not contain a user name or password', 'credentials'],
  ])('a wrong %s (%s)', (option, value, reason) => {
    const options = { relay, keyConfig, [option]: value };
    let error: unknown;
    try {
      obliviousFetch(options);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(OptionError);
    expect(error).toMatchObject({ option, reason });
  });

  test('a relay at the origin of the endpoint is an error at the start', () => {
    const startWith = (relay: string) =>
      startTurntally({
        endpoint: 'https://telemetry.example.com/v1/metrics',
        release: { version: '1.4.0' },
        consent$: NEVER,
        store: memoryStore(),
        launch$: NEVER,
        platform: { fetch: obliviousFetch({ relay, keyConfig }) },
      });
    expect(() => startWith('https://telemetry.example.com/relay')).toThrow(
      expect.objectContaining({ option: 'platform.fetch' }),
    );
    expect(() => startWith('https://relay.example.net/relay')).not.toThrow();
  });

  test.each(['http://localhost:8080/', 'http://127.0.0.1/', 'http://[::1]:1/', new URL('https://relay.example')])(
    'relay: %s',
    (url) => {
      expect(obliviousFetch({ relay: url, keyConfig })).toBeTypeOf('function');
    },
  );
});
