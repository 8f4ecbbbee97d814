import { meanOf } from '../stats/comparison.js';
import type { Stats } from '../stats/model.js';
import { observedRange, type Side } from '../stats/observedRange.js';
import { share } from '../stats/pRange.js';
import { holm, level, minExpected, type Observed, pValue, standardError } from '../stats/significance.js';
import { countTail } from './countTail.js';
import { detectableRise } from './detectableRise.js';
import { daysOf, type Noise, noiseOf } from './noiseOf.js';
import type { GatedRate } from './parseRates.js';
import { studentTail } from './studentT.js';

/**
 * - `regression`: the rate is higher, by more than noise and by at least the smallest effect that counts.
 * - `none`: it is not, and a rise to the double, or by twice the smallest effect if that is more, would probably have been noticed.
 *   If neither release has any, the judged one has none in 1,000 turns or more.
 * - `too little data`: there is too little to notice that.
 * - `withheld`: it depends on what is withheld.
 */
export type RateVerdict = 'regression' | 'none' | 'too little data' | 'withheld';

/** A rate of two releases. */
export interface JudgedRate extends GatedRate {
  /** What is shown of the release that is judged. */
  readonly one: Observed;
  /** What is shown of the release that it is compared with. */
  readonly other: Observed;
  /** The difference, as a part of the rate of `other`: 0.2 is 20 % more. `undefined` if that rate is 0 or not known. */
  readonly change: number | undefined;
  /** The probability that noise alone makes such a difference, corrected for all rates. `undefined` if the counts are too small. */
  readonly p: number | undefined;
  /** The smallest rise that would be found as a regression in four of five cases, as a part. `undefined` if there is too little data. */
  readonly detectable: number | undefined;
  readonly verdict: RateVerdict;
}

/** Fewer days of a release show too little of how days differ. */
const minDays = 3;

/** A rate that is 0 in both releases is judged if the judged one has so many turns, or counts of the signal. */
const enoughWithoutAny = 1000;

/**
 * Judges rates of the release `one` by those of the release `other`.
 *
 * @param minEffect - The smallest rise that counts, as a part of the rate of `other`.
 */
export function judgeRates(
  one: Stats,
  other: Stats,
  rates: readonly GatedRate[],
  minEffect: number,
): readonly JudgedRate[] {
  const measured = rates.map((rate) => measure(rate, one, other));
  const ps = corrected(measured.map(({ seen }) => seen));
  const leastPs = corrected(measured.map(({ least }) => onlyRise(least)));
  const mostPs = corrected(measured.map(({ most }) => onlyRise(most)));
  /** There is too little data if this rise would not show. */
  const largestUnnoticed = Math.max(1, 2 * minEffect);
  const isRegression = (difference: Difference | undefined, p = 1) =>
    difference !== undefined && difference.change >= minEffect && p < level;

  return measured.map(({ rate, days, isExpected, noise, seen, least, most, ...each }, index) => {
    const detectable = isExpected
      ? noise && detectableRise({ test: rate.test, ...each }, noise, rates.length, minEffect)
      : undefined;
    const verdict = (): RateVerdict => {
      if (days < minDays) return 'too little data';
      if (isRegression(least, leastPs[index])) return 'regression';
      if (each.mostCount === 0) return isEnoughWithoutAny(each, largestUnnoticed) ? 'none' : 'too little data';
      if (detectable === undefined || detectable > largestUnnoticed) return 'too little data';
      return isRegression(most, mostPs[index]) ? 'withheld' : 'none';
    };
    const change = changeOf(each.one, each.other);
    return {
      ...rate,
      one: each.one,
      other: each.other,
      change: Number.isFinite(change) ? change : undefined,
      p: seen && ps[index],
      detectable,
      verdict: verdict(),
    };
  });
}

interface Measured {
  readonly one: Observed;
  readonly other: Observed;
  readonly rate: GatedRate;
  /** Of the release that has fewer. */
  readonly days: number;
  /** Whether enough counts are expected of both releases for the normal approximation. */
  readonly isExpected: boolean;
  /** `undefined` if the counts are too small for any test. */
  readonly noise: Noise | undefined;
  readonly seen: Difference | undefined;
  /** If what is withheld makes the rise as small, and as large, as possible. */
  readonly least: Difference | undefined;
  readonly most: Difference | undefined;
  /** The largest count that the release may have. */
  readonly mostCount: number;
}

interface Difference {
  readonly change: number;
  /** Not corrected. */
  readonly p: number;
}

function measure(rate: GatedRate, ofOne: Stats, ofOther: Stats): Measured {
  const { test } = rate;
  const sides = { one: sideOf(ofOne, rate), other: sideOf(ofOther, rate) };
  const mean = meanOf(ofOne, ofOther);
  const ranges = { one: observedRange(sides.one, rate, mean), other: observedRange(sides.other, rate, mean) };
  const one = { count: ranges.one.seldom.count, of: ranges.one.of.least };
  const other = { count: ranges.other.seldom.count, of: ranges.other.of.least };
  const isExpected = pValue(test, one, other) !== undefined;
  // Few may be expected of a small release, and yet many be counted.
  const isTested = isExpected || (one.count >= minExpected && standardError(test, one, other) > 0);
  const noise = isTested
    ? noiseOf(rate, { side: sides.one, seen: one }, { side: sides.other, seen: other })
    : undefined;
  const difference = (one: Observed, other: Observed) => noise && differenceOf(rate, one, other, noise, isExpected);
  return {
    rate,
    one,
    other,
    days: Math.min(daysOf(sides.one), daysOf(sides.other)),
    isExpected,
    noise,
    seen: difference(one, other),
    least: difference(ranges.one.seldom, ranges.other.often),
    most: difference(ranges.one.often, ranges.other.seldom),
    mostCount: ranges.one.often.count,
  };
}

function sideOf(stats: Stats, { signal: name }: GatedRate): Side {
  const signal = stats.signals.get(name);
  if (!signal) throw new RangeError(`there is no signal ${name}`);
  return { stats, signal };
}

function differenceOf(
  { test }: GatedRate,
  one: Observed,
  other: Observed,
  noise: Noise,
  isExpected: boolean,
): Difference {
  const error = standardError(test, one, other) * noise.factor;
  const t = error === 0 ? 0 : (share(one) - share(other)) / error;
  const p = studentTail(t, noise.degrees);
  return { change: changeOf(one, other), p: isExpected ? p : Math.max(p, exactP(one, other, noise)) };
}

/** Of a rise, of counts for which the normal approximation is not valid. Two-sided, like the other test. */
function exactP(one: Observed, other: Observed, { spread }: Noise): number {
  const before = other.count + 1; // see countTail
  return Math.min(1, 2 * countTail(one.count, (before / other.of) * one.of, 1 / before + spread));
}

/** `Infinity` if there was nothing before. */
function changeOf(one: Observed, other: Observed): number {
  return share(one) / share(other) - 1;
}

/** A fall is no regression, however sure it is. */
function onlyRise(difference: Difference | undefined): Difference | undefined {
  return difference && difference.change > 0 ? difference : undefined;
}

/** Rates that cannot be tested count as well: so the correction does not depend on how many can be. */
function corrected(differences: readonly (Difference | undefined)[]): readonly number[] {
  return holm(differences.map((difference) => difference?.p ?? 1));
}

/** Whether it would show if the judged release had this rise: at least five counts would be expected then. */
function isEnoughWithoutAny({ one, other }: Pick<Measured, 'one' | 'other'>, rise: number): boolean {
  if (other.count === 0) return one.of >= enoughWithoutAny;
  return share(other) * (1 + rise) * one.of >= minExpected;
}
