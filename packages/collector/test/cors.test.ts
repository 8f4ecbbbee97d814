import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCollector } from '../src/index.js';
import { metricsRequest, openStore, post, withStore } from './support.js';

const origin = 'app://agent';

function preflight(from: string, requestedHeaders = 'content-type,idempotency-key,turntally-sealed'): Request {
  const headers = {
    origin: from,
    'access-control-request-method': 'POST',
    ...(requestedHeaders !== '' && { 'access-control-request-headers': requestedHeaders }),
  };
  return new Request('http://collector.test/v1/metrics', { method: 'OPTIONS', headers });
}

const packaged = ['null', 'file://', 'app://agent', 'tauri://localhost', 'chrome-extension://abc'];
const loopback = ['http://localhost:5173', 'https://app.localhost', 'http://127.0.0.1', 'http://[::1]:1'];

test.each([...packaged, ...loopback])('by default a page of origin %s may post, without credentials', async (from) => {
  const collector = createCollector({ store: openStore() });
  const { status, headers } = await collector.fetch(preflight(from));
  expect(status).toBe(204);
  expect(headers.get('access-control-allow-origin')).toBe(from);
  expect(headers.get('access-control-allow-methods')?.split(',')).toContain('POST');
  expect(headers.get('access-control-allow-headers')).toBe('content-type,idempotency-key,turntally-sealed');
  expect(Number(headers.get('access-control-max-age'))).toBeGreaterThan(0);
  expect(headers.has('access-control-allow-credentials')).toBe(false);
});

test.each([
  'https://chat.example',
  'http://localhost.evil.example',
  'https://notlocalhost',
  'http://127.0.0.1.evil.example',
  'HTTPS://chat.example',
  'http://localhost@evil.example',
])('by default a page of origin %s may not post; with "*" it may', async (from) => {
  const allowed = async (cors?: string) => {
    const collector = createCollector({ store: openStore(), ...(cors && { cors }) });
    return (await collector.fetch(preflight(from))).headers.get('access-control-allow-origin');
  };
  expect(await allowed()).toBe(null);
  expect(await allowed('*')).toBe('*');
});

const tracing = 'baggage, content-type, idempotency-key, sentry-trace, traceparent, x-datadog-trace-id';

test.each<[string, string, string]>([
  ['the headers that tracing libraries add', tracing, tracing.replaceAll(' ', '')],
  ['the headers of this API if none are requested', '', 'content-type,idempotency-key,turntally-sealed'],
  ['no malformed names', 'content-type,a b,"x",,x:y,x-trace', 'content-type,x-trace'],
  ['the headers of this API if all names are malformed', 'a b', 'content-type,idempotency-key,turntally-sealed'],
])('a preflight allows %s', async (_, requested, allowed) => {
  const collector = createCollector({ store: openStore() });
  const { status, headers } = await collector.fetch(preflight(origin, requested));
  expect(status).toBe(204);
  expect(headers.get('access-control-allow-headers')?.toLowerCase()).toBe(allowed);
  expect(headers.get('vary')).toContain('Access-Control-Request-Headers');
  expect(headers.has('access-control-allow-credentials')).toBe(false);
});

test('a preflight allows every list of header names', async () => {
  const collector = createCollector({ store: openStore() });
  const name = fc.stringMatching(/^[a-z0-9!#$%&'*+.^_`|~-]{1,20}$/);
  await fc.assert(
    fc.asyncProperty(fc.array(name, { minLength: 1, maxLength: 20 }), async (names) => {
      const { headers } = await collector.fetch(preflight(origin, names.join(', ')));
      expect(headers.get('access-control-allow-headers')).toBe(names.join(','));
    }),
  );
});

test('pages of other origins can read every answer, including Retry-After', async () => {
  const store = openStore();
  const down = async () => {
    throw new Error('down');
  };
  const collector = createCollector({ store, access: 'open', limits: { postsPerMinute: 1 }, clientAddress: () => 'a' });
  const broken = createCollector({
    store: withStore(store, { find: down, settle: down, rows: down, sums: down }),
    access: 'open',
  });
  const get = (path: string, method = 'GET') =>
    new Request(`http://collector.test${path}`, { method, headers: { origin } });
  const answers = {
    202: await post(collector, { headers: { origin } }),
    429: await post(collector, { headers: { origin } }),
    503: await post(broken, { headers: { origin } }),
    413: await post(createCollector({ store }), { body: ' '.repeat(40_000), headers: { origin } }),
    415: await post(createCollector({ store }), { headers: { origin, 'content-type': 'text/plain' } }),
    400: await post(createCollector({ store }), { body: '{}', headers: { origin } }),
    405: await collector.fetch(get('/v1/metrics', 'DELETE')),
    404: await collector.fetch(get('/nowhere')),
    200: await collector.fetch(get('/v1/metrics')),
  };
  for (const [status, response] of Object.entries(answers)) {
    expect(response.status).toBe(Number(status));
    expect(response.headers.get('access-control-allow-origin'), status).toBe(origin);
    expect(response.headers.get('access-control-expose-headers'), status).toBe('Retry-After');
    expect(response.headers.get('cache-control'), status).toBe('no-store');
  }
  expect((await broken.fetch(get('/'))).headers.get('access-control-allow-origin')).toBe(origin);
});

test.each<[string | readonly string[]]>([[origin], [[origin, 'https://chat.example']]])(
  'only pages of %j may post and read if so configured',
  async (cors) => {
    const collector = createCollector({ store: openStore(), cors });
    const allowed = await collector.fetch(preflight(origin));
    expect(allowed.headers.get('access-control-allow-origin')).toBe(origin);
    expect(allowed.headers.get('vary')).toContain('Origin');
    expect((await collector.fetch(preflight('https://evil.example'))).headers.has('access-control-allow-origin')).toBe(
      false,
    );
    const posted = await collector.fetch(metricsRequest({ headers: { origin } }));
    expect([posted.status, posted.headers.get('access-control-allow-origin'), posted.headers.get('vary')]).toEqual([
      202,
      origin,
      'Origin',
    ]);
  },
);
