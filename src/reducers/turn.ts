import type { Counters, SignalToken } from '../signals.js';

/** Counts one of each of `tokens` more in a tally of the caller's own, and returns it. */
export function addTokens(tally: Counters, tokens: readonly SignalToken[]): Counters {
  for (const token of tokens) tally[token] = (tally[token] ?? 0) + 1;
  return tally;
}

/** The event of `turns/total` closes the tally. */
export const endsTurn = (tokens: readonly SignalToken[]): boolean => tokens.includes('turns/total');
