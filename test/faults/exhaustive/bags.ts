import { entriesOf } from '../../../src/reducers/counters.js';
import type { Ledger, Tally } from '../../../src/reducers/ledger.js';
import type { Counters, SignalToken } from '../../../src/signals.js';
import { releaseOf } from '../../support/ledgers.js';

/**
 * How often each single count is somewhere: one octal digit a count, the first one's last. Each count is of a token of
 * its own, so that it can be told from the others wherever it goes.
 */
export type Bag = number;

const tokens = ['turns/total', 'compaction/total', 'empty_final/total'] as const satisfies readonly SignalToken[];

export const one = (count: number): Bag => 8 ** count;
export const timesIn = (bag: Bag, count: number): number => Math.floor(bag / 8 ** count) % 8;

const units: Counters = Object.fromEntries(tokens.map((token, count) => [token, one(count)]));

export function bagOf(counters: Counters): Bag {
  let bag = 0;
  for (const [token, times] of entriesOf(counters)) bag += times * (units[token] ?? Number.NaN);
  return bag;
}

export function bagOfLedger({ pending, outbox }: Ledger): Bag {
  let bag = outbox ? bagOf(outbox.counters) : 0;
  for (const { counters } of pending) bag += bagOf(counters);
  return bag;
}

/** The numbers of the counts in a bag, each as often as it is there. */
export const countsIn = (bag: Bag): number[] =>
  tokens.flatMap((_, count) => Array.from({ length: timesIn(bag, count) }, () => count));

export const firstToken = (bag: Bag): SignalToken => tokens[countsIn(bag)[0] ?? 0] ?? tokens[0];

export const sizeOf = (bag: Bag): number => countsIn(bag).length;

/** "counts 1 and 2" */
export const sayBag = (bag: Bag): string => {
  const numbers = countsIn(bag).map((count) => count + 1);
  return `${numbers.length === 1 ? 'count' : 'counts'} ${numbers.join(' and ')}`;
};

/** The tally of some counts, all observed by one release. */
export const tallyOfBag = (bag: Bag, release: number): Tally => ({
  release: releaseOf(release),
  counters: Object.fromEntries(countsIn(bag).map((count) => [tokens[count], 1])),
});
