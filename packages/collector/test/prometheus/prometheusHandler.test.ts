import { expect, test, vi } from 'vitest';
import { type CollectorStore, createCollector } from '../../src/index.js';
import { databaseFile, day, noon, openStore, payload, post, problemOf, turns, withStore } from '../support.js';

const hour = 3_600_000;

/** A collector over a store whose reads of totals are counted. */
function scraped(path: string, over: Partial<CollectorStore> = {}) {
  const inner = openStore(path);
  const totals = vi.fn(inner.totals);
  const clock = { now: noon };
  const collector = createCollector({
    store: withStore(inner, { totals, ...over }),
    now: () => clock.now,
    access: 'open',
  });
  const get = (query = '') => collector.fetch(new Request(`http://collector.test/metrics${query}`));
  const turnsOf = async (version: string) =>
    new RegExp(
      `^turntally_events_total\\{version="${version}",os="linux",signal="turns",bucket="total"\\} (\\d+)$`,
      'm',
    ).exec(await (await get()).text())?.[1];
  const postFive = async (version: string) => {
    for (let n = 0; n < 5; n++) await post(collector, { body: payload({ version, counters: [turns] }) });
  };
  return { collector, clock, totals, get, turnsOf, postFive };
}

test('the text is made once a day, and once more when the first hour is over', async () => {
  const { clock, totals, turnsOf, postFive } = scraped(databaseFile());
  await postFive('1.4.0');
  for (let minute = 0; minute < 3; minute++) expect(await turnsOf('1.4.0')).toBeUndefined();
  expect(totals).toHaveBeenCalledTimes(1);
  clock.now = noon + day / 2;
  for (let minute = 0; minute < 3; minute++) expect(await turnsOf('1.4.0')).toBe('0');
  expect(totals).toHaveBeenCalledTimes(2);
  clock.now += hour;
  for (let minute = 0; minute < 3; minute++) expect(await turnsOf('1.4.0')).toBe('60');
  expect(totals).toHaveBeenCalledTimes(3);
});

test('a day that another process publishes later is shown', async () => {
  const path = databaseFile();
  const one = scraped(path, { publish: async () => {} }); // as if the other were faster
  const other = scraped(path);
  await one.postFive('1.4.0');
  one.clock.now = other.clock.now = noon + day;
  expect(await one.turnsOf('1.4.0')).toBeUndefined();
  await other.collector.maintain();
  expect(await one.turnsOf('1.4.0')).toBe('60');
});

test('HEAD works, other methods and parameters do not', async () => {
  const { collector, get } = scraped(databaseFile());
  const send = (method: string) => collector.fetch(new Request('http://collector.test/metrics', { method }));
  const head = await send('HEAD');
  expect([head.status, await head.text()]).toEqual([200, '']);
  expect((await problemOf(await send('POST'))).detail).toBe('The allowed methods are GET, HEAD, OPTIONS.');
  expect((await problemOf(await get('?days=7'))).detail).toMatch(/^This address takes no parameters/);
});
