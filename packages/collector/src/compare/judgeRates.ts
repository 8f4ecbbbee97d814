import { meanOf } from '../stats/comparison.js';
import type { Stats } from '../stats/model.js';
import { observedRange, type Side } from '../stats/observedRange.js';
import { share } from '../stats/pRange.js';
import { holm, type Observed, pValue, standardError } from '../stats/significance.js';
import { daysOf, type Noise, noiseOf } from './noiseOf.js';
import type { GatedRate } from './parseRates.js';
import { studentQuantile, studentTail } from './studentT.js';

/**
 * - `regression`: the rate is higher, by more than noise and by at least the smallest effect that counts.
 * - `none`: it is not, and a rise to the double would probably have been noticed.
 * - `too few`: there is too little data to notice that.
 * - `withheld`: it depends on what is withheld.
 */
export type RateVerdict = 'regression' | 'none' | 'too few' | 'withheld';

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
  /** The smallest rise that would be found in four of five cases, as a part. `undefined` if there is too little data for any. */
  readonly detectable: number | undefined;
  readonly verdict: RateVerdict;
}

/** The tests are two-sided, and only a rise is a regression: at most one comparison in forty is a false alarm. */
export const level = 0.05;

/** Fewer days of a release show too little of how days differ. */
export const minDays = 3;

const power = 0.8;

/** Data that would not show this rise, to the double, are too few. */
const largestUnnoticed = 1;

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
  const isRegression = (difference: Difference | undefined, p = 1) =>
    difference !== undefined && difference.change >= minEffect && p < level;

  return measured.map(({ rate, days, seen, least, most, ...each }, index) => {
    const detectable = each.noise && detectableRise(each, each.noise, rates.length);
    const verdict = (): RateVerdict => {
      if (days < minDays) return 'too few';
      if (isRegression(least, leastPs[index])) return 'regression';
      if (each.mostCount === 0) return 'none';
      if (detectable === undefined || detectable > Math.max(largestUnnoticed, minEffect)) return 'too few';
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

interface Numbers {
  readonly error: number;
  readonly one: Observed;
  readonly other: Observed;
}

interface Measured extends Numbers {
  readonly rate: GatedRate;
  /** Of the release that has fewer. */
  readonly days: number;
  /** `undefined` if the counts are too small for the test. */
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
  const isEnough = pValue(test, one, other) !== undefined;
  const noise = isEnough
    ? noiseOf(rate, { side: sides.one, seen: one }, { side: sides.other, seen: other })
    : undefined;
  const difference = (one: Observed, other: Observed) => noise && differenceOf(rate, one, other, noise);
  return {
    rate,
    one,
    other,
    error: standardError(test, one, other),
    days: Math.min(daysOf(sides.one), daysOf(sides.other)),
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

function differenceOf({ test }: GatedRate, one: Observed, other: Observed, noise: Noise): Difference {
  const error = standardError(test, one, other) * noise.factor;
  const t = error === 0 ? 0 : (share(one) - share(other)) / error;
  return { change: changeOf(one, other), p: studentTail(t, noise.degrees) };
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

/** `undefined` if none would be found. A rise also raises the common rate, of which the noise is a part. */
function detectableRise({ error, one, other }: Numbers, { factor, degrees }: Noise, rates: number): number | undefined {
  const distance = studentQuantile(level / rates, degrees) + studentQuantile(2 * (1 - power), degrees);
  const common = (one.count + other.count) / (one.of + other.of);
  const needed = (distance * error * factor) / common;
  const unraised = 1 - (needed * one.of) / (one.of + other.of);
  return unraised > 0 ? needed / unraised : undefined;
}
