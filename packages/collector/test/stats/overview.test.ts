import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byWeek } from '../../src/stats/byWeek.js';
import { evenly } from '../../src/stats/format.js';
import { statsOf } from '../../src/stats/model.js';
import { daysBefore, daysBetween } from '../../src/utcDays.js';
import { collectorWith, lastDay, row } from './support.js';

const failed = { signal: 'provider_error', bucket: 'timeout' };
const shown = (html: string): string =>
  html
    .replace(/<style.*?<\/style>/s, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

test('the overview has each signal of these days and of as many days before', async () => {
  const before = { date: daysBefore(lastDay, 7) };
  const { page } = await collectorWith([
    row({ count: 2000 }),
    row({ ...failed, count: 50 }),
    row({ ...before, count: 1000 }),
    row({ ...before, ...failed, count: 20 }),
    row({ date: daysBefore(lastDay, 14), count: 777 }),
    row({ date: daysBefore(lastDay, 6), count: 500 }),
  ]);
  const text = shown(await page('?days=7'));
  expect(text).toContain('Turns 2,500 1,000 +150 % ');
  expect(text).toContain('Failed requests per 1,000 turns 20.0 20.0 0 % ');
  expect(text).toContain('Before: 7 May 2026 to 13 May 2026.');
  expect(shown(await page('?from=2026-05-14&to=2026-05-19'))).toContain('Turns 500 1,000 −50 % ');
  expect(shown(await page('?days=30'))).toMatch(/Before: [^.]*, of which nothing is shown/);
});

test('the newest release is named and drawn, however few turns it has', async () => {
  const versions = Array.from({ length: 12 }, (_, n) => `1.${n}.0`);
  const { page } = await collectorWith(
    versions.map((version, n) =>
      row({ version, count: 12_000 - 1000 * n, date: daysBefore(lastDay, n === 11 ? 0 : 5) }),
    ),
  );
  const html = await page('?days=30');
  expect(shown(html)).toContain('Newest release: 1.11.0 , 1,000 turns, 1.3 % of all, first shown on 20 May 2026.');
  expect(html).toMatch(/<title>20 May\nall 1,000\n1\.11\.0 1,000<\/title>/);
  for (const query of ['?version=1.2.0', '?version=1.2.0&os=linux']) {
    expect(shown(await page(query))).toContain('Newest release: 1.11.0 .');
  }
});

test('the table of releases has all of them, each with a comparison with the one before', async () => {
  const versions = Array.from({ length: 40 }, (_, n) => `1.${n}.0`);
  const { page } = await collectorWith(versions.map((version) => row({ version })));
  const html = await page('?days=30');
  const table = html.match(/<caption class="hidden">All releases.*?<\/table>/s)?.[0] ?? '';
  expect([...table.matchAll(/href="\?days=30&amp;version=([\d.]+)">/g)].map(([, version]) => version)).toEqual(
    versions.toReversed(),
  );
  expect(table).toContain('href="?days=30&amp;version=1.39.0&amp;against=1.38.0"');
  expect(table.match(/against=/g)).toHaveLength(39);
});

test('more than 92 days are weeks, unless days are chosen, and the export is the same', async () => {
  const { page, get } = await collectorWith([row(), row({ date: daysBefore(lastDay, 99) })]);
  expect(await page('?days=92')).toContain('Counts per day');
  expect(await page('?days=93')).toContain('Counts per week');
  expect(await page('?days=93&by=day')).toContain('Counts per day');
  const weeks = await page('?days=100');
  expect(shown(weeks)).toContain('One bar is a week; the first one is of 2 days.');
  expect(weeks).toContain('<title>week from 14 May\n1,000</title>');
  const json = async (query: string) => (await get(`/export.json${query}`)).json();
  expect(await json('?days=100&by=week')).toEqual(await json('?from=2026-02-10&to=2026-05-20'));
});

test('the systems are shown side by side, with their shares and rates', async () => {
  const of = (os: 'linux' | 'macos' | 'ios', turns: number, failures: number) => [
    row({ os, count: turns }),
    row({ os, ...failed, count: failures, reports: Math.min(50, failures) }),
  ];
  const { page, get } = await collectorWith([
    ...of('linux', 3000, 30),
    ...of('macos', 1000, 25),
    row({ os: 'ios', count: 9, reports: 2 }),
  ]);
  const text = shown(await page('?days=7&split=os'));
  expect(text).toContain('counted linux macos Share of turns 75.0 % 25.0 % Turns ≥ 3,000 ≥ 1,000 ');
  expect(text).toContain('Failed requests per 1,000 turns ≈ 10.0 ≈ 25.0 ');
  expect(await page('?days=7')).toContain('href="?days=7&amp;split=os#systems"');
  expect(shown(await page('?days=7'))).not.toContain('Share of turns');
  expect(await page('?days=7&os=linux')).not.toContain('split=os');
  expect((await get('/export.csv?days=7&split=os')).status).toBe(200);
});

test('a number is exact, at least or about, by what is withheld of it and of the turns', async () => {
  const legend = 'since rows are withheld';
  const all = shown(await (await collectorWith([row(), row({ ...failed, count: 20 })])).page());
  expect(all).toContain('Turns 1,000 – Empty answers');
  expect(all).toContain('Failed requests per 1,000 turns 20.0 –');
  expect(all).not.toContain(legend);
  // Turns of a release may be withheld: its 40 turns would make the rate 71.4.
  const little = row({ version: '1.3.0', count: 40, reports: 4 });
  const withoutTurns = shown(
    await (await collectorWith([row({ count: 100 }), row({ ...failed, count: 10 }), little])).page(),
  );
  expect(withoutTurns).toContain('Turns ≥ 100 – Empty answers');
  expect(withoutTurns).toContain('Failed requests per 1,000 turns ≈ 100 –');
  expect(withoutTurns).toContain(`“≥”: at least, “≈”: about, ${legend}`);
  // These turns are shown as “too few”, so all turns are; of the failures, some are not.
  const others = ['1.2.0', '1.3.0'].map((version) => row({ version, count: 40, reports: 3 }));
  const rare = row({ signal: 'empty_final', count: 3, reports: 3 });
  const withTurns = shown(await (await collectorWith([row(), row({ ...failed, count: 20 }), ...others, rare])).page());
  expect(withTurns).toContain('Turns 1,080 – Empty answers per 1,000 turns ≥ 0 –');
  expect(withTurns).toContain('Failed requests per 1,000 turns ≥ 18.5 –');
  expect(withTurns).toContain(`“≥”: at least, ${legend}`);
});

test('what is combined is in no view of its parts, and in the view of all', async () => {
  const few = { count: 3, reports: 3 };
  // Combined over the systems.
  const systems = await collectorWith([row(), row({ ...failed, ...few }), row({ os: 'macos', ...failed, ...few })]);
  expect(shown(await systems.page('?os=linux'))).toContain('Failed requests per 1,000 turns ≥ 0 –');
  expect(shown(await systems.page())).toContain('Failed requests per 1,000 turns 6.00 –');
  // Combined over the releases.
  const releases = await collectorWith([row(), ...['1.2.0', '1.3.0'].map((version) => row({ version, ...few }))]);
  expect(shown(await releases.page('?version=1.4.0'))).toContain('Turns ≥ 1,000 –');
  expect(shown(await releases.page())).toContain('Turns 1,006 –');
  // Combined over the buckets of one release; of another one, there is too little even for that.
  const buckets = await collectorWith([
    row(),
    row({ ...failed, ...few }),
    row({ os: 'macos', signal: 'provider_error', bucket: 'http_429', ...few }),
    row({ version: '1.5.0', ...failed, count: 2, reports: 2 }),
    ...['1.2.0', '1.3.0'].map((version) => row({ version, ...few })),
  ]);
  expect(shown(await buckets.page())).toContain('Failed requests per 1,000 turns ≥ 5.96 –');
});

test('the days before are as incomplete as these days, and a change of such numbers is not exact', async () => {
  const week = (date: string) => [
    row({ date, count: 700 }),
    row({ date, ...failed, count: 20 }),
    row({ date, version: '1.5.0', ...failed, count: 4, reports: 4 }),
  ];
  const { page } = await collectorWith([...week(lastDay), ...week(daysBefore(lastDay, 7))]);
  for (const query of ['?days=7', '?days=7&version=1.4.0', '?days=7&os=linux', '?days=7&version=1.4.0&os=linux']) {
    expect(shown(await page(query)), query).toContain('Failed requests per 1,000 turns ≈ 28.6 ≈ 28.6 ≈ 0 %');
  }
  const exact = await collectorWith([row(), row({ date: daysBefore(lastDay, 7), count: 500 })]);
  expect(shown(await exact.page('?days=7'))).toContain('Turns 1,000 500 +100 %');
});

test('a value between days without any is a dot', async () => {
  const { page } = await collectorWith([row()]);
  expect(await page('?days=7')).toMatch(/<svg class="spark"[^>]*><path d="M[\d.]+ [\d.]+(L[\d. ]+)*h?/);
  expect(await page('?days=1')).toContain('<path d="M0.0 0.0h0"');
});

test('a last day that is not over is marked', async () => {
  const open = 'The last day is not over: its counts still grow.';
  const { page } = await collectorWith([row({ date: '2026-05-21' })], { minReports: 1 });
  for (const query of ['', '?days=1']) expect(shown(await page(query))).toContain(open);
  expect(shown(await page('?to=2026-05-20'))).not.toContain(open);
  expect(shown(await (await collectorWith([row()])).page())).not.toContain(open);
});

test('should have the same sums by week as by day, and weeks that end with the last day', () => {
  const counts = fc.array(fc.nat(100), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(counts, (counts) => {
      const days = daysBetween({ from: daysBefore(lastDay, counts.length - 1), to: lastDay });
      const sums = counts.map((count, day) => ({
        date: days[day] ?? '',
        signal: 'turns',
        of: 'total',
        count,
        reports: 5,
      }));
      const weeks = byWeek(statsOf(sums, days, { turns: ['total'] }));
      expect(weeks.days).toHaveLength(Math.ceil(counts.length / 7));
      expect(weeks.days.at(-1)).toBe(days[Math.max(0, days.length - 7)]);
      const total = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
      expect(total(weeks.turns.values)).toBe(total(counts));
      expect(weeks.turns.values.at(-1)).toBe(total(counts.slice(-7)));
      expect(weeks.turns.total).toBe(total(counts));
    }),
  );
});

test('should write all numbers of a column with the same decimals', () => {
  const value = fc.double({ min: 0, max: 2000, noNaN: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), (values) => {
      const write = evenly(values);
      const decimals = values.map((each) => write(each).split('.')[1]?.length ?? 0);
      expect(new Set(decimals).size).toBe(1);
    }),
  );
  expect([36.9, 101, 9.871].map(evenly([36.9, 101, 9.871]))).toEqual(['36.90', '101.00', '9.87']);
  expect([0.0285, 0.0245].map(evenly([0.0285, 0.0245]))).toEqual(['0.0285', '0.0245']);
  expect([940, 131].map(evenly([940, 131]))).toEqual(['940', '131']);
});
