import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deviceSpread } from '../../src/compare/deviceSpread.js';

const batches = 1e6;

test('should find the spread of batches that a gamma distribution makes, and 0 if all devices are alike', () => {
  const means = fc.double({ min: 0.01, max: 5, noNaN: true });
  const spreads = fc.double({ min: 0.05, max: 20, noNaN: true });
  fc.assert(
    fc.property(means, spreads, (mean, spread) => {
      const reporting = batches * (1 - (1 + mean * spread) ** (-1 / spread));
      expect(deviceSpread([{ count: mean * batches, reporting }], batches) / spread).toBeCloseTo(1, 3);
      const alike = batches * (1 - Math.exp(-mean));
      expect(deviceSpread([{ count: mean * batches, reporting: alike }], batches)).toBeCloseTo(0, 6);
    }),
  );
});

test('the spread of a sum is at most the mean of the spreads, as standard deviations', () => {
  const unequal = { count: 3000, reporting: 500 };
  const alike = { count: 1000, reporting: 1000 };
  const one = deviceSpread([unequal], 20_000);
  expect(one).toBeGreaterThan(1);
  expect(deviceSpread([unequal, alike], 20_000)).toBeCloseTo((Math.sqrt(one) * 0.75) ** 2, 6);
});

test.each([
  [[], 100],
  [[{ count: 0, reporting: 0 }], 100],
  [[{ count: 5, reporting: 5 }], 0],
  [[{ count: 5, reporting: 100 }], 100],
])('is 0 for %j of %d batches', (tokens, batches) => {
  expect(deviceSpread(tokens, batches)).toBe(0);
});

test('is finite if one batch has all', () => {
  expect(deviceSpread([{ count: 1e6, reporting: 1 }], 1e4)).toBeLessThan(3e6);
});
