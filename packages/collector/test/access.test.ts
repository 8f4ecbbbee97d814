import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CollectorAccess, createCollector, fromThisMachine } from '../src/index.js';
import { metricsRequest, observeStore, problemOf } from './support.js';

const readable = ['/', '/v1/metrics', '/export.csv', '/export.json', '/?days=900', '/export.csv?day=3'];
const token = 'k7Q-zR.4_x~9+/ab==';
const basic = { user: 'team', password: 'pässwörd: with a colon' };

function asking(access?: CollectorAccess, cors?: string) {
  const store = observeStore();
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

test.each(readable)('nobody reads %s where nothing is configured, and the answer says how to', async (path) => {
  const { get } = asking();
  for (const headers of [{}, bearer(token), asBasic('team', 'x')]) {
    const problem = await problemOf(await get(path, headers));
    expect(problem.status).toBe(403);
    expect(problem.detail).toMatch(/--token or --basic, or TURNTALLY_TOKEN or TURNTALLY_BASIC.*option "access"/);
  }
  expect((await get(path, {}, 'HEAD')).status).toBe(403);
});

test.each<[string, CollectorAccess, string]>([
  ['a token', { token }, 'Bearer realm="turntally"'],
  ['a password', { basic }, 'Basic realm="turntally", charset="UTF-8"'],
  ['either', { token, basic }, 'Basic realm="turntally", charset="UTF-8", Bearer realm="turntally"'],
])('with %s configured, a reader without is asked for it', async (_, access, challenge) => {
  const { get } = asking(access);
  for (const path of readable) {
    const response = await get(path);
    expect(response.headers.get('www-authenticate')).toBe(challenge);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect((await problemOf(response)).status).toBe(401);
  }
});

test('who knows the token or the password reads everything', async () => {
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

test('a password is no token, a token no password, and one is not asked for where only the other is', async () => {
  expect((await asking({ token }).get('/', asBasic('', token))).status).toBe(401);
  expect((await asking({ token }).get('/', asBasic(token, ''))).status).toBe(401);
  expect((await asking({ basic }).get('/', bearer(basic.password))).status).toBe(401);
  expect((await asking({ basic }).get('/', bearer('undefined'))).status).toBe(401);
});

test('should let nobody in who is off by a character, or who sends anything else', async () => {
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

test('posting is open to all, whatever is configured', async () => {
  for (const access of [undefined, { token }, { basic }, () => false] as const) {
    const { collector, get } = asking(access);
    expect((await collector.fetch(metricsRequest())).status).toBe(202);
    expect((await get('/nowhere')).status).toBe(404);
  }
});

test.each<[string, CollectorAccess | undefined, number]>([
  ['where nothing is configured, to nobody', undefined, 403],
  ['where a function decides, to whom it lets through', () => true, 200],
  ['and to nobody else', () => false, 403],
  ['where a token is configured, to all', { token }, 200],
  ['where a password is configured, to all', { basic }, 200],
  ['where all is open, to all', 'open', 200],
])('/healthz answers %s', async (_, access, status) => {
  const { get } = asking(access);
  const [health, sums] = [await get('/healthz'), await get('/')];
  expect(health.status).toBe(status);
  if (status === 403) expect(await health.text()).toBe(await sums.text());
});

test('a function decides about each request; one that throws lets nobody in', async () => {
  const { get } = asking((request) => {
    if (request.headers.has('broken')) throw new Error('no session store');
    return request.headers.get('cookie') === 'session=1';
  });
  expect((await get('/', { cookie: 'session=1' })).status).toBe(200);
  expect((await get('/', { cookie: 'session=2' })).status).toBe(403);
  expect((await get('/', { broken: '1' })).status).toBe(503);
});

test.each<[string, CollectorAccess, string | undefined, string | null]>([
  ['what is open to all is open to any page', 'open', undefined, '*'],
  ['a page that happens to be looked at does not read for whoever has access', () => true, undefined, null],
  ['nor with a token that it guessed', { token }, undefined, null],
  ['pages of a configured origin may', () => true, 'https://team.example', 'https://team.example'],
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
  ['a socket that is gone', false, here, undefined],
  ['an address that only begins like one', false, here, '127.0.0.1.evil.example'],
  ['a name that a page made point here', false, { host: 'rebound.evil.example' }, '127.0.0.1'],
  ['one that looks like it', false, { host: 'localhost.evil.example' }, '127.0.0.1'],
  ['one that ends like it', false, { host: 'notlocalhost' }, '127.0.0.1'],
  ['one with somebody in it', false, { host: 'localhost@evil.example' }, '127.0.0.1'],
  ['no name', false, {}, '127.0.0.1'],
  ['a proxy', false, { ...here, forwarded: 'for=203.0.113.9' }, '127.0.0.1'],
  ['a proxy of the older kind', false, { ...here, 'x-forwarded-for': '127.0.0.1' }, '127.0.0.1'],
  ['a proxy that tells only the protocol', false, { ...here, 'X-Forwarded-Proto': 'https' }, '127.0.0.1'],
  ['a proxy that tells who asks', false, { ...here, 'x-real-ip': '203.0.113.9' }, '127.0.0.1'],
  ['a proxy that tells of itself', false, { ...here, via: '1.1 squid' }, '127.0.0.1'],
  ['a proxy in the cloud', false, { ...here, 'cf-connecting-ip': '203.0.113.9' }, '127.0.0.1'],
])('from this machine? %s: %s', (_, expected, headers, address) => {
  expect(fromThisMachine(new Request('http://localhost/', { headers }), address)).toBe(expected);
});
