import { expect, test } from 'vitest';
import { dayMs, noon, startCollector } from './support/collector.js';
import { batch, post } from './support/posts.js';
import { rowsOf } from './support/reads.js';

const statusOf = async (...args: Parameters<typeof post>): Promise<number> => (await post(...args)).status;

test('a clock that jumps ahead 400 days and back forgets no id: no batch counts twice', async () => {
  const collector = await startCollector({ args: ['--min-reports', '1'] });
  const batches = Array.from({ length: 10 }, (_, n) => batch({ 'turns/total': 1 + n }));
  const turns = async (): Promise<number> => (await rowsOf(collector.url)).reduce((sum, { count }) => sum + count, 0);
  for (const one of batches) expect(await statusOf(collector.url, one)).toBe(202);
  expect(await turns()).toBe(55);
  await collector.setClock(noon + 400 * dayMs);
  expect(await statusOf(collector.url, batch({ 'turns/total': 1000 }), '127.0.5.1')).toBe(202);
  for (const one of batches) expect(await statusOf(collector.url, one, '127.0.5.2')).toBe(202);
  await collector.setClock(noon + 3_600_000);
  for (const one of batches) expect(await statusOf(collector.url, one, '127.0.5.3')).toBe(202);
  await collector.setClock(noon + 2 * dayMs);
  // What is counted while the clock is wrong may be on a wrong day. No read shows both days at once.
  const before = await turns();
  await collector.setClock(noon + 402 * dayMs);
  expect(before + (await turns())).toBe(1055);
});

test('a clock that jumps at every start forgets no id', async () => {
  const first = batch({ 'turns/total': 5 });
  let { db, stop, url } = await startCollector({ args: ['--min-reports', '1'] });
  expect(await statusOf(url, first)).toBe(202);
  for (const at of [noon + 400 * dayMs, noon - 400 * dayMs, noon + 800 * dayMs, noon]) {
    await stop();
    ({ db, stop, url } = await startCollector({ db, at, args: ['--min-reports', '1'] }));
    expect(await statusOf(url, first)).toBe(202);
    expect(await statusOf(url, batch({ 'cache_hit/0_50': 1 }))).toBe(202);
  }
  const turns = (await rowsOf(url, 'days=366&signal=turns')).map(({ count }) => count);
  expect(turns).toEqual([5]);
});
