import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holm, type Observed, pValue, type Test } from '../../src/stats/significance.js';

const tests = fc.constantFrom<Test>('proportion', 'rate');
const observed = fc.record({
  of: fc.integer({ min: 1, max: 100_000 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
});
const counts = observed.map(({ of, share }): Observed => ({ count: Math.round(of * share), of }));

test('should be a probability or undefined, and the same in both directions', () => {
  fc.assert(
    fc.property(tests, counts, counts, (kind, one, other) => {
      const p = pValue(kind, one, other);
      expect(pValue(kind, other, one)).toBe(p);
      if (p === undefined) return;
      expect(p).toBeGreaterThanOrEqual(0);
      expect(p).toBeLessThanOrEqual(1);
    }),
  );
});

test('should find no difference between equal shares of any size', () => {
  fc.assert(
    fc.property(tests, counts, fc.integer({ min: 1, max: 1000 }), (kind, { count, of }, times) => {
      const p = pValue(kind, { count, of }, { count: count * times, of: of * times });
      if (p !== undefined) expect(p).toBeCloseTo(1, 6);
    }),
  );
});

test('should decrease with the number of turns for the same difference', () => {
  fc.assert(
    fc.property(tests, fc.integer({ min: 20, max: 400 }), fc.integer({ min: 2, max: 20 }), (kind, count, times) => {
      const p = (scale: number) =>
        pValue(
          kind,
          { count: count * scale, of: 1000 * scale },
          { count: Math.round(count * 1.2) * scale, of: 1000 * scale },
        );
      expect(p(times)).toBeLessThanOrEqual(p(1) ?? 1);
    }),
  );
});

/** Published: the tails of the normal distribution, two-sided, and of trials. */
test.each<[string, Test, Observed, Observed, number]>([
  ['one standard deviation', 'rate', { count: 55, of: 1e4 }, { count: 45, of: 1e4 }, 0.3173105],
  ['two', 'rate', { count: 60, of: 1e4 }, { count: 40, of: 1e4 }, 0.0455003],
  ['three', 'rate', { count: 65, of: 1e4 }, { count: 35, of: 1e4 }, 0.0026998],
  ['four', 'rate', { count: 70, of: 1e4 }, { count: 30, of: 1e4 }, 6.33425e-5],
  ['five', 'rate', { count: 75, of: 1e4 }, { count: 25, of: 1e4 }, 5.73303e-7],
  ['six', 'rate', { count: 80, of: 1e4 }, { count: 20, of: 1e4 }, 1.97318e-9],
  [
    "aspirin against heart attacks, the Physicians' Health Study",
    'proportion',
    { count: 104, of: 11_037 },
    { count: 189, of: 11_034 },
    5.692e-7,
  ],
  ['15 and 25 of 50: z is 2 / √0.96', 'proportion', { count: 15, of: 50 }, { count: 25, of: 50 }, 0.0412268],
])('%s', (_, kind, one, other, known) => {
  const p = pValue(kind, one, other) ?? Number.NaN;
  expect(Math.abs(p / known - 1)).toBeLessThan(1e-4);
});

const logFactorials = [0];
function logFactorial(n: number): number {
  for (let next = logFactorials.length; next <= n; next++)
    logFactorials.push((logFactorials[next - 1] ?? 0) + Math.log(next));
  return logFactorials[n] ?? Number.NaN;
}

function binomial(k: number, n: number, share: number): number {
  const ways = logFactorial(n) - logFactorial(k) - logFactorial(n - k);
  return Math.exp(ways + k * Math.log(share) + (n - k) * Math.log(1 - share));
}

const upTo = (n: number): readonly number[] => Array.from({ length: n + 1 }, (_, k) => k);

test('the p of a rate is close to that of the exact binomial test, for all counts and turns', () => {
  const cases = fc.tuple(
    fc.integer({ min: 60, max: 800 }),
    fc.integer({ min: 25, max: 75 }),
    fc.double({ min: -3, max: 3, noNaN: true }),
  );
  fc.assert(
    fc.property(cases, ([n, percent, z]) => {
      const share = percent / 100;
      const count = Math.max(0, Math.min(n, Math.round(n * share + z * Math.sqrt(n * share * (1 - share)))));
      const p = pValue('rate', { count, of: 1e6 * share }, { count: n - count, of: 1e6 * (1 - share) });
      const distance = Math.abs(count - n * share);
      // Half of what is exactly as far counts: the mid-p of a test of whole numbers.
      const exact = upTo(n).reduce((sum, k) => {
        const further = Math.abs(k - n * share) - distance;
        return sum + (further > 1e-9 ? 1 : further > -1e-9 ? 0.5 : 0) * binomial(k, n, share);
      }, 0);
      expect(Math.abs((p ?? Number.NaN) - exact)).toBeLessThan(0.06);
    }),
  );
});

test.each([
  [0.1, 120, 80],
  [0.3, 100, 100],
  [0.5, 60, 200],
])(
  'two releases with the same failure rate (%f of %i and %i) differ at 0.05 about once in twenty, counted exactly',
  (share, one, other) => {
    let wrongly = 0;
    for (const a of upTo(one)) {
      for (const b of upTo(other)) {
        const p = pValue('proportion', { count: a, of: one }, { count: b, of: other });
        if (p !== undefined && p < 0.05) wrongly += binomial(a, one, share) * binomial(b, other, share);
      }
    }
    expect(wrongly).toBeGreaterThan(0.035);
    expect(wrongly).toBeLessThan(0.065);
  },
);

test.each<[string, Test, Observed, Observed]>([
  ['no turns', 'proportion', { count: 0, of: 0 }, { count: 50, of: 100 }],
  ['nothing counted', 'rate', { count: 0, of: 1000 }, { count: 0, of: 1000 }],
  ['nine in two equal releases', 'rate', { count: 9, of: 1000 }, { count: 0, of: 1000 }],
  ['many in one, next to no turns in the other', 'proportion', { count: 500, of: 1000 }, { count: 2, of: 4 }],
  ['all but nine failed', 'proportion', { count: 1000, of: 1000 }, { count: 991, of: 1000 }],
  ['more failed than turns there are', 'proportion', { count: 30, of: 10 }, { count: 90, of: 20 }],
])('%s: too few to test', (_, kind, one, other) => {
  expect(pValue(kind, one, other)).toBeUndefined();
});

test('Holm’s correction: an example, and its laws', () => {
  expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
  expect(holm([])).toEqual([]);
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }), (ps) => {
      const corrected = holm(ps);
      ps.forEach((p, n) => {
        expect(corrected[n]).toBeGreaterThanOrEqual(p);
        expect(corrected[n]).toBeLessThanOrEqual(Math.min(1, p * ps.length));
        ps.forEach((q, m) => {
          if (p < q) expect(corrected[n]).toBeLessThanOrEqual(corrected[m] ?? 0);
        });
      });
    }),
  );
});
