import { expect, test } from 'vitest';
import { createCollector } from '../src/index.js';
import { day, noon, openStore, payload, post, problemOf } from './support.js';

async function filled() {
  const clock = { now: noon - 40 * day };
  const collector = createCollector({
    store: openStore(),
    now: () => clock.now,
    extraSignals: { plan: ['free', 'pro'] },
    access: 'open',
    minReports: 1,
  });
  const count = (signal: string, bucket: string, count: number, over: object = {}) =>
    post(collector, { body: payload({ counters: [{ signal, bucket, count }], ...over }) });
  await count('turns', 'total', 1);
  clock.now = noon - 29 * day;
  await count('turns', 'total', 2);
  clock.now = noon;
  await count('turns', 'total', 40);
  await count('turns', 'total', 4, { version: '2.0.0' });
  await count('turns', 'total', 5, { os: 'ios' });
  await count('cache_hit', '0_50', 6);
  await count('plan', 'pro', 7);
  const get = (path: string) => collector.fetch(new Request(`http://collector.test${path}`));
  const counts = async (query: string) => {
    const rows: { count: number }[] = await (await get(`/v1/metrics${query}`)).json();
    return rows.map((row) => row.count);
  };
  return { get, counts, clock };
}

test.each([
  ['', [2, 6, 7, 40, 5, 4]],
  ['?days=30', [2, 6, 7, 40, 5, 4]],
  ['?days=29', [6, 7, 40, 5, 4]],
  ['?days=1', [6, 7, 40, 5, 4]],
  ['?days=41', [1, 2, 6, 7, 40, 5, 4]],
  ['?days=366&signal=turns', [1, 2, 40, 5, 4]],
  ['?days=1&version=2.0.0', [4]],
  ['?days=1&os=ios', [5]],
  ['?days=1&signal=turns&os=linux&version=1.4.0', [40]],
  ['?days=1&version=3.0.0', []],
  ['?days=&version=2.0.0&os=', [4]],
])('GET /v1/metrics%s', async (query, expected) => {
  const { counts } = await filled();
  expect((await counts(query)).toSorted()).toEqual(expected.toSorted());
});

test('a row has every stored column', async () => {
  const { get } = await filled();
  expect(await (await get('/v1/metrics?days=1&signal=plan')).json()).toEqual([
    { date: '2026-05-20', version: '1.4.0', os: 'linux', signal: 'plan', bucket: 'pro', count: 7, reports: 1 },
  ]);
});

test.each<[string, RegExp]>([
  ['days=0', /days must be an integer from 1 to 366/],
  ['days=367', /days must/],
  ['days=-1', /days must/],
  ['days=1.5', /days must/],
  ['days=1e2', /days must/],
  ['day=3', /parameters are days, from, to, version, os, signal\.$/],
  ['against=1.4.0', /parameters are/],
  ['os=ios&os=linux', /os is given twice/],
  ['os=beos', /os must be one of linux, macos/],
  ['signal=toString', /signal must be one of finish_reason,.*plan/],
  [`version=${encodeURIComponent("' OR 1=1 --")}`, /version must be a version such as 1\.4\.0/],
])('GET /v1/metrics?%s is a 400 problem that explains what is allowed', async (query, right) => {
  const { get } = await filled();
  const { status, detail } = await problemOf(await get(`/v1/metrics?${query}`));
  expect(status).toBe(400);
  expect(detail).toMatch(right);
});

test('the day is the UTC day of the clock', async () => {
  const { counts, clock } = await filled();
  clock.now = Date.UTC(2026, 4, 20, 23, 59, 59, 999);
  expect(await counts('?days=1')).toHaveLength(5);
  clock.now += 1;
  expect(await counts('?days=1')).toEqual([]);
});

test('/healthz is 200 while the database works', async () => {
  const { get } = await filled();
  expect((await get('/healthz')).status).toBe(200);
});

test('HEAD is GET without a body', async () => {
  const collector = createCollector({ store: openStore(), access: 'open' });
  const response = await collector.fetch(new Request('http://collector.test/v1/metrics', { method: 'HEAD' }));
  expect([response.status, await response.text()]).toEqual([200, '']);
});
