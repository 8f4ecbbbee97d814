/** One number a token. */
export type Sums = Readonly<Record<string, number>>;

export const add = (a: Sums, b: Sums): Sums => combine(a, b, 1);
export const subtract = (a: Sums, b: Sums): Sums => combine(a, b, -1);

/** Of each token the greater number. */
export const most = (a: Sums, b: Sums): Sums =>
  onlyCounted(Object.fromEntries(tokensIn(a, b).map((token) => [token, Math.max(a[token] ?? 0, b[token] ?? 0)])));

export const total = (sums: Sums): number => Object.values(sums).reduce((sum, count) => sum + count, 0);

/** The tokens of which `sums` has less than none. */
export const negativeIn = (sums: Sums): readonly string[] =>
  Object.keys(sums).filter((token) => (sums[token] ?? 0) < 0);

export const show = (sums: Sums): string =>
  Object.entries(sums)
    .map(([token, count]) => `${count} ${token}`)
    .join(', ') || 'nothing';

function combine(a: Sums, b: Sums, sign: 1 | -1): Sums {
  return onlyCounted(
    Object.fromEntries(tokensIn(a, b).map((token) => [token, (a[token] ?? 0) + sign * (b[token] ?? 0)])),
  );
}

const tokensIn = (a: Sums, b: Sums): readonly string[] => [...new Set([...Object.keys(a), ...Object.keys(b)])];

const onlyCounted = (sums: Sums): Sums => Object.fromEntries(Object.entries(sums).filter(([, count]) => count !== 0));
