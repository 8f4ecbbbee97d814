import { expect, test } from 'vitest';
import { collectorWithCounts, startCollector, temporaryFolder, token } from './support/collector.js';
import { startNginx } from './support/nginx.js';
import { send } from './support/posts.js';
import { readPaths } from './support/reads.js';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'] as const;

/** Headers with which something without the credential may try to look like a reader. */
const disguises: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  nothing: {},
  'localhost as host': { host: 'localhost' },
  'a same-origin fetch': { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
  'a typed address': { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
  'a forged address': { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1', forwarded: 'for=127.0.0.1' },
  'an empty token': { authorization: 'Bearer ' },
  'another token': { authorization: 'Bearer undefined' },
  'an empty login': { authorization: `Basic ${btoa(':')}` },
  'a cookie of another name': { cookie: `token=${token}; turntally=1` },
  'another method': { 'x-http-method-override': 'GET' },
  'a conditional read': { 'if-none-match': '*', range: 'bytes=0-100' },
};

/** A collector with counts, and an nginx before it. */
async function behindNginx(withToken: boolean) {
  const collector = await collectorWithCounts(withToken);
  return { collector, url: await startNginx(collector.url) };
}

/** Requests whose answers show, or may show, a number of the database. */
async function readsWithoutCredential(url: string): Promise<readonly string[]> {
  const open: string[] = [];
  const paths = readPaths.flatMap((path) => [
    path,
    `${path}?days=2`,
    `//..${path}`,
    `${path}?token=`,
    `${path}?token=x`,
  ]);
  for (const [disguise, headers] of Object.entries(disguises)) {
    for (const path of paths) {
      for (const method of methods) {
        const { status, body } = await send(url + path, { method, headers });
        const isRefused = status >= 400 || (method === 'OPTIONS' && status === 204);
        if (!isRefused || /4,?321|21,?605/.test(body)) open.push(`${method} ${path} with ${disguise}: ${status}`);
        if (method === 'GET' && !path.includes('..') && status !== 401 && status !== 403)
          open.push(`${path}: ${status}`);
      }
    }
  }
  return open;
}

test.each([
  ['a configured token', true],
  ['no configured credential', false],
])('behind nginx, with %s, nothing can be read without the credential', async (_, withToken) => {
  const { url } = await behindNginx(withToken);
  expect(await readsWithoutCredential(url)).toEqual([]);
});

test('without nginx, also under another host name, nothing can be read without the credential', async () => {
  const collector = await collectorWithCounts(false);
  expect(await readsWithoutCredential(collector.url)).toEqual([]);
  const { status } = await send(collector.url, { headers: { host: `evil.example:${collector.port}` } });
  expect(status).toBe(401);
});

test('the token of the printed address becomes a cookie that reads, and no other site can use it', async () => {
  const { collector, url } = await behindNginx(false);
  const printed = /(http:\/\/\S+\?token=\S+)/.exec(collector.output())?.[1] ?? '';
  const { pathname, search } = new URL(printed);
  const entered = await send(url + pathname + search);
  expect(entered.status).toBe(303);
  expect(entered.headers.location).not.toContain('token');
  const [setCookie = ''] = entered.headers['set-cookie'] ?? [];
  expect(setCookie).toMatch(/HttpOnly/i);
  expect(setCookie).toMatch(/SameSite=Strict/i);
  const [cookie = ''] = setCookie.split(';');
  for (const path of readPaths) {
    const own = { cookie, 'sec-fetch-site': 'same-origin' };
    expect((await send(url + path, { headers: own })).status).toBe(200);
    expect((await send(url + path, { headers: { cookie } })).body).not.toContain(search.slice(search.indexOf('=') + 1));
    const foreign = { cookie, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
    const answer = await send(url + path, { headers: foreign });
    expect([path, answer.status]).toEqual([path, 403]);
    expect(answer.body).not.toMatch(/4,?321|21,?605/);
  }
  expect((await send(url, { headers: { cookie: `${cookie}x` } })).status).toBe(401);
});

test('each start has another token, and a configured one is not printed', async () => {
  const db = `${await temporaryFolder()}/turntally.db`;
  const tokens: string[] = [];
  for (let start = 0; start < 2; start++) {
    const collector = await startCollector({ db, withToken: false });
    tokens.push(/token=(\S+)/.exec(collector.output())?.[1] ?? '');
    await collector.stop();
  }
  expect(tokens[0]).toMatch(/^[\w-]{22,}$/);
  expect(tokens[1]).not.toBe(tokens[0]);
  const configured = await startCollector({ db });
  expect(configured.output()).not.toContain(token);
});
