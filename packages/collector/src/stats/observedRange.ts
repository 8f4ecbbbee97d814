import { tooFew } from '../CollectorStore.js';
import type { MissingDay } from './missing.js';
import { type SignalStats, type Stats, sum } from './model.js';
import type { ObservedRange } from './pRange.js';
import type { Test } from './significance.js';

/** One signal of a release. */
export interface Side {
  readonly stats: Stats;
  readonly signal: SignalStats;
}

/** `turns`: per 1,000 turns; `signal`: in percent of the counts of the signal. */
export type Per = 'turns' | 'signal';

/** The mean count of the batches that counted the bucket and are shown. A batch that is withheld is assumed to have counted as much. */
export type MeanCount = (signal: SignalStats, bucket: string) => number;

interface Compared {
  readonly per: Per;
  readonly test: Test;
  /** Absent for the signal as a whole. */
  readonly bucket?: string;
}

/**
 * What a release may have counted: what is shown, and what is missing at most. Days on which nothing of the release is shown are
 * left out, because something may be missing of every day before the release and after it.
 */
export function observedRange(
  { stats, signal }: Side,
  { per, test, bucket }: Compared,
  mean: MeanCount,
): ObservedRange {
  const active = activeDays(stats);
  const missing = (signal: SignalStats, buckets = bucketsOf(signal)) => missingCounts(signal, buckets, active, mean);
  const others = bucketsOf(signal).filter((name) => name !== bucket);
  const count = bucket === undefined ? signal.total : (signal.layers.find(({ name }) => name === bucket)?.total ?? 0);
  const { inSums, inNoSum } = bucket === undefined ? { ...missing(signal), inSums: 0 } : missing(signal, [bucket]);
  const most = count + inSums + inNoSum;
  if (per === 'signal') {
    const mostOthers = missing(signal, others).inNoSum;
    return {
      seldom: { count, of: signal.total + mostOthers },
      often: { count: most, of: signal.total + inNoSum },
      of: { least: signal.total, most: signal.total + mostOthers + inNoSum },
    };
  }
  const turns = stats.turns.total;
  const mostTurns = turns + missing(stats.turns).inNoSum;
  return {
    seldom: { count, of: mostTurns },
    often: { count: most, of: test === 'proportion' ? Math.min(Math.max(turns, most), mostTurns) : turns }, // a turn fails at most once
    of: { least: turns, most: mostTurns },
  };
}

function bucketsOf({ layers }: SignalStats): readonly string[] {
  return layers.map(({ name }) => name).filter((name) => name !== tooFew);
}

/** The days on which anything is shown. */
function activeDays({ days, signals }: Stats): ReadonlySet<string> {
  const all = [...signals.values()];
  return new Set(days.filter((_, day) => all.some(({ values }) => (values[day] ?? 0) > 0)));
}

/** The largest counts of these buckets that may be missing: as far as they are in the sums of the signal, and as far as they are not. */
function missingCounts(
  signal: SignalStats,
  buckets: readonly string[],
  days: ReadonlySet<string>,
  mean: MeanCount,
): { readonly inSums: number; readonly inNoSum: number } {
  const missing = { inSums: 0, inNoSum: 0 };
  for (const day of signal.missing.filter(({ date }) => days.has(date))) {
    missing[day.isInSums ? 'inSums' : 'inNoSum'] += mostOfDay(day, buckets, (bucket) => mean(signal, bucket));
  }
  return missing;
}

function mostOfDay(
  { batches, rows, count, complete }: MissingDay,
  buckets: readonly string[],
  mean: (bucket: string) => number,
): number {
  const ofBuckets = buckets
    .filter((bucket) => !complete.has(bucket))
    .map((bucket) => batches * mean(bucket))
    .sort((a, b) => b - a);
  return Math.min(count ?? Number.POSITIVE_INFINITY, Math.ceil(sum(ofBuckets.slice(0, rows))));
}
