import fc from 'fast-check';
import { expect, test } from 'vitest';
import { agentSignals, withExtraSignals } from '../../../../src/signals.js';
import { createCollector, type Sum } from '../../src/index.js';
import { type Compared, compareReleases } from '../../src/stats/comparison.js';
import { type LeftOut, statsOf } from '../../src/stats/model.js';
import { newestFirst } from '../../src/stats/versionOrder.js';
import { day, noon } from '../support.js';
import { collectorWith, lastDay, row } from './support.js';

const signals = withExtraSignals({ plan: ['free', 'pro'] });

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
    }),
  );
  const compared = compareReleases(stats, stats, 5);
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
      const there = compareReleases(one, other, 5);
      const back = compareReleases(other, one, 5);
      expect(back.map(({ verdict }) => verdict)).toEqual(there.map(({ verdict }) => verdict));
      expect(back.map(({ one }) => one)).toEqual(there.map(({ other }) => other));
      for (const { verdict } of compareReleases(one, one, 5)) expect(['noise', 'too few']).toContain(verdict.kind);
    }),
  );
});

test('p is corrected for all comparisons', () => {
  const alone = compareReleases(
    statsWith(sums({ 'turns/total': 9000, 'compaction/total': 100 })),
    statsWith(sums({ 'turns/total': 9000, 'compaction/total': 135 })),
    5,
  );
  expect(about(alone, 'compaction')?.verdict).toMatchObject({ kind: 'difference', p: expect.closeTo(0.0224, 3) });
  const noise = { 'empty_final/total': 50, 'tool_error/exec': 100, 'provider_error/timeout': 90 };
  const among = compareReleases(
    statsWith(sums({ 'turns/total': 9000, 'compaction/total': 100, ...noise })),
    statsWith(sums({ 'turns/total': 9000, 'compaction/total': 135, ...noise })),
    5,
  );
  expect(about(among, 'compaction')?.verdict.kind).toBe('noise');
});

test('there is no verdict if more than a twentieth of the batches of the signal or of the turns may be missing', () => {
  const verdict = (turns: number, failed: number, leftOut: LeftOut, bucket?: string) => {
    const counts = { 'turns/total': turns, 'provider_error/timeout': failed };
    const one = statsOf(sums(counts), [lastDay], signals, leftOut);
    const other = statsWith(sums({ ...counts, 'provider_error/timeout': 2 * failed }));
    return about(compareReleases(one, other, 5), 'provider_error', bucket)?.verdict.kind;
  };
  const complete = { withheldDays: [], combined: [] };
  const withheld = { withheldDays: [lastDay], combined: [] };
  const combined = { withheldDays: [], combined: sums({ 'provider_error/too few': 5 }) };
  const buckets = agentSignals.provider_error.length;
  const enough = 20 * 4 * buckets; // at most 4 batches of each bucket are missing on one day
  expect(verdict(9000, enough - 1, complete)).toBe('difference');
  for (const leftOut of [withheld, combined]) {
    expect(verdict(9000, enough, leftOut)).toBe('difference');
    expect(verdict(9000, enough - 1, leftOut)).toBe('withheld');
    expect(verdict(9000, 80, leftOut, 'timeout'), 'of one bucket').toBe('difference');
    expect(verdict(9000, 79, leftOut, 'timeout')).toBe('withheld');
  }
  expect(verdict(79, 79, withheld, 'timeout'), 'turns are missing').toBe('withheld');
  const ofOther = { withheldDays: [], combined: sums({ 'tool_error/too few': 5 }) };
  expect(verdict(9000, 79, ofOther, 'timeout'), 'another signal').toBe('difference');

  const counts = { 'turns/total': 9000, 'provider_error/timeout': 400 };
  const folded = compareReleases(
    statsWith(sums({ ...counts, 'provider_error/too few': 21 })),
    statsWith(sums({ 'turns/total': 9000, 'provider_error/timeout': 800 })),
    5,
  );
  expect(about(folded, 'provider_error')?.verdict.kind).toBe('difference');
  expect(about(folded, 'provider_error', 'timeout')?.verdict.kind).toBe('withheld');
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
  expect(text).toMatch(/Failed requests per 1,000 turns 20 180 30 270 −10 \(−33\.3 %\) yes p &lt; 0\.001/);
  expect(text).toContain('two-proportion z-test');
  expect(text).toContain('Holm’s method');
  expect(text).not.toContain('no verdict');
});

test('the difference is release minus compared release, and is not judged as good or bad', async () => {
  const { html, text } = await compared('?version=1.5.0&against=1.4.0', { '1.4.0': 360, '1.5.0': 180 });
  expect(text).toContain('Differences are 1.5.0 minus 1.4.0, and in percent of 1.4.0.');
  expect(text).toContain(' counted 1.5.0 1.4.0 1.5.0 − 1.4.0 more than noise? ');
  expect(text).toMatch(/Failed requests per 1,000 turns 20 180 40 360 −20 \(−50 %\) yes p &lt; 0\.001/);
  expect(html).toContain('<td><strong>yes</strong>'); // like any other cell
});

test('the page shows how many comparisons have no verdict, because parts are withheld', async () => {
  const of = (version: string, signal: string, bucket: string, count: number, reports: number) =>
    row({ version, signal, bucket, count, reports });
  const { page } = await collectorWith([
    row({ count: 9000, reports: 900 }),
    row({ version: '1.5.0', count: 9000, reports: 900 }),
    ...['1.4.0', '1.5.0'].flatMap((version) => [
      of(version, 'tool_error', 'exec', 4000, 800),
      of(version, 'compaction', 'total', 80, 40),
    ]),
    of('1.4.0', 'empty_final', 'total', 3, 3),
  ]);
  const text = (await page('?version=1.4.0&against=1.5.0')).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  expect(text.match(/partly withheld/g)).toHaveLength(1);
  expect(text).toMatch(
    /Of \d+ comparisons?, [^.]* more than noise \. 1 comparison has no verdict, because parts of it are withheld \./,
  );
});

test('days that were published for a larger minReports get no verdict where that many may be missing', async () => {
  const of = (version: string, reports: number) => [
    row({ version, count: 9000, reports: 900 }),
    row({ version, signal: 'provider_error', bucket: 'timeout', count: 10 * reports, reports }),
  ];
  const { store, page } = await collectorWith([...of('1.4.0', 20), ...of('1.5.0', 19)], { minReports: 20 });
  const query = '?version=1.4.0&against=1.5.0';
  expect(await page(query)).toContain('partly withheld');
  for (const minReports of [1, 5]) {
    const collector = createCollector({ store, access: 'open', minReports, now: () => noon + day });
    const html = await (await collector.fetch(new Request(`http://collector.test/${query}`))).text();
    expect(html).toContain('partly withheld');
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
