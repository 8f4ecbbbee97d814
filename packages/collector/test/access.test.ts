import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CollectorAccess, createCollector, fromThisMachine } from '../src/index.js';
import { metricsRequest, openStore, problemOf } from './support.js';

const readable = ['/', '/v1/metrics', '/export.csv', '/export.json', '/?days=900', '/export.csv?day=3'];
const token = 'k7Q-zR.4_x~9+/ab==';
const basic = { user: 'team', password: 'pässwörd: with a colon' };

function asking(access?: CollectorAccess, cors?: string) {
  const store = openStore();
  const collector = createCollector({ store, ...(access && { access }), ...(cors && { cors }) });
  return {
    collector,
    get: (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
      collector.fetch(new Request(`http://collector.test${path}`, { method, headers })),
  };
}

const bearer = (value: string) => ({ authorization: `Bearer ${value}` });
const asBasic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

test.each(readable)('without access %s is a 403 that explains how to configure it', async (path) => {
  const { get } = asking();
  for (const headers of [{}, bearer(token), asBasic('team', 'x')]) {
    const problem = await problemOf(await get(path, headers));
    expect(problem.status).toBe(403);
    expect(problem.detail).toMatch(
      /^Reading is disabled.*--token or --basic \(TURNTALLY_TOKEN, TURNTALLY_BASIC\).*option "access"/,
    );
  }
  expect((await get(path, {}, 'HEAD')).status).toBe(403);
});

test.each<[string, CollectorAccess, string]>([
  ['a token', { token }, 'Bearer realm="turntally"'],
  ['a password', { basic }, 'Basic realm="turntally", charset="UTF-8"'],
  ['either', { token, basic }, 'Basic realm="turntally", charset="UTF-8", Bearer realm="turntally"'],
])('with %s configured, a request without credentials is a 401 with a challenge', async (_, access, challenge) => {
  const { get } = asking(access);
  for (const path of readable) {
    const response = await get(path);
    expect(response.headers.get('www-authenticate')).toBe(challenge);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect((await problemOf(response)).status).toBe(401);
  }
});

test('with the token or the password everything can be read', async () => {
  const { get } = asking({ token, basic });
  const known = [
    bearer(token),
    { authorization: `bearer  ${token}` },
    asBasic(basic.user, basic.password),
    { authorization: asBasic(basic.user, basic.password).authorization.replace('Basic', 'BASIC') },
  ];
  for (const headers of known) {
    for (const path of readable.slice(0, 4)) expect((await get(path, headers)).status).toBe(200);
  }
});

test('a password is not accepted as the token, nor the token as a password', async () => {
  expect((await asking({ token }).get('/', asBasic('', token))).status).toBe(401);
  expect((await asking({ token }).get('/', asBasic(token, ''))).status).toBe(401);
  expect((await asking({ basic }).get('/', bearer(basic.password))).status).toBe(401);
  expect((await asking({ basic }).get('/', bearer('undefined'))).status).toBe(401);
});

test('should reject every other Authorization header, also if one character differs', async () => {
  const { get } = asking({ token, basic });
  const near = (secret: string) =>
    fc.oneof(
      fc.nat(secret.length - 1).map((n) => secret.slice(0, n)),
      fc
        .tuple(fc.nat(secret.length), fc.constantFrom('x', ' ', '\0', '='))
        .map(([n, c]) => secret.slice(0, n) + c + secret.slice(n)),
      fc.constantFrom(secret.toUpperCase(), secret.toLowerCase(), secret.repeat(2)).filter((other) => other !== secret),
    );
  const header = fc.oneof(
    near(token)
      .filter((other) => other.trim() !== token)
      .map((other) => `Bearer ${other}`),
    fc
      .tuple(near(basic.user), fc.constant(basic.password))
      .map(([user, password]) => asBasic(user, password).authorization),
    fc
      .tuple(fc.constant(basic.user), near(basic.password))
      .map(([user, password]) => asBasic(user, password).authorization),
    fc.constantFrom(
      '',
      'Bearer',
      'Basic',
      'Basic :',
      'Basic !!!',
      `Digest ${token}`,
      token,
      'Bearer undefined',
      'Bearer ',
    ),
    fc.string({ unit: 'binary-ascii' }),
  );
  await fc.assert(
    fc.asyncProperty(
      header.filter((value) => /^[\t\x20-\x7e]*$/.test(value)),
      async (authorization) => {
        expect((await get('/v1/metrics', { authorization })).status).toBe(401);
      },
    ),
    { numRuns: 300 },
  );
});

test('posting is open with every access', async () => {
  for (const access of [undefined, { token }, { basic }, () => false] as const) {
    const { collector, get } = asking(access);
    expect((await collector.fetch(metricsRequest())).status).toBe(202);
    expect((await get('/nowhere')).status).toBe(404);
  }
});

test.each<[string, CollectorAccess | undefined, number]>([
  ['403 without access', undefined, 403],
  ['200 if the function returns true', () => true, 200],
  ['403 if the function returns false', () => false, 403],
  ['200 with a token configured', { token }, 200],
  ['200 with a password configured', { basic }, 200],
  ['200 if reading is open', 'open', 200],
])('/healthz answers %s', async (_, access, status) => {
  const { get } = asking(access);
  const [health, sums] = [await get('/healthz'), await get('/')];
  expect(health.status).toBe(status);
  if (status === 403) expect(await health.text()).toBe(await sums.text());
});

test('a function decides about each request; if it throws, the request is rejected', async () => {
  const { get } = asking((request) => {
    if (request.headers.has('broken')) throw new Error('no session store');
    return request.headers.get('cookie') === 'session=1';
  });
  expect((await get('/', { cookie: 'session=1' })).status).toBe(200);
  expect((await get('/', { cookie: 'session=2' })).status).toBe(403);
  expect((await get('/', { broken: '1' })).status).toBe(503);
});

test.each<[string, CollectorAccess, string | undefined, string | null]>([
  ['any page reads what is open', 'open', undefined, '*'],
  ['another page does not read with the access of its visitor', () => true, undefined, null],
  ['another page does not read with a token', { token }, undefined, null],
  ['pages of a configured origin read', () => true, 'https://team.example', 'https://team.example'],
])('%s', async (_, access, cors, allowed) => {
  const { get } = asking(access, cors);
  for (const path of ['/', '/v1/metrics', '/export.json']) {
    const response = await get(path, { origin: 'https://team.example', ...bearer(token) });
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe(allowed);
  }
});

const here = { host: 'localhost:8787' };

test.each<[string, boolean, Record<string, string>, string | undefined]>([
  ['a browser on this machine', true, here, '127.0.0.1'],
  ['over IPv6', true, { host: '[::1]:8787' }, '::1'],
  ['over IPv4 in IPv6', true, { host: '127.0.0.1' }, '::ffff:127.0.0.1'],
  ['under a name of localhost', true, { host: 'stats.localhost:1' }, '127.8.9.1'],
  ['another machine', false, here, '192.168.1.7'],
  ['another machine over IPv6', false, here, '::ffff:10.0.0.1'],
  ['a closed socket', false, here, undefined],
  ['an address that only starts like loopback', false, here, '127.0.0.1.evil.example'],
  ['a name of a page that resolves to loopback', false, { host: 'rebound.evil.example' }, '127.0.0.1'],
  ['a name that starts with localhost', false, { host: 'localhost.evil.example' }, '127.0.0.1'],
  ['a name that ends with localhost', false, { host: 'notlocalhost' }, '127.0.0.1'],
  ['a name with user information', false, { host: 'localhost@evil.example' }, '127.0.0.1'],
  ['no Host header', false, {}, '127.0.0.1'],
  ['a proxy', false, { ...here, forwarded: 'for=203.0.113.9' }, '127.0.0.1'],
  ['a proxy of the older kind', false, { ...here, 'x-forwarded-for': '127.0.0.1' }, '127.0.0.1'],
  ['a proxy that forwards only the protocol', false, { ...here, 'X-Forwarded-Proto': 'https' }, '127.0.0.1'],
  ['a proxy that forwards the address', false, { ...here, 'x-real-ip': '203.0.113.9' }, '127.0.0.1'],
  ['a proxy that adds Via', false, { ...here, via: '1.1 squid' }, '127.0.0.1'],
  ['a proxy in the cloud', false, { ...here, 'cf-connecting-ip': '203.0.113.9' }, '127.0.0.1'],
])('from this machine? %s: %s', (_, expected, headers, address) => {
  expect(fromThisMachine(new Request('http://localhost/', { headers }), address)).toBe(expected);
});
