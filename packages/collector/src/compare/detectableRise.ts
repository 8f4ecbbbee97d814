import { level, type Observed, standardError } from '../stats/significance.js';
import type { Noise } from './noiseOf.js';
import type { GatedRate } from './parseRates.js';
import { studentQuantile } from './studentT.js';

const power = 0.8;

/**
 * The smallest rise that would be found in four of five cases, as a part of the rate. It is more than noise then, and at least
 * `minEffect`; both are judged by the rate that is seen, which may be smaller than the rise.
 *
 * @param rates - How many are judged: p is corrected for them.
 * @returns `undefined` if no rise would be found.
 */
export function detectableRise(
  { test, one, other }: Pick<GatedRate, 'test'> & { readonly one: Observed; readonly other: Observed },
  { factor, degrees }: Noise,
  rates: number,
  minEffect: number,
): number | undefined {
  const turns = one.of + other.of;
  const error = (standardError(test, one, other) * factor * turns) / (one.count + other.count);
  // A rise also raises the noise: the common rate, by which p is judged, and even more the rate that is seen.
  const toBeSure = studentQuantile(level / rates, degrees) * error;
  const seenLess = studentQuantile(2 * (1 - power), degrees) * error;
  const unraised = 1 - seenLess - (toBeSure * one.of) / turns;
  if (unraised <= 0) return undefined;
  return Math.max((toBeSure + seenLess) / unraised, (minEffect + seenLess) / (1 - seenLess));
}
