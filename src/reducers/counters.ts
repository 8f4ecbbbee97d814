import type { Counters, SignalToken } from '../signals.js';

/** The tokens of `counters` with their counts, in the order they were first seen. */
export const entriesOf = (counters: Counters): [SignalToken, number][] =>
  Object.entries(counters) as [SignalToken, number][];

/** The sum of both, token by token; `b`'s new tokens come after `a`'s. */
export const addCounters = (a: Counters, b: Counters): Counters => addTo({ ...a }, b);

/** Adds to a sum of the caller's own. */
export function addTo(sum: Counters, counters: Counters): Counters {
  for (const token of Object.keys(counters) as SignalToken[]) sum[token] = (sum[token] ?? 0) + (counters[token] ?? 0);
  return sum;
}

export const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** How many counts there are in all. */
export const totalOf = (counters: Readonly<Record<string, number>>): number => sumOf(Object.values(counters));

export const isEmpty = (counters: Counters): boolean => Object.keys(counters).length === 0;

/** Counts one of each of `tokens` more in a tally of the caller's own, and returns it. */
export function addTokens(tally: Counters, tokens: readonly SignalToken[]): Counters {
  for (const token of tokens) tally[token] = (tally[token] ?? 0) + 1;
  return tally;
}

/** The event of `turns/total` closes the tally. */
export const endsTurn = (tokens: readonly SignalToken[]): boolean => tokens.includes('turns/total');
