import fc from 'fast-check';
import { expect, test } from 'vitest';
import { studentQuantile, studentTail } from '../../src/compare/studentT.js';

/** Published: the two-sided critical values of the t distribution. */
test.each([
  [12.7062, 1, 0.05],
  [4.30265, 2, 0.05],
  [2.22814, 10, 0.05],
  [3.16927, 10, 0.01],
  [2.04227, 30, 0.05],
  [4.58689, 10, 0.001],
  [1.95996, 1e6, 0.05],
  [0, 7, 1],
])('%d with %d degrees of freedom is beyond the middle %d', (t, degrees, p) => {
  expect(studentTail(t, degrees)).toBeCloseTo(p, 5);
  expect(studentTail(-t, degrees)).toBeCloseTo(p, 5);
});

test('agrees with the closed forms of one and two degrees of freedom to 10 digits', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 50, noNaN: true }), (t) => {
      expect(studentTail(t, 1) / ((2 / Math.PI) * Math.atan(1 / t))).toBeCloseTo(1, 9);
      const root = Math.sqrt(2 + t * t);
      expect(studentTail(t, 2) / (2 / (root * (root + t)))).toBeCloseTo(1, 9);
    }),
  );
});

test('the quantile is the inverse of the tail', () => {
  const ps = fc.double({ min: 1e-9, max: 0.999, noNaN: true });
  const degrees = fc.double({ min: 0.5, max: 1e4, noNaN: true });
  fc.assert(
    fc.property(ps, degrees, (p, degrees) => {
      expect(studentTail(studentQuantile(p, degrees), degrees) / p).toBeCloseTo(1, 5);
    }),
  );
});
