import type { Counters, SignalToken } from '../signals.js';

/** The tally with one of each of `tokens` more. */
export function addTokens(tally: Counters, tokens: readonly SignalToken[]): Counters {
  const next = { ...tally };
  for (const token of tokens) next[token] = (next[token] ?? 0) + 1;
  return next;
}

/** `turns/total` is always an event's last token: it closes the tally. */
export const endsTurn = (tokens: readonly SignalToken[]): boolean => tokens[tokens.length - 1] === 'turns/total';
