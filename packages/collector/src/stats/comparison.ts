import { tooFew } from '../CollectorStore.js';
import { type SignalStats, type Stats, sum } from './model.js';
import { signalLabel } from './signalLabels.js';
import { holm, type Observed, pValue, type Test } from './significance.js';

/** Whether a difference is more than noise, or why that cannot be decided. */
export type Verdict =
  | { readonly kind: 'difference'; readonly p: number }
  | { readonly kind: 'noise'; readonly p: number }
  | { readonly kind: 'too few' }
  | { readonly kind: 'withheld' };

/** A signal or a bucket of two releases. */
export interface Compared {
  readonly signal: string;
  /** Absent for the signal as a whole. */
  readonly bucket?: string;
  /** `turns`: per 1,000 turns; `signal`: in percent of the counts of the signal. */
  readonly per: 'turns' | 'signal';
  readonly test: Test;
  readonly one: Observed;
  readonly other: Observed;
  /** Its `p` is corrected for all comparisons of the page. */
  readonly verdict: Verdict;
}

const level = 0.05;
/** A verdict requires that at most this part of the batches may be missing. */
const maxMissingShare = 0.05;

/** Compares all signals and buckets that at least one of the releases has. */
export function compareReleases(one: Stats, other: Stats, minReports: number): readonly Compared[] {
  const compared = [...one.signals.values()]
    .filter(({ signal }) => signal !== 'turns')
    .flatMap((ofOne) => {
      const ofOther = other.signals.get(ofOne.signal);
      return ofOther ? compareSignal({ stats: one, signal: ofOne }, { stats: other, signal: ofOther }, minReports) : [];
    })
    .filter(({ one, other }) => one.count + other.count > 0);
  const tested = compared.flatMap((each) => (each.p === undefined ? [] : [each.p]));
  const corrected = [...holm(tested)];
  return compared.map(({ p, withheld, ...each }) => {
    const correctedP = p === undefined ? undefined : corrected.shift();
    return { ...each, verdict: withheld ? { kind: 'withheld' } : verdictOf(correctedP) };
  });
}

interface Side {
  readonly stats: Stats;
  readonly signal: SignalStats;
}

/** Before the correction of `p`. */
type Tested = Omit<Compared, 'verdict'> & { readonly p: number | undefined; readonly withheld: boolean };

function compareSignal(one: Side, other: Side, minReports: number): readonly Tested[] {
  const { signal, layers } = one.signal;
  const { perTurns, oncePerTurn } = signalLabel(signal);
  const test: Test = perTurns && !oncePerTurn ? 'rate' : 'proportion';
  const compare = (per: Compared['per'], test: Test, bucket?: string): Tested => {
    const counts = { one: observed(one, per, bucket), other: observed(other, per, bucket) };
    const withheld = [one, other].some((side) => isPartial(side, per, bucket, minReports));
    const p = withheld ? undefined : pValue(test, counts.one, counts.other);
    return { signal, ...(bucket !== undefined && { bucket }), per, test, ...counts, p, withheld };
  };
  const buckets = layers.map(({ name }) => name).filter((name) => name !== tooFew);
  const ofBuckets =
    buckets.length > 1
      ? buckets.map((bucket) => compare(perTurns ? 'turns' : 'signal', perTurns ? test : 'proportion', bucket))
      : [];
  return perTurns ? [compare('turns', test), ...ofBuckets] : ofBuckets;
}

function observed({ stats, signal }: Side, per: Compared['per'], bucket?: string): Observed {
  const count = bucket === undefined ? signal.total : (layer(signal, bucket)?.total ?? 0);
  return { count, of: per === 'turns' ? stats.turns.total : signal.total };
}

/**
 * Whether so many batches may be missing that a verdict could be wrong. Rare signals have smaller rows than turns, so what is
 * missing biases a rate. Of a day only the number of withheld rows is known, but not of which signals they were. Of one signal,
 * bucket and release less than `minReports` batches are missing each day, because that many would have been shown as "too few".
 * A bucket may also miss those of combined rows.
 */
function isPartial(
  { stats, signal }: Side,
  per: Compared['per'],
  bucket: string | undefined,
  minReports: number,
): boolean {
  const ofBucket = ({ incompleteDays }: SignalStats) => incompleteDays * (minReports - 1);
  const missing = (stats: SignalStats) => ofBucket(stats) * stats.layers.filter(({ name }) => name !== tooFew).length;
  const reports = sum(signal.layers.map((layer) => layer.reports));
  const turns = sum(stats.turns.layers.map((layer) => layer.reports));
  if (per === 'turns' && missing(stats.turns) > maxMissingShare * turns) return true;
  if (bucket === undefined) return missing(signal) > maxMissingShare * reports;
  const combined = layer(signal, tooFew)?.reports ?? 0;
  return ofBucket(signal) + combined > maxMissingShare * (layer(signal, bucket)?.reports ?? 0);
}

function layer({ layers }: SignalStats, wanted: string) {
  return layers.find(({ name }) => name === wanted);
}

function verdictOf(p: number | undefined): Verdict {
  if (p === undefined) return { kind: 'too few' };
  return { kind: p < level ? 'difference' : 'noise', p };
}
