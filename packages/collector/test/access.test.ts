import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CollectorAccess, createCollector } from '../src/index.js';
import { metricsRequest, openStore, problemOf, withStore } from './support.js';

const readable = ['/', '/v1/metrics', '/metrics', '/export.csv', '/export.json', '/?days=900', '/export.csv?day=3'];
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
    expect(problem.detail).toMatch(/^Reading is disabled.*option "access"/);
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
  ['a page that may post reads what is open', 'open', '*', '*'],
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

const html = { accept: 'text/html,*/*;q=0.8', 'sec-fetch-mode': 'navigate' };

/** Opens the address with the token, and returns the cookie that the browser gets. */
async function login(get: ReturnType<typeof asking>['get']): Promise<string> {
  const response = await get(`/?token=${encodeURIComponent(token)}`, html);
  expect(response.status).toBe(303);
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

test('the address with the token sets a cookie and leads to the address without it', async () => {
  const { get } = asking({ token });
  for (const [query, location] of [
    ['', './'],
    ['&days=7&os=linux', '?days=7&os=linux'],
  ]) {
    const response = await get(`/?token=${encodeURIComponent(token)}${query}`, html);
    expect([response.status, response.headers.get('location')]).toEqual([303, location]);
    const cookie = response.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^turntally-80=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    for (const value of response.headers.values()) expect(value).not.toContain(token);
  }
});

test('the cookie is for the port, and secure where the reader uses TLS', async () => {
  const { collector } = asking({ token });
  const cookieAt = async (origin: string, headers = {}) => {
    const response = await collector.fetch(new Request(`${origin}/?token=${encodeURIComponent(token)}`, { headers }));
    return response.headers.get('set-cookie') ?? '';
  };
  expect(await cookieAt('http://127.0.0.1:8787')).toMatch(/^turntally-8787=.*SameSite=Strict$/);
  expect(await cookieAt('https://stats.example')).toMatch(/^turntally-443=.*; Secure$/);
  expect(await cookieAt('http://stats.example', { 'x-forwarded-proto': 'https' })).toMatch(
    /^turntally-443=.*; Secure$/,
  );
});

test('with the cookie everything can be read, also by HEAD', async () => {
  const { get } = asking({ token });
  const cookie = await login(get);
  for (const path of readable.slice(0, 4)) {
    expect((await get(path, { cookie })).status, path).toBe(200);
    expect((await get(path, { cookie: `a=b; ${cookie}; c=d` }, 'HEAD')).status, path).toBe(200);
  }
  expect((await asking({ token: 'another' }).get('/', { cookie })).status, 'of another token').toBe(401);
  expect((await get('/', { cookie: `turntally-80=${token}` })).status, 'the token itself').toBe(401);
  expect((await get('/', { cookie: 'turntally-80=' })).status, 'an empty one').toBe(401);
});

test.each(['token=', 'token=wrong', `token=${token.slice(1)}`, 'token=wrong&token=wrong'])(
  'the address with %s is a 401, a page for a browser, and sets nothing',
  async (query) => {
    const { get } = asking({ token });
    const problem = await get(`/?${query}`);
    expect([problem.status, problem.headers.has('set-cookie')]).toEqual([401, false]);
    const page = await get(`/?${query}`, html);
    expect([page.status, page.headers.has('set-cookie')]).toEqual([401, false]);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('Reading needs a token.');
  },
);

test('the token in an address opens nothing but the page, and nothing where there is none', async () => {
  for (const path of ['/v1/metrics', '/metrics', '/export.csv', '/export.json']) {
    expect((await asking({ token }).get(`${path}?token=${encodeURIComponent(token)}`)).status).toBe(401);
  }
  expect((await asking({ basic }).get('/?token=undefined')).status).toBe(401);
  expect((await asking().get('/?token=undefined')).status).toBe(403);
});

test('a page of another site does not read, whatever the access of its visitor', async () => {
  const { get } = asking({ token, basic });
  const cookie = await login(get);
  for (const path of readable.slice(0, 4)) {
    for (const credentials of [{ cookie }, bearer(token), asBasic(basic.user, basic.password)]) {
      expect((await problemOf(await get(path, { ...credentials, 'sec-fetch-site': 'cross-site' }))).status).toBe(403);
      expect((await get(path, { ...credentials, 'sec-fetch-site': 'none' })).status).toBe(200);
    }
  }
  const navigation = await get(`/?token=${encodeURIComponent(token)}`, { ...html, 'sec-fetch-site': 'cross-site' });
  expect([navigation.status, navigation.headers.has('set-cookie')]).toEqual([403, false]);
  const page = await navigation.text();
  expect(page).toContain('<a href="">');
  expect(page).not.toContain(token);
  expect((await asking('open').get('/', { 'sec-fetch-site': 'cross-site' })).status).toBe(200);
});

test('every document has a policy, and no page of another origin can embed it', async () => {
  const { get } = asking({ token });
  const cookie = await login(get);
  for (const response of [
    await get('/', { cookie }),
    await get('/', html),
    await get('/'),
    await get('/export.csv', { cookie }),
    await get('/v1/metrics?days=0', { cookie }),
    await get('/nowhere'),
  ]) {
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; .*frame-ancestors 'none'$/);
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
  }
});

test('reads run one after the other; more than the limit are a 503, and posts do not wait for them', async () => {
  const inner = openStore();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let running = 0;
  let most = 0;
  const store = withStore(inner, {
    async rows(filter) {
      running += 1;
      most = Math.max(most, running);
      await held;
      running -= 1;
      return inner.rows(filter);
    },
  });
  const collector = createCollector({ store, access: 'open', limits: { reads: 3 } });
  const read = () => collector.fetch(new Request('http://collector.test/v1/metrics'));
  const reads = Array.from({ length: 4 }, read);
  expect((await collector.fetch(metricsRequest())).status).toBe(202);
  release();
  const answers = await Promise.all(reads);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 503]);
  expect(answers[3]?.headers.get('retry-after')).toBe('5');
  expect(most).toBe(1);
});

test('a read whose client has left while it waited is not run', async () => {
  const inner = openStore();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let reads = 0;
  const store = withStore(inner, {
    async rows(filter) {
      reads += 1;
      await held;
      return inner.rows(filter);
    },
  });
  const collector = createCollector({ store, access: 'open' });
  const leaving = new AbortController();
  const first = collector.fetch(new Request('http://collector.test/v1/metrics'));
  const second = collector.fetch(new Request('http://collector.test/v1/metrics', { signal: leaving.signal }));
  leaving.abort();
  release();
  expect((await first).status).toBe(200);
  await second;
  expect(reads).toBe(1);
});
