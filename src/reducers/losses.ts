import { limits } from '../protocol/index.js';
import type { Counters, lostSignals, SignalToken } from '../signals.js';
import { splitCounters, totalOf } from './counters.js';

/** How many counts were given up, by reason; a reason without any is absent. */
export type Lost = Readonly<Partial<Record<(typeof lostSignals)['delivery'][number], number>>>;

/** What a ledger remembers of the counts that it has given up. */
export interface Losses {
  readonly lost: Lost;
  /** What of `lost` the next batch reports, if the app counts `lostSignals`: `{ 'delivery/expired': 5 }`. */
  readonly unreported: Counters;
}

/** The most that is kept of a damaged count, so that its delivery ends and sums stay exact. No app counts that far. */
export const maxCount = 1000 * limits.count;

/** Whether a token reports what was given up. */
export const isReport = (token: string): boolean => token.startsWith('delivery/');

/** @param reports How many of the counts are reports: they are not reported in their turn. */
export function lose<L extends Losses>(losses: L, reason: keyof Lost, counts: number, reports = 0): L {
  const { lost, unreported } = losses;
  if (!counts) return losses;
  const token = `delivery/${reason}` as SignalToken;
  const due = Math.min((unreported[token] ?? 0) + counts - reports, maxCount);
  return {
    ...losses,
    lost: { ...lost, [reason]: Math.min((lost[reason] ?? 0) + counts, Number.MAX_SAFE_INTEGER) },
    unreported: due ? { ...unreported, [token]: due } : unreported,
  };
}

/** Were lost reports reported, a collector that refuses reports would be sent one after another. */
export const loseCounters = <L extends Losses>(losses: L, reason: keyof Lost, counters: Counters): L =>
  lose(losses, reason, totalOf(counters), totalOf(splitCounters(counters, isReport)[0]));
