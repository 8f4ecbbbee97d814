import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countTail } from '../../src/compare/countTail.js';

const means = fc.double({ min: 0.01, max: 50, noNaN: true });

/** The sum of the probabilities of fewer, by their recurrence. */
function summed(count: number, mean: number, spread: number): number {
  const shape = 1 / spread;
  const part = mean / (mean + shape);
  let each = (1 - part) ** shape;
  let fewer = 0;
  for (let n = 0; n < count; n++) {
    fewer += each;
    each *= (part * (n + shape)) / (n + 1);
  }
  return 1 - fewer;
}

test('is the tail of the negative binomial distribution', () => {
  const counts = fc.integer({ min: 1, max: 100 });
  fc.assert(
    fc.property(counts, means, fc.double({ min: 0.01, max: 10, noNaN: true }), (count, mean, spread) => {
      expect(countTail(count, mean, spread)).toBeCloseTo(summed(count, mean, spread), 9);
    }),
  );
});

test('is the exact conditional test of two rates if nothing but chance spreads them', () => {
  // 3 of 1,000 before, 7 of 500 now: of 10, at least 7 with a chance of 1 in 3 each.
  const binomial = [120 * 8, 45 * 4, 10 * 2, 1].reduce((total, each) => total + each, 0) / 3 ** 10;
  expect(countTail(7, (4 / 1000) * 500, 1 / 4)).toBeCloseTo(binomial, 10);
});

test.each([
  [70_000, 700, 1],
  [1_000_000, 1_000_000, 0.001],
])('is a probability for %d counts of a mean of %d', (count, mean, spread) => {
  const p = countTail(count, mean, spread);
  expect(p).toBeGreaterThanOrEqual(0);
  expect(p).toBeLessThan(0.6);
});
