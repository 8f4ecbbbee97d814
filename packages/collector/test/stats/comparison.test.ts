import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lostSignals, withExtraSignals } from '../../../../src/signals.js';
import { createCollector, type Sum } from '../../src/index.js';
import { type Compared, compareReleases } from '../../src/stats/comparison.js';
import { type LeftOut, missingDays } from '../../src/stats/missing.js';
import { statsOf } from '../../src/stats/model.js';
import { newestFirst } from '../../src/stats/versionOrder.js';
import { day, noon } from '../support.js';
import { collectorWith, lastDay, row } from './support.js';

const signals = withExtraSignals({ plan: ['free', 'pro'], ...lostSignals });

const sums = (counts: Readonly<Record<string, number>>): readonly Sum[] =>
  Object.entries(counts).map(([token, count]) => {
    const [signal = '', of = ''] = token.split('/');
    return { date: lastDay, signal, of, count, reports: count };
  });

const statsWith = (...all: readonly (readonly Sum[])[]) => statsOf(all.flat(), [lastDay], signals);

const about = (compared: readonly Compared[], signal: string, bucket?: string) =>
  compared.find((each) => each.signal === signal && each.bucket === bucket);

test('failures and buckets of a distribution are compared as proportions, tool errors as rates', () => {
  const stats = statsWith(
    sums({
      'turns/total': 9000,
      'provider_error/timeout': 90,
      'tool_error/exec': 300,
      'cache_hit/0_50': 50,
      'cache_hit/50_80': 50,
      'plan/pro': 70,
      'delivery/expired': 900,
      'delivery/refused': 900,
    }),
  );
  const compared = compareReleases(stats, stats);
  expect(about(compared, 'provider_error')).toMatchObject({
    test: 'proportion',
    per: 'turns',
    one: { count: 90, of: 9000 },
  });
  expect(about(compared, 'provider_error', 'timeout')).toMatchObject({ test: 'proportion', per: 'turns' });
  expect(about(compared, 'tool_error')).toMatchObject({ test: 'rate', per: 'turns', one: { count: 300, of: 9000 } });
  expect(about(compared, 'cache_hit', '0_50')).toMatchObject({
    test: 'proportion',
    per: 'signal',
    one: { count: 50, of: 100 },
  });
  expect(about(compared, 'plan', 'pro')).toMatchObject({ test: 'rate', per: 'turns' });
  expect(about(compared, 'cache_hit')).toBeUndefined();
  expect(about(compared, 'turns')).toBeUndefined();
  expect(compared.filter(({ signal }) => signal === 'delivery')).toEqual([]);
  expect(about(compared, 'compaction')).toBeUndefined();
});

test('should have the same verdicts in both directions, and no difference of a release from itself', () => {
  const counts = fc.record({
    'turns/total': fc.integer({ min: 0, max: 20_000 }),
    'provider_error/http_429': fc.integer({ min: 0, max: 300 }),
    'provider_error/timeout': fc.integer({ min: 0, max: 300 }),
    'tool_error/exec': fc.integer({ min: 0, max: 3000 }),
    'finish_reason/stop': fc.integer({ min: 0, max: 9000 }),
    'finish_reason/length': fc.integer({ min: 0, max: 900 }),
  });
  fc.assert(
    fc.property(counts, counts, (a, b) => {
      const [one, other] = [statsWith(sums(a)), statsWith(sums(b))];
      const there = compareReleases(one, other);
      const back = compareReleases(other, one);
      expect(back.map(({ verdict }) => verdict)).toEqual(there.map(({ verdict }) => verdict));
      expect(back.map(({ one }) => one)).toEqual(there.map(({ other }) => other));
      for (const { verdict } of compareReleases(one, one)) expect(['noise', 'too few']).toContain(verdict.kind);
    }),
  );
});

test('p is corrected for all comparisons', () => {
  const alone = compareReleases(
    statsWith(sums({ 'turns/total': 9000, 'compaction/total': 100 })),
    statsWith(sums({ 'turns/total': 9000, 'compaction/total': 135 })),
  );
  expect(about(alone, 'compaction')?.verdict).toMatchObject({ kind: 'difference', p: expect.closeTo(0.0224, 3) });
  const noise = { 'empty_final/total': 50, 'tool_error/exec': 100, 'provider_error/timeout': 90 };
  const among = compareReleases(
    statsWith(sums({ 'turns/total': 9000, 'compaction/total': 100, ...noise })),
    statsWith(sums({ 'turns/total': 9000, 'compaction/total': 135, ...noise })),
  );
  expect(about(among, 'compaction')?.verdict.kind).toBe('noise');
});

test('what may be missing is in one place: in rows of the release, of all releases, or withheld', () => {
  const [first, second] = [lastDay, '2026-05-19'];
  const note = (date: string, withheld: number) => ({
    date,
    minReports: 5,
    withheld,
    setAside: { failures: 0, count: 0 },
  });
  const combined = (date: string, of: string, count: number) => ({ date, signal: 'tool_error', of, count, reports: 5 });
  const leftOut = { omissions: [note(first, 3), note(second, 0)], ofReleases: [], ofSystems: [], included: [] };
  const missing = (more: Partial<LeftOut>) => missingDays('tool_error', { ...leftOut, ...more });

  expect(missing({})).toMatchObject([{ date: first, batches: 4, rows: 3, count: undefined, isInSums: false }]);
  expect(missing({ omissions: [note(first, 0)] })).toEqual([]);
  expect(missing({ ofReleases: [combined(first, 'too few', 9)] })).toMatchObject([{ count: 9, isInSums: false }]);
  expect(missing({ ofReleases: [combined(second, 'too few', 9)] })).toMatchObject([{ rows: 3 }, { count: 9 }]);
  expect(missing({ ofSystems: [combined(first, 'exec', 9)] })).toMatchObject([{ count: undefined, isInSums: false }]);
  expect(missing({ ofSystems: [combined(second, 'exec', 9)] })).toMatchObject([{}, { count: 9, isInSums: false }]);
  expect(missing({ included: [combined(first, 'too few', 9)] })).toMatchObject([{ count: 9, isInSums: true }]);
  expect(missing({ included: [combined(first, 'exec', 9)] })).toMatchObject([{ complete: new Set(['exec']), rows: 3 }]);
  expect(missingDays('compaction', { ...leftOut, included: [combined(first, 'too few', 9)] })).toMatchObject([
    { rows: 3 },
  ]);
});

test('a day on which nothing of a release is shown is left out', () => {
  const days = ['2026-05-19', lastDay];
  const omissions = days.map((date) => ({
    date,
    minReports: 5,
    withheld: date === lastDay ? 0 : 9,
    setAside: { failures: 0, count: 0 },
  }));
  const release = (counts: Readonly<Record<string, number>>) =>
    statsOf(sums(counts), days, signals, { omissions, ofReleases: [], ofSystems: [], included: [] });
  const compared = compareReleases(
    release({ 'turns/total': 9000, 'compaction/total': 100 }),
    release({ 'turns/total': 9000, 'compaction/total': 110 }),
  );
  expect(about(compared, 'compaction')?.verdict).toMatchObject({ kind: 'noise', isExact: true });
});

/** The page of two releases with 9,000 turns each and these numbers of failures. */
async function compared(query: string, failures: { readonly '1.4.0': number; readonly '1.5.0': number }) {
  const of = (version: keyof typeof failures) => [
    row({ version, count: 9000 }),
    row({ version, signal: 'provider_error', bucket: 'http_5xx', count: failures[version], reports: 40 }),
  ];
  const { page } = await collectorWith([...of('1.4.0'), ...of('1.5.0')]);
  const html = await page(query);
  return { html, text: html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ') };
}

test('the page shows which differences are more than noise, and explains the test', async () => {
  const { text } = await compared('?version=1.4.0&against=1.5.0', { '1.4.0': 180, '1.5.0': 270 });
  expect(text).toContain('2 differences are more than noise');
  expect(text).toMatch(/Failed requests per 1,000 turns 20\.0 180 30\.0 270 −10\.0 \(−33\.3 %\) yes p &lt; 0\.001/);
  expect(text).toContain('two-proportion z-test');
  expect(text).toContain('Holm’s method');
  expect(text).not.toContain('no verdict');
});

test('the difference is release minus compared release, and is not judged as good or bad', async () => {
  const { html, text } = await compared('?version=1.5.0&against=1.4.0', { '1.4.0': 360, '1.5.0': 180 });
  expect(text).toContain('Differences are 1.5.0 minus 1.4.0, and in percent of 1.4.0.');
  expect(text).toContain(' counted 1.5.0 1.4.0 1.5.0 − 1.4.0 more than noise? ');
  expect(text).toMatch(/Failed requests per 1,000 turns 20\.0 180 40\.0 360 −20\.0 \(−50 %\) yes p &lt; 0\.001/);
  expect(html).toContain('<td><strong>yes</strong>'); // like any other cell
});

test('the page gives the bounds of a difference that depends on what is withheld', async () => {
  const of = (version: string, signal: string, bucket: string, count: number, reports: number) =>
    row({ version, signal, bucket, count, reports });
  const { page } = await collectorWith([
    row({ count: 9000, reports: 900 }),
    row({ version: '1.5.0', count: 9000, reports: 900 }),
    of('1.4.0', 'compaction', 'total', 80, 40),
    of('1.5.0', 'compaction', 'total', 105, 50),
    of('1.4.0', 'empty_final', 'total', 3, 3),
  ]);
  const text = (await page('?version=1.5.0&against=1.4.0')).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  expect(text).toContain('Of 1 comparison, 0 differences are more than noise . 1 comparison is open');
  expect(text).toMatch(/per 1,000 turns 11\.67 105 8\.89 80 \+2\.78 \(\+31\.3 %\) open \+1\.73 to \+3\.82/);
});

test('a verdict that holds for everything that may be withheld is given, with the largest p', async () => {
  const of = (version: string, count: number, reports: number) => [
    row({ version, count: 9000, reports: 900 }),
    row({ version, signal: 'compaction', bucket: 'total', count, reports }),
  ];
  const rows = [...of('1.4.0', 80, 40), ...of('1.5.0', 300, 150), row({ signal: 'empty_final', count: 3, reports: 3 })];
  const { page } = await collectorWith(rows);
  const text = (await page('?version=1.5.0&against=1.4.0')).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  expect(text).toMatch(/\(\+275 %\) yes p &lt; 0\.001/);
  expect(text).toContain('1 difference is more than noise');
});

test('more may be missing of days that were published for a larger minReports', async () => {
  const of = (version: string, reports: number) => [
    row({ version, count: 9000, reports: 900 }),
    row({ version, signal: 'provider_error', bucket: 'timeout', count: 10 * reports, reports }),
  ];
  const { store, page } = await collectorWith([...of('1.4.0', 20), ...of('1.5.0', 19)], { minReports: 20 });
  const query = '?version=1.4.0&against=1.5.0';
  expect(await page(query)).toContain('open <small>');
  for (const minReports of [1, 5]) {
    const collector = createCollector({ store, access: 'open', minReports, now: () => noon + day });
    const html = await (await collector.fetch(new Request(`http://collector.test/${query}`))).text();
    expect(html).toContain('open <small>');
    expect(html).not.toContain('<strong>yes');
    expect(html).toContain(minReports === 1 ? 'lack 1 row.' : 'published for another number');
  }
});

test('versions are sorted by their numbers, pre-releases below their release', () => {
  const order = ['2.0.0', '1.10.0', '1.9.1', '1.9.0', '1.9.0-rc.10', '1.9.0-rc.2', '1.9.0-beta', '1.9', '0.1'];
  expect([...order].reverse().sort(newestFirst)).toEqual(order);
  const version = fc.stringMatching(/^[0-9A-Za-z][0-9A-Za-z.-]{0,12}$/);
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      expect(Math.sign(newestFirst(a, b))).toBe(-Math.sign(newestFirst(b, a)) + 0);
      if (newestFirst(a, b) <= 0 && newestFirst(b, c) <= 0) expect(newestFirst(a, c)).toBeLessThanOrEqual(0);
    }),
  );
});
