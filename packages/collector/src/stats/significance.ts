/** `count` out of `of`, which is a number of turns or the sum of the counts of the signal. */
export interface Observed {
  readonly count: number;
  readonly of: number;
}

/**
 * How a difference is tested. Both tests are two-sided.
 *
 * - `proportion`: happens at most once (a turn fails once at most). Two-proportion z-test with pooled variance.
 * - `rate`: can happen several times in a turn (a tool error). Two Poisson rates, conditional on the sum of both counts: if the
 *   rates are equal, one count is binomial with the share of its turns. Normal approximation.
 */
export type Test = 'proportion' | 'rate';

/** A smaller p, corrected for all comparisons, is more than noise. */
export const level = 0.05;

/** With a smaller expected count on either side the normal approximation is not valid (Cochran's rule). */
export const minExpected = 5;

/**
 * The p value of the difference: the probability that chance alone makes one at least as large.
 *
 * @returns `undefined` if the counts are too small for the test.
 */
export function pValue(test: Test, one: Observed, other: Observed): number | undefined {
  const count = one.count + other.count;
  const of = one.of + other.of;
  if (one.of <= 0 || other.of <= 0 || Math.min(one.of, other.of) * (count / of) < minExpected) return undefined;
  if (test === 'proportion' && Math.min(one.of, other.of) * (1 - count / of) < minExpected) return undefined;
  return uncheckedP(test, one, other);
}

/** {@link pValue}, also of counts that are too small; 1 if there is nothing to compare. */
export function uncheckedP(test: Test, one: Observed, other: Observed): number {
  const error = standardError(test, one, other);
  if (error === 0) return 1;
  const z = (one.count / one.of - other.count / other.of) / error;
  return complementaryError(Math.abs(z) / Math.SQRT2);
}

/** The standard error of the difference of two equal shares, if turns are independent. 0 if there is nothing to compare. */
export function standardError(test: Test, one: Observed, other: Observed): number {
  if (one.of <= 0 || other.of <= 0) return 0;
  const share = (one.count + other.count) / (one.of + other.of);
  const spread = test === 'proportion' ? share * (1 - share) : share;
  return Math.sqrt(Math.max(0, spread) * (1 / one.of + 1 / other.of));
}

/** Holm's correction: at level 0.05, at most one in twenty pages without any difference shows one, however many comparisons it has. */
export function holm(pValues: readonly number[]): readonly number[] {
  const corrected = [...pValues];
  let least = 0;
  const ascending = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  ascending.forEach(({ p, index }, rank) => {
    least = Math.max(least, Math.min(1, p * (pValues.length - rank)));
    corrected[index] = least;
  });
  return corrected;
}

/** erfc(x) for x ≥ 0: twice the area under the standard normal curve beyond x√2. A series near zero, a continued fraction beyond. */
function complementaryError(x: number): number {
  const bell = Math.exp(-x * x) / Math.sqrt(Math.PI);
  if (x < 2) {
    let term = x;
    let sum = x;
    for (let n = 1; n < 60; n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return 1 - 2 * bell * sum;
  }
  let fraction = x;
  for (let n = 80; n > 0; n--) fraction = x + n / 2 / fraction;
  return bell / fraction;
}
