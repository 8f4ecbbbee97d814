import { expect, test } from 'vitest';
import { dayMs, noon, type RunningCollector, startCollector } from './support/collector.js';
import { type Batch, batch, post, postAll } from './support/posts.js';
import { csvRows, numbersIn, type Row, read, rowsOf } from './support/reads.js';

const midnight = Date.UTC(2026, 4, 21);
const minReports = 5;

/** Batches that differ from each other in every count. */
const victimsBatches = (howMany: number): readonly Batch[] =>
  Array.from({ length: howMany }, (_, n) =>
    batch({ 'turns/total': 100 + 7 * n, 'finish_reason/stop': 50 + 3 * n, 'provider_error/http_429': 1 + n }),
  );

const others = (howMany: number): readonly Batch[] =>
  Array.from({ length: howMany }, () =>
    batch({ 'turns/total': 20, 'finish_reason/stop': 18, 'provider_error/http_429': 2 }),
  );

interface View {
  readonly page: string;
  readonly rows: readonly Row[];
}

/** All that a reader sees at one time; the page without its nonce. */
async function look(url: string): Promise<View> {
  const [page, api, csv, json] = [
    await read(url, '/?days=366'),
    await rowsOf(url),
    await csvRows(url),
    await read(url, '/export.json?days=366'),
  ];
  return { page: page.replace(/nonce="[^"]*"/g, ''), rows: [...api, ...csv, ...JSON.parse(json).rows] };
}

/** Whether the difference of two views is exactly the counts of a batch, as rows or as numbers of the page. */
function isRecovered({ counts }: Batch, before: View, after: View): boolean {
  const sumOf = ({ rows }: View, token: string): number =>
    rows.reduce((sum, row) => sum + (`${row.signal}/${row.bucket}` === token ? row.count : 0), 0);
  const byRows = Object.entries(counts).every(
    ([token, count]) => sumOf(after, token) - sumOf(before, token) === 3 * count,
  );
  const [earlier, later] = [numbersIn(before.page), numbersIn(after.page)];
  const byPage = Object.values(counts).every((count) => [...later].some((number) => earlier.has(number - count)));
  return byRows || (before.page !== after.page && byPage);
}

/** Posts the batches one by one, with a look at everything after each. Returns those that the looks reveal. */
async function poll(collector: RunningCollector, batches: readonly Batch[], clock?: (n: number) => number) {
  const recovered: string[] = [];
  let before = await look(collector.url);
  for (const [n, one] of batches.entries()) {
    if (clock) await collector.setClock(clock(n));
    expect((await post(collector.url, one, `127.0.2.${1 + n}`)).status).toBe(202);
    const after = await look(collector.url);
    if (isRecovered(one, before, after)) recovered.push(one.id);
    before = after;
  }
  return recovered;
}

test('a reader who polls after each of 40 batches recovers none', async () => {
  const collector = await startCollector();
  await postAll(collector.url, others(minReports));
  expect(await poll(collector, victimsBatches(40))).toEqual([]);
  await collector.setClock(midnight + 1000);
  const turns = (await rowsOf(collector.url)).filter(({ signal }) => signal === 'turns');
  expect(turns).toMatchObject([{ date: '2026-05-20', count: 40 * 100 + 7 * 780 + 100, reports: 45 }]);
});

test('a reader who polls across midnight recovers none, also across a restart', async () => {
  const collector = await startCollector({ at: midnight - 20_000 });
  await postAll(collector.url, others(minReports));
  const batches = victimsBatches(40);
  const clock = (n: number): number => midnight + (n - 20) * 1000;
  const recovered = await poll(collector, batches.slice(0, 20), clock);
  await collector.stop();
  const restarted = await startCollector({ db: collector.db, at: midnight });
  recovered.push(...(await poll(restarted, batches.slice(20), (n) => clock(n + 20))));
  expect(recovered).toEqual([]);
});

test('a reader who lifts a row next to the victim\u2019s by one post does not recover the victim\u2019s row', async () => {
  const collector = await startCollector();
  const victim = batch({ 'turns/total': 137 });
  const neighbours = Array.from({ length: minReports - 1 }, () => batch({ 'turns/total': 20 }, { os: 'macos' }));
  await postAll(collector.url, [victim, ...neighbours]);
  const turnsIn = async (): Promise<readonly number[]> =>
    (await rowsOf(collector.url)).filter(({ signal }) => signal === 'turns').map(({ count }) => count);
  const looks = [await turnsIn()];
  const own = batch({ 'turns/total': 1 }, { os: 'macos' });
  expect((await post(collector.url, own, '127.0.3.1')).status).toBe(202);
  looks.push(await turnsIn());
  await collector.setClock(midnight + 1000);
  looks.push(await turnsIn());
  await collector.setClock(midnight + dayMs + 1000);
  looks.push(await turnsIn());
  const numbers = [0, ...looks.flat()];
  const differences = numbers.flatMap((one) => numbers.flatMap((other) => [one - other, one - other + 1]));
  expect(differences).not.toContain(137);
  expect(looks.at(-1)).toEqual([81]); // the neighbours and the reader; the victim's row is gone
});

test('the limit of minReports: a reader who posts as four devices into the victim\u2019s row can subtract them', async () => {
  const collector = await startCollector();
  const version = '1.4.1';
  await post(collector.url, batch({ 'turns/total': 137 }, { version }), '127.0.4.1');
  for (let n = 0; n < minReports - 1; n++) {
    await post(collector.url, batch({ 'turns/total': 1 }, { version }), `127.0.4.${2 + n}`);
    expect(await rowsOf(collector.url)).toEqual([]);
  }
  await collector.setClock(midnight + 1000);
  expect(await rowsOf(collector.url)).toMatchObject([{ count: 137 + minReports - 1, reports: minReports }]);
});

test('a day is published once: late posts, and a clock that jumps back, change nothing that was shown', async () => {
  const collector = await startCollector({ at: noon });
  await postAll(collector.url, others(minReports));
  await collector.setClock(midnight + 1000);
  const shown = await rowsOf(collector.url);
  expect(shown).toHaveLength(3);
  await collector.setClock(noon);
  await postAll(collector.url, victimsBatches(1));
  for (const at of [noon, midnight + 2000, midnight + 3000]) {
    await collector.setClock(at);
    const rows = await rowsOf(collector.url);
    if (rows.length > 0) expect(rows).toEqual(shown);
  }
});
