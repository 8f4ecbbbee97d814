import { tooFew } from '../CollectorStore.js';
import { type SignalStats, type Stats, sum } from './model.js';
import { measureOf } from './signalLabels.js';
import { holm, type Observed, pValue, type Test } from './significance.js';

/** Whether a difference is more than noise, and where that cannot be told, why. */
export type Verdict =
  | { readonly kind: 'difference'; readonly p: number }
  | { readonly kind: 'noise'; readonly p: number }
  | { readonly kind: 'too few' }
  | { readonly kind: 'withheld' };

/** One thing of two releases. */
export interface Compared {
  readonly signal: string;
  /** Absent: all of the signal. */
  readonly bucket?: string;
  /** `turns`: per 1,000 turns; `signal`: in a hundred counts of the signal. */
  readonly per: 'turns' | 'signal';
  readonly test: Test;
  readonly one: Observed;
  readonly other: Observed;
  /** `p` is corrected for all comparisons of the page. */
  readonly verdict: Verdict;
}

const level = 0.05;
/** As large a part of the batches may be missing from what a verdict is about. */
const withheldAtMost = 0.05;

/** Everything that can be compared of two releases, but for what neither of them has. */
export function comparisonOf(one: Stats, other: Stats, minReports: number): readonly Compared[] {
  const compared = [...one.signals.values()]
    .filter(({ signal }) => signal !== 'turns')
    .flatMap((ofOne) => {
      const ofOther = other.signals.get(ofOne.signal);
      return ofOther ? ofSignal({ stats: one, signal: ofOne }, { stats: other, signal: ofOther }, minReports) : [];
    })
    .filter(({ one, other }) => one.count + other.count > 0);
  const tested = compared.flatMap((each) => (each.p === undefined ? [] : [each.p]));
  const corrected = [...holm(tested)];
  return compared.map(({ p, withheld, ...each }) => {
    const next = p === undefined ? undefined : corrected.shift();
    return { ...each, verdict: withheld ? { kind: 'withheld' } : verdictOf(next) };
  });
}

interface Side {
  readonly stats: Stats;
  readonly signal: SignalStats;
}

type Untold = Omit<Compared, 'verdict'> & { readonly p: number | undefined; readonly withheld: boolean };

function ofSignal(one: Side, other: Side, minReports: number): readonly Untold[] {
  const { signal, layers } = one.signal;
  const { perTurns, oncePerTurn } = measureOf(signal);
  const test: Test = perTurns && !oncePerTurn ? 'rate' : 'proportion';
  const told = (per: Compared['per'], test: Test, bucket?: string): Untold => {
    const counts = [one, other].map((side) => observed(side, per, bucket));
    const [mine, others] = [counts[0] ?? nothing, counts[1] ?? nothing];
    const withheld = [one, other].some((side) => isPartial(side, per, bucket, minReports));
    const p = withheld ? undefined : pValue(test, mine, others);
    return { signal, ...(bucket !== undefined && { bucket }), per, test, one: mine, other: others, p, withheld };
  };
  const buckets = layers.map(({ name }) => name).filter((name) => name !== tooFew);
  const ofBuckets =
    buckets.length > 1
      ? buckets.map((bucket) => told(perTurns ? 'turns' : 'signal', perTurns ? test : 'proportion', bucket))
      : [];
  return perTurns ? [told('turns', test), ...ofBuckets] : ofBuckets;
}

const nothing: Observed = { count: 0, of: 0 };

function observed({ stats, signal }: Side, per: Compared['per'], bucket?: string): Observed {
  const count = bucket === undefined ? signal.total : (layer(signal, bucket)?.total ?? 0);
  return { count, of: per === 'turns' ? stats.turns.total : signal.total };
}

/**
 * Small rows are those of rare things, so what is withheld would be missed on one side of a rate more than on the other. A row
 * that is withheld has at most `minReports - 1` batches: so many may be missing, and of a bucket also what was folded.
 */
function isPartial(
  { stats, signal }: Side,
  per: Compared['per'],
  bucket: string | undefined,
  minReports: number,
): boolean {
  const missing = ({ withheld }: SignalStats) => withheld * (minReports - 1);
  const reports = sum(signal.layers.map((layer) => layer.reports));
  const turns = sum(stats.turns.layers.map((layer) => layer.reports));
  if (per === 'turns' && missing(stats.turns) > withheldAtMost * turns) return true;
  if (bucket === undefined) return missing(signal) > withheldAtMost * reports;
  const folded = layer(signal, tooFew)?.reports ?? 0;
  return missing(signal) + folded > withheldAtMost * (layer(signal, bucket)?.reports ?? 0);
}

function layer({ layers }: SignalStats, wanted: string) {
  return layers.find(({ name }) => name === wanted);
}

function verdictOf(p: number | undefined): Verdict {
  if (p === undefined) return { kind: 'too few' };
  return { kind: p < level ? 'difference' : 'noise', p };
}
