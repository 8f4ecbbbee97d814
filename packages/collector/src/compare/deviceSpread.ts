/** The counts of one token in batches, of which each is of one device and day. */
export interface TokenBatches {
  readonly count: number;
  /** The batches that counted it at least once. */
  readonly reporting: number;
}

const largestSpread = 1e6;

/**
 * How differently devices count: the variance of a device's rate, as a multiple of the square of the mean. 0 if all are alike, 1 if
 * their rates are exponentially distributed.
 *
 * If few devices make most of the counts, fewer batches have any than chance would spread them over. With gamma-distributed rates
 * of variance `v` and mean `m` of a batch, a share of `(1 + m v) ** (-1 / v)` of the batches has none; this is solved for `v`.
 *
 * The spread of a sum of tokens is at most the mean of their spreads, weighted by their counts (as standard deviations).
 *
 * @param batches - All batches, with or without these tokens.
 */
export function deviceSpread(tokens: readonly TokenBatches[], batches: number): number {
  const total = tokens.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return 0;
  const deviation = tokens.reduce((sum, token) => sum + token.count * Math.sqrt(spreadOf(token, batches)), 0) / total;
  return deviation ** 2;
}

function spreadOf({ count, reporting }: TokenBatches, batches: number): number {
  if (count === 0 || batches === 0) return 0;
  const mean = count / batches;
  const without = 1 - reporting / batches;
  const expected = (spread: number) => (1 + mean * spread) ** (-1 / spread);
  if (without <= Math.exp(-mean)) return 0;
  let low = 0;
  let high = 1;
  while (expected(high) < without && high < largestSpread) high *= 2;
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (expected(middle) < without) low = middle;
    else high = middle;
  }
  return high;
}
