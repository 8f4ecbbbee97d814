/** It needs about as many steps as the root of the larger of `a` and `b`. */
const mostSteps = 10_000;

/** The regularized incomplete beta function, to about 10 digits, by its continued fraction (modified Lentz). */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast on this side.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x) - Math.log(a),
  );
  const least = 1e-300;
  const safe = (value: number) => (Math.abs(value) < least ? least : value);
  let numerator = 1;
  let denominator = 1 / safe(1 - ((a + b) * x) / (a + 1));
  let fraction = denominator;
  for (let m = 1; m <= mostSteps; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    denominator = 1 / safe(1 + even * denominator);
    numerator = safe(1 + even / numerator);
    fraction *= denominator * numerator;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    denominator = 1 / safe(1 + odd * denominator);
    numerator = safe(1 + odd / numerator);
    fraction *= denominator * numerator;
    if (Math.abs(denominator * numerator - 1) < 1e-14) break;
  }
  return front * fraction;
}

/** Stirling's series, after steps to an argument for which it is exact to about 10 digits. */
function logGamma(x: number): number {
  if (x < 10) return logGamma(x + 1) - Math.log(x);
  const series = 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1260 * x ** 5);
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series;
}
