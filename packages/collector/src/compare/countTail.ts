import { incompleteBeta } from './incompleteBeta.js';

/**
 * The probability of `count` or more, of counts that have this mean and vary more than chance alone makes them: the variance of
 * what makes them is `spread`, as a multiple of the square of the mean (negative binomial; Poisson as `spread` approaches 0).
 *
 * If the mean is that of `n + 1` earlier counts and `spread` is `1 / (n + 1)`, it is the exact conditional test of two rates.
 *
 * @param spread - Above 0.
 */
export function countTail(count: number, mean: number, spread: number): number {
  return incompleteBeta((mean * spread) / (mean * spread + 1), count, 1 / spread);
}
