import { incompleteBeta } from './incompleteBeta.js';

/**
 * The probability that a variable of Student's t distribution is at least as far from 0 as `t`.
 *
 * @param degrees - The degrees of freedom, above 0; need not be whole.
 */
export function studentTail(t: number, degrees: number): number {
  return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}

/** The `t` of which {@link studentTail} is `p`. */
export function studentQuantile(p: number, degrees: number): number {
  let low = 0;
  let high = 1;
  while (studentTail(high, degrees) > p) high *= 2;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (studentTail(middle, degrees) > p) low = middle;
    else high = middle;
  }
  return high;
}
