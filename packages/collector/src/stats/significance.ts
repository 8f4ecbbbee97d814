/** How often something was counted, out of how many turns (or out of how many counts of its signal). */
export interface Observed {
  readonly count: number;
  readonly of: number;
}

/**
 * How a difference is tested, both two-sided.
 *
 * - `proportion`: each of `of` either has it or has not (a turn fails once at most). Two-proportion z-test, variance pooled.
 * - `rate`: it can happen several times in a turn (a tool error). Two Poisson rates, compared given the sum of both counts:
 *   were the rates the same, the one count would be binomial with the share of its turns. Normal approximation.
 */
export type Test = 'proportion' | 'rate';

/** Where fewer than this would be expected on either side, the normal approximation tells nothing (Cochran's rule). */
const leastExpected = 5;

/**
 * The p value of the difference: how often chance alone would make one at least as large.
 *
 * @returns `undefined` where there are too few to tell.
 */
export function pValue(test: Test, one: Observed, other: Observed): number | undefined {
  const count = one.count + other.count;
  const of = one.of + other.of;
  if (one.of <= 0 || other.of <= 0 || Math.min(one.of, other.of) * (count / of) < leastExpected) return undefined;
  const share = count / of;
  if (test === 'proportion' && Math.min(one.of, other.of) * (1 - share) < leastExpected) return undefined;
  const spread = test === 'proportion' ? share * (1 - share) : share;
  const z = (one.count / one.of - other.count / other.of) / Math.sqrt(spread * (1 / one.of + 1 / other.of));
  return complementaryError(Math.abs(z) / Math.SQRT2);
}

/** Holm's correction: whatever the number of comparisons, at most one in twenty pages without any difference tells of one at 0.05. */
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

/** erfc(x) for x ≥ 0: twice the area under a normal curve beyond x√2. The series near zero, the continued fraction far out. */
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
