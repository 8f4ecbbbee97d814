import { expect, test } from 'vitest';
import { lostSignals } from '../../../../src/signals.js';
import { collectorWith, lastDay, row } from './support.js';

const failed = { signal: 'provider_error', bucket: 'http_429' };
const shown = (html: string): string =>
  html
    .replace(/<style.*?<\/style>/s, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

test('every signal has a panel with its buckets, in words and by name', async () => {
  const { page } = await collectorWith(
    [
      row(),
      row({ ...failed, count: 37 }),
      row({ signal: 'plan', bucket: 'pro', count: 8 }),
      row({ signal: 'gone', bucket: 'x' }),
    ],
    { extraSignals: { plan: ['free', 'pro'] } },
  );
  const text = shown(await page());
  for (const name of ['finish_reason', 'empty_final', 'cache_hit', 'tool_error', 'compaction', 'plan'])
    expect(text).toContain(name);
  expect(text).toContain('Failed requests provider_error');
  expect(text).toMatch(/http_429 too many requests 37 100\.0 % 37\.0 /);
  expect(text).toMatch(/pro 8 100\.0 % 8\.00 /);
  expect(text).not.toContain('gone');
});

test('what clients gave up has a panel with the reasons in words, and no rate', async () => {
  const { page } = await collectorWith(
    [
      row(),
      row({ signal: 'delivery', bucket: 'expired', count: 30 }),
      row({ signal: 'delivery', bucket: 'refused', count: 10 }),
      row({ version: '1.5.0' }),
      row({ version: '1.5.0', signal: 'delivery', bucket: 'refused', count: 900 }),
    ],
    { extraSignals: { ...lostSignals } },
  );
  const text = shown(await page('?version=1.4.0'));
  expect(text).toContain('Counts given up delivery');
  expect(text).toContain('Counts of any signal that clients gave up, and why.');
  expect(text).toMatch(
    /expired not delivered in time 30 75\.0 % refused not accepted, or no longer counted 10 25\.0 %/,
  );
  const html = await page('?version=1.5.0&against=1.4.0');
  const compared = html.slice(
    html.indexOf('id="comparison"'),
    html.indexOf('</table>', html.indexOf('id="comparison"')),
  );
  expect(compared).not.toContain('given up');
  const overview = html.slice(html.indexOf('id="overview"'), html.indexOf('</table>'));
  expect(overview).not.toContain('given up');
});

test('the page loads nothing, runs nothing, and has only its own style', async () => {
  const { get } = await collectorWith([row(), row(failed)]);
  const response = await get('/');
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(
    /^default-src 'none'; style-src 'nonce-[\w-]+'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'$/,
  );
  const html = await response.text();
  expect(html).toContain(`<style nonce="${policy.match(/nonce-([\w-]+)/)?.[1]}">`);
  expect(html).not.toMatch(/<script|<link|<img|style="|src=|https?:|@import|url\((?!#)/);
  expect(html.match(/href="[^"]*"/g)?.filter((href) => !/^href="(#|\?|export\.)/.test(href))).toEqual([]);
});

test('every picture has a name, a description and its numbers in a table', async () => {
  const { page } = await collectorWith([row(), row(failed), row({ ...failed, bucket: 'timeout', count: 3 })]);
  const html = await page();
  const pictures = html.match(/<svg class="chart" role="img" aria-labelledby="[^"]*">/g) ?? [];
  expect(pictures).toHaveLength(4); // turns by release; failed requests by day, as shares and in turns
  for (const picture of pictures) {
    for (const id of picture.match(/labelledby="([^"]*)"/)?.[1]?.split(' ') ?? [])
      expect(html).toMatch(new RegExp(`<(title|desc) id="${id}">[^<]+<`));
  }
  const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(shown(html)).toContain(
    'day http_400 http_401 http_429 http_5xx stream_interrupted timeout other all per 1,000 turns 2026-05-20',
  );
});

test('own signals may have the names of page parts', async () => {
  const names = ['releases', 'comparison', 'definitions'];
  const { page } = await collectorWith(
    [row(), row({ version: '1.5.0' }), ...names.map((signal) => row({ signal, bucket: 'a' }))],
    { extraSignals: Object.fromEntries(names.map((name) => [name, ['a', 'b']])) },
  );
  for (const html of [await page(), await page('?version=1.4.0&against=1.5.0')]) {
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  }
});

test('the view is in the address, and the form and every link keep it', async () => {
  const rows = [row(), row({ version: '1.5.0' }), row({ os: 'ios', count: 7 })];
  const { page, get } = await collectorWith(rows);
  const html = await page('?days=90&os=linux');
  expect(html).toMatch(/<option value="90" selected>/);
  expect(html).toMatch(/<option value="linux" selected>/);
  expect(html).toContain('href="?days=90&amp;version=1.5.0&amp;os=linux"');
  expect(html).toContain('href="export.csv?days=90&amp;os=linux"');
  expect(shown(html)).toMatch(/Turns 2,000 /);
  const sent = await get('/?days=7&version=1.5.0&against=&os=');
  expect([sent.status, sent.headers.get('location')]).toEqual([303, '?days=7&version=1.5.0']);
  expect(shown(await page('?days=45'))).toContain('45 days 7 days');
});

test.each<[string, RegExp]>([
  ['?days=0', /days must be an integer from 1 to 366/],
  ['?days=7&days=8', /days is given twice/],
  ['?os=amiga', /os must be one of linux, macos/],
  ['?version=%3Cscript%3E', /version must be a version such as 1\.4\.0/],
  ['?against=1.4.0', /choose both/],
  ['?version=1.4.0&against=1.4.0', /two different ones/],
  ['?from=2026-02-30', /from must be a day such as 2026-11-28/],
  ['?days=30&to=0000-01-10', /to must be a day such as 2026-11-28, from 2000-01-01 on/],
  ['?to=2026-05-21', /to must not be after 2026-05-20, the last day that is shown/],
  ['?from=2026-05-10&to=2026-05-09', /from must not be after 2026-05-09/],
  ['?from=2026-05-10&days=7', /either days or from/],
  ['?from=2025-01-01', /at most 366 days/],
  ['?split=os&os=linux', /leave out os and against/],
  ['?split=version', /split must be os/],
  ['?by=month', /by must be day or week/],
  ['?signal=turns', /parameters are days, from, to, by, split, version, against, os/],
])('/%s is a page that explains what is allowed, and a problem for files', async (query, right) => {
  const { get } = await collectorWith([row()]);
  const response = await get(`/${query}`);
  expect(response.status).toBe(400);
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  const html = await response.text();
  expect(shown(html)).toMatch(right);
  expect(html).toContain('<form');
  expect(html).not.toContain('<script');
  for (const path of ['/export.csv', '/export.json']) {
    const problem = await get(`${path}${query}`);
    expect([problem.status, (await problem.json()).detail]).toEqual([400, expect.stringMatching(right)]);
  }
});

test('a difference of a rare bucket is not rounded to 0', async () => {
  const compared = ['1.4.0', '1.5.0'].flatMap((version, side) => [
    row({ version, signal: 'finish_reason', bucket: 'stop', count: 1_000_000 }),
    row({ version, signal: 'finish_reason', bucket: 'error', count: side === 0 ? 285 : 245 }),
  ]);
  const { page } = await collectorWith(compared);
  const text = shown(await page('?version=1.4.0&against=1.5.0'));
  expect(text).toMatch(/error an error 0\.0285 285 0\.0245 245 \+0\.0040 \(\+16\.3 %\)/);
});

test('the axis of a picture of counts has no fractions', async () => {
  for (const [count, ticks] of [
    [1, '0 1'],
    [2, '0 1 2'],
    [5000, '0 2,000 4,000 6,000'],
  ] as const) {
    const { page } = await collectorWith([row({ count, reports: 5 })]);
    expect(shown(await page('?version=1.4.0&days=1'))).toContain(`table of days below. ${ticks} 20 May`);
  }
});

test('rows of too few batches are mentioned but not shown, unless minReports is 1', async () => {
  const small = row({ ...failed, count: 4711, reports: 4 });
  const hidden = await collectorWith([row(), small]);
  expect(await hidden.page()).not.toMatch(/4,?711/);
  for (const query of ['', '?version=1.4.0', '?version=9.9.9', '?os=ios', '?os=linux'])
    expect(shown(await hidden.page(query))).toContain('1 row is in no sum, on 1 day.');
  expect(shown(await hidden.page())).toContain('No counts, or too few .');
  expect(shown(await hidden.page())).toContain('fewer than 5 batches');
  expect(shown(await hidden.page())).toContain('Failed requests per 1,000 turns ≈ 0 –');
  expect(await (await hidden.get('/export.csv')).text()).not.toContain('4711');
  expect(await (await hidden.get('/export.json')).json()).toMatchObject({
    omissions: [{ date: lastDay, minReports: 5, withheld: 1, setAside: { failures: 0, count: 0 } }],
    rows: [row()],
  });
  expect(await (await hidden.get('/v1/metrics')).text()).not.toContain('4711');
  expect(await (await hidden.get('/v1/metrics?os=linux&signal=provider_error')).json()).toEqual([]);
  const open = await collectorWith([row(), small], { minReports: 1 });
  expect(shown(await open.page())).toContain('http_429 too many requests 4,711');
  expect(shown(await open.page())).toContain('shows every row');
});

test('a view of a release that is withheld is that of one that does not exist', async () => {
  const { page } = await collectorWith([row(), row({ version: '9.9.9', count: 4711, reports: 4 })]);
  const [withheld, absent] = [await page('?version=9.9.9'), await page('?version=9.9.8')];
  const plain = (html: string) => shown(html).replaceAll('9.9.9', '9.9.8');
  expect(plain(withheld)).toBe(plain(absent));
  expect(shown(withheld)).toContain('Nothing was counted in these days for this release and system, or too few .');
});

test('days that are not over are shown only if minReports is 1', async () => {
  const rows = [row(), row({ date: '2026-05-21', count: 4711 })];
  const hidden = await collectorWith(rows);
  for (const path of [
    '/',
    '/?days=1',
    '/export.csv',
    '/export.json',
    '/v1/metrics',
    '/v1/metrics?days=366',
    '/metrics',
  ]) {
    const text = await (await hidden.get(path)).text();
    expect(text).toContain(path === '/' || path === '/?days=1' ? '1,000' : '1000');
    expect(text).not.toMatch(/4,?711/);
  }
  const open = await collectorWith(rows, { minReports: 1 });
  expect(await open.page()).toContain('4,711');
  expect(await (await open.get('/v1/metrics?days=1')).json()).toMatchObject([{ count: 4711 }]);
});

test('of many releases the largest are drawn, and all can be chosen, newest first', async () => {
  const versions = Array.from({ length: 200 }, (_, n) => `1.${Math.floor(n / 10)}.${n % 10}`);
  const { page } = await collectorWith(
    versions.map((version, n) => row({ version, count: 1000 + (n === 42 ? 5000 : n) })),
  );
  const html = await page();
  const offered = html.match(/<select name="version">.*?<\/select>/s)?.[0] ?? '';
  const all = [...offered.matchAll(/value="([\d.]+)"/g)].map(([, version]) => version);
  expect(all[0]).toBe('1.4.2'); // has the most turns
  expect(new Set(all)).toEqual(new Set(versions));
  expect(all.slice(6)).toEqual(versions.toReversed().filter((version) => !all.slice(0, 6).includes(version)));
  expect(shown(html)).toContain('193 other releases');
});

test('an empty database and an empty view say that nothing was counted', async () => {
  const { page } = await collectorWith([]);
  expect(shown(await page())).toContain('Nothing was counted in these days.');
  expect(shown(await page('?version=1.4.0'))).toContain('Nothing was counted in these days for this release');
});
