/** Counts by token. */
export type Sums = Readonly<Record<string, number>>;

export function added(...all: readonly Sums[]): Sums {
  const sum: Record<string, number> = {};
  for (const each of all) for (const [token, count] of Object.entries(each)) sum[token] = (sum[token] ?? 0) + count;
  return sum;
}

export const totalOf = (sums: Sums): number => Object.values(sums).reduce((sum, count) => sum + count, 0);

/** Says which token is out of bounds. @throws Error */
export function assertBetween(least: Sums, actual: Sums, most: Sums): void {
  for (const token of new Set([least, actual, most].flatMap(Object.keys))) {
    const [from = 0, is = 0, to = 0] = [least[token], actual[token], most[token]];
    if (is < from) throw new Error(`${from - is} of ${token} are lost (${is}, at least ${from})`);
    if (is > to) throw new Error(`${is - to} of ${token} are there twice (${is}, at most ${to})`);
  }
}
