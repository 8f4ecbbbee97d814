import { expect, test } from 'vitest';
import { agentSignals } from '../../../../src/signals.js';
import type { DayOmissions, Sum } from '../../src/CollectorStore.js';
import { judgeRates } from '../../src/compare/judgeRates.js';
import { parseRates } from '../../src/compare/parseRates.js';
import { type Stats, statsOf } from '../../src/stats/model.js';

const days = Array.from({ length: 10 }, (_, day) => `2026-05-${10 + day}`);

interface Release {
  /** Of each day. */
  readonly turns?: number;
  /** Of each day, by token. */
  readonly counts: Readonly<Record<string, number>>;
  readonly days?: readonly string[];
  /** How many rows each day lacks. */
  readonly withheld?: number;
}

/** A release of which each day and each device is alike: half of the days have a little more than the other half. */
function release({ turns = 10_000, counts, days: active = days, withheld = 0 }: Release): Stats {
  const sums = active.flatMap((date, day): readonly Sum[] => [
    { date, signal: 'turns', of: 'total', count: turns, reports: turns / 10 },
    ...Object.entries(counts).map(([token, count]) => {
      const [signal = '', of = ''] = token.split('/');
      return { date, signal, of, count: count + (day % 2 === 0 ? 1 : -1) * Math.min(count, 3), reports: count };
    }),
  ]);
  const omissions = active.map(
    (date): DayOmissions => ({ date, minReports: 5, withheld, setAside: { failures: 0, count: 0 } }),
  );
  return statsOf(sums, days, agentSignals, { omissions, ofReleases: [], ofSystems: [], included: [] });
}

const errors = (count: number, more: Partial<Release> = {}) =>
  release({ counts: { 'provider_error/http_429': count }, ...more });

const judge = (one: Stats, other: Stats, minEffect = 0.2, names: readonly string[] = ['provider_error']) =>
  judgeRates(one, other, parseRates(names, agentSignals), minEffect);

test('a rise by more than noise is a regression; a fall is none, however large', () => {
  expect(judge(errors(150), errors(100))).toMatchObject([{ verdict: 'regression', change: expect.closeTo(0.5) }]);
  expect(judge(errors(100), errors(150))).toMatchObject([{ verdict: 'none', change: expect.closeTo(-1 / 3) }]);
  expect(judge(errors(101), errors(100))).toMatchObject([{ verdict: 'none' }]);
});

test('a rise by less than the smallest effect is none', () => {
  expect(judge(errors(150), errors(100), 0.49)).toMatchObject([{ verdict: 'regression' }]);
  expect(judge(errors(150), errors(100), 0.51)).toMatchObject([{ verdict: 'none', p: expect.any(Number) }]);
  expect(judge(errors(120), errors(100), 0)).toMatchObject([{ verdict: 'regression' }]);
});

test('a rate that nothing was counted of before has no change, and is a regression all the same', () => {
  expect(judge(errors(50), errors(0))).toMatchObject([{ verdict: 'regression', change: undefined }]);
});

/** Of each day of a small release: turns of devices that are alike, and how many failed. */
function rollout(turns: number, failed: readonly number[]): Stats {
  const sums = failed.flatMap((count, day): readonly Sum[] => [
    { date: days[day] ?? '', signal: 'turns', of: 'total', count: turns, reports: turns / 10 },
    { date: days[day] ?? '', signal: 'provider_error', of: 'http_5xx', count, reports: Math.min(count, turns / 10) },
  ]);
  return statsOf(sums, days, agentSignals);
}

const before = errors(15, { turns: 7000 });

test('a release that fails is a regression, though too few failures would be expected of so few turns', () => {
  expect(judge(rollout(50, [50, 50, 50, 50]), before)).toMatchObject([
    { verdict: 'regression', detectable: undefined },
  ]);
  expect(judge(rollout(250, [11, 12, 10, 11]), before)).toMatchObject([{ verdict: 'regression' }]);
  expect(judge(rollout(50, [50, 50, 50, 50]), rollout(40, [0, 0, 0]))).toMatchObject([{ verdict: 'regression' }]);
});

test('a release of which all turns fail is a regression, though hardly any failed on the devices of the other', () => {
  expect(judge(rollout(200, [180, 180, 180, 180]), rollout(100, [1, 0, 1, 0]))).toMatchObject([
    { verdict: 'regression', detectable: expect.any(Number) },
  ]);
});

test.each([
  ['few failures', [2, 1, 1, 1]],
  ['failures of one day', [44, 0, 0, 0]],
  ['fewer than five', [2, 0, 1, 1]],
])('%s of a small release are no regression, and too little data', (_, failed) => {
  expect(judge(rollout(250, failed), before)).toMatchObject([{ verdict: 'too little data' }]);
});

test('a small release may have the bad days of another that has some', () => {
  const failed = [3, 2, 3, 2];
  expect(judge(rollout(250, failed), before)).toMatchObject([{ verdict: 'regression' }]);
  const withBadDay = rollout(7000, [150, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  expect(judge(rollout(250, failed), withBadDay)).toMatchObject([{ verdict: 'too little data' }]);
});

test('releases of which each turn fails do not differ', () => {
  const all = rollout(50, [50, 50, 50, 50]);
  expect(judge(all, all)).toMatchObject([{ verdict: 'too little data', change: 0, p: undefined }]);
});

test('a release that has none of it is no regression, if the double would have shown', () => {
  const none = (turns: number) => errors(0, { turns });
  expect(judge(none(120), before)).toMatchObject([{ verdict: 'none', p: undefined, detectable: undefined }]);
  expect(judge(none(110), before)).toMatchObject([{ verdict: 'too little data' }]);
  expect(judge(rollout(5, [0, 0, 0]), before)).toMatchObject([{ verdict: 'too little data' }]);
  expect(judge(none(80), before, 1)).toMatchObject([{ verdict: 'none' }]);
  expect(judge(none(100), none(1))).toMatchObject([{ verdict: 'none', p: undefined, detectable: undefined }]);
  expect(judge(none(99), none(10_000))).toMatchObject([{ verdict: 'too little data' }]);
});

test('too few counts, too few days and data that would not show the double are too few', () => {
  const few = { turns: 100 };
  expect(judge(errors(0.4, few), errors(0.4, few))).toMatchObject([{ verdict: 'too little data', p: undefined }]);
  expect(judge(errors(1, few), errors(1, few))).toMatchObject([{ verdict: 'too little data', p: expect.any(Number) }]);
  const short = { days: days.slice(0, 2) };
  expect(judge(errors(300, short), errors(100))).toMatchObject([{ verdict: 'too little data' }]);
  expect(judge(errors(300), errors(100, short))).toMatchObject([{ verdict: 'too little data' }]);
  const enough = { days: days.slice(0, 3) };
  expect(judge(errors(300, enough), errors(100))).toMatchObject([{ verdict: 'regression' }]);
});

test('the rise that would be found is above the smallest effect, and data that would not show its double are too few', () => {
  expect(judge(errors(100), errors(100), 0)[0]?.detectable).toBeLessThan(0.4);
  expect(judge(errors(100), errors(100), 1)).toMatchObject([{ verdict: 'none' }]);
  expect(judge(errors(100), errors(100), 1)[0]?.detectable).toBeGreaterThan(1.05);
  expect(judge(errors(4), errors(4), 1)).toMatchObject([{ verdict: 'too little data' }]);
  expect(judge(errors(4), errors(4), 4)).toMatchObject([{ verdict: 'none' }]);
});

test('days that differ widen the noise', () => {
  const both = (count: number) => ({ count, reports: count });
  const uneven = (mean: number): Stats => {
    const sums = days.flatMap((date, day): readonly Sum[] => [
      { date, signal: 'turns', of: 'total', count: 10_000, reports: 1000 },
      { date, signal: 'provider_error', of: 'http_429', ...both(day % 5 === 0 ? 4 * mean : mean / 4) },
    ]);
    return statsOf(sums, days, agentSignals);
  };
  expect(judge(errors(150), errors(100))).toMatchObject([{ verdict: 'regression' }]);
  expect(judge(uneven(150), uneven(100))[0]?.verdict).not.toBe('regression');
});

test('few devices that make most of the counts widen the noise, though all days are alike', () => {
  const byFew = (count: number): Stats => {
    const sums = days.flatMap((date): readonly Sum[] => [
      { date, signal: 'turns', of: 'total', count: 10_000, reports: 1000 },
      { date, signal: 'provider_error', of: 'http_429', count, reports: 10 },
    ]);
    return statsOf(sums, days, agentSignals);
  };
  expect(judge(byFew(150), byFew(100))[0]?.verdict).not.toBe('regression');
});

test('p is corrected for all rates that are named, whether they can be tested or not', () => {
  const [alone] = judge(errors(125), errors(100), 0);
  const names = ['provider_error', 'empty_final', 'tool_error', 'compaction'];
  const [first] = judge(errors(125), errors(100), 0, names);
  expect(first?.p).toBeCloseTo(4 * (alone?.p ?? 0), 10);
  expect(first?.detectable).toBeGreaterThan(alone?.detectable ?? 0);
});

test('a verdict holds for everything that may be withheld, or there is none', () => {
  const half = { withheld: 1, turns: 1000 };
  expect(judge(errors(40, half), errors(30, half), 0)).toMatchObject([{ verdict: 'withheld' }]);
  expect(judge(errors(400, half), errors(30, half), 0)).toMatchObject([{ verdict: 'regression' }]);
  expect(judge(errors(10, half), errors(100, half), 0)).toMatchObject([{ verdict: 'none' }]);
});
