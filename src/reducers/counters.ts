import type { Counters, SignalToken } from '../signals.js';

/** The tokens of `counters` with their counts, in the order in which they were first counted. */
export const entriesOf = (counters: Counters): [SignalToken, number][] =>
  Object.entries(counters) as [SignalToken, number][];

/** The counters of the tokens that `isFirst` accepts, and the others. */
export function splitCounters(counters: Counters, isFirst: (token: SignalToken) => boolean): [Counters, Counters] {
  const first: Counters = {};
  const others: Counters = {};
  for (const [token, count] of entriesOf(counters)) (isFirst(token) ? first : others)[token] = count;
  return [first, others];
}

/** The sum of both, token by token; tokens that only `b` has come last. */
export const addCounters = (a: Counters, b: Counters): Counters => addTo({ ...a }, b);

/** Adds `counters` to `sum`, which it changes and returns. */
export function addTo(sum: Counters, counters: Counters): Counters {
  for (const token of Object.keys(counters) as SignalToken[]) sum[token] = (sum[token] ?? 0) + (counters[token] ?? 0);
  return sum;
}

export const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** The sum of all counts. */
export const totalOf = (counters: Readonly<Record<string, number>>): number => sumOf(Object.values(counters));

export const isEmpty = (counters: Counters): boolean => Object.keys(counters).length === 0;

/** Counts each of `tokens` once more in `tally`, which it changes and returns. */
export function addTokens(tally: Counters, tokens: readonly SignalToken[]): Counters {
  for (const token of tokens) tally[token] = (tally[token] ?? 0) + 1;
  return tally;
}

/** Whether these tokens end a turn, and with it the tally. */
export const endsTurn = (tokens: readonly SignalToken[]): boolean => tokens.includes('turns/total');
