import { tooFew } from '../CollectorStore.js';
import type { Stats } from './model.js';
import { type MeanCount, observedRange, type Per, type Side } from './observedRange.js';
import { type ObservedRange, type PRange, pRange, type Range, share } from './pRange.js';
import { isOfLosses, signalLabel } from './signalLabels.js';
import { holm, level, type Observed, type Test } from './significance.js';

/**
 * Whether a difference is more than noise, or why that cannot be decided. `difference` and `noise` hold for everything that may
 * be withheld; unless `isExact`, `p` is the largest possible one of a difference, and the smallest of noise. `open`: it depends on
 * what is withheld.
 */
export type Verdict =
  | { readonly kind: 'difference' | 'noise'; readonly p: number; readonly isExact: boolean }
  | { readonly kind: 'too few' }
  | { readonly kind: 'open'; readonly p: Range };

/** A signal or a bucket of two releases. */
export interface Compared {
  readonly signal: string;
  /** Absent for the signal as a whole. */
  readonly bucket?: string;
  readonly per: Per;
  readonly test: Test;
  /** The numbers that are shown. */
  readonly one: Observed;
  readonly other: Observed;
  /** The share of `one` minus that of `other`, with everything that may be withheld. */
  readonly difference: Range;
  /** Its `p` is corrected for all comparisons. */
  readonly verdict: Verdict;
}

/** Compares all signals and buckets that at least one of the releases has, but not what clients gave up. */
export function compareReleases(one: Stats, other: Stats): readonly Compared[] {
  const compared = [...one.signals.values()]
    .filter(({ signal }) => signal !== 'turns' && !isOfLosses(signal))
    .flatMap((ofOne) => {
      const ofOther = other.signals.get(ofOne.signal);
      return ofOther ? compareSignal({ stats: one, signal: ofOne }, { stats: other, signal: ofOther }) : [];
    })
    .filter(({ one, other }) => one.count + other.count > 0);
  const corrected = correctedRanges(compared.map(({ p }) => p));
  return compared.map(({ p, isExact, ...each }, index) => ({
    ...each,
    verdict: verdictOf(p.valid, corrected[index] ?? p, isExact),
  }));
}

/** Before the correction of `p`. */
type Tested = Omit<Compared, 'verdict'> & { readonly p: PRange; readonly isExact: boolean };

function compareSignal(one: Side, other: Side): readonly Tested[] {
  const { signal, layers } = one.signal;
  const { perTurns, oncePerTurn } = signalLabel(signal);
  const test: Test = perTurns && !oncePerTurn ? 'rate' : 'proportion';
  const mean = meanOf(one.stats, other.stats);
  const compare = (per: Per, bucket?: string): Tested => {
    const what = { per, test, ...(bucket !== undefined && { bucket }) };
    const [ofOne, ofOther] = [observedRange(one, what, mean), observedRange(other, what, mean)];
    return {
      signal,
      ...what,
      one: shown(ofOne),
      other: shown(ofOther),
      difference: {
        least: share(ofOne.seldom) - share(ofOther.often),
        most: share(ofOne.often) - share(ofOther.seldom),
      },
      p: pRange(test, ofOne, ofOther),
      isExact: isExact(ofOne) && isExact(ofOther),
    };
  };
  const buckets = layers.map(({ name }) => name).filter((name) => name !== tooFew);
  const ofBuckets = buckets.length > 1 ? buckets.map((bucket) => compare(perTurns ? 'turns' : 'signal', bucket)) : [];
  return perTurns ? [compare('turns'), ...ofBuckets] : ofBuckets;
}

function shown({ seldom, of }: ObservedRange): Observed {
  return { count: seldom.count, of: of.least };
}

function isExact({ seldom, often, of }: ObservedRange): boolean {
  return seldom.count === often.count && of.least === of.most;
}

/** The larger mean of both releases; of a bucket that neither shows, the largest of the signal. */
export function meanOf(one: Stats, other: Stats): MeanCount {
  return ({ signal }, bucket) => {
    const layers = [one, other].flatMap(({ signals }) => signals.get(signal)?.layers ?? []);
    const means = (of: typeof layers) =>
      of.filter(({ reports }) => reports > 0).map(({ total, reports }) => total / reports);
    const ofBucket = means(layers.filter(({ name }) => name === bucket));
    return Math.max(0, ...(ofBucket.length > 0 ? ofBucket : means(layers)));
  };
}

/**
 * The range of each p after Holm's correction. A corrected p never gets smaller when another p or the number of tests gets larger,
 * so the largest is that of all largest ones and of all tests that may be valid, and the smallest the reverse.
 */
function correctedRanges(ranges: readonly PRange[]): readonly Range[] {
  const most = correct(ranges.map(({ valid, most }) => (valid === 'none' ? undefined : valid === 'all' ? most : 1)));
  const least = correct(ranges.map(({ valid, least }) => (valid === 'all' ? least : undefined)));
  return ranges.map((_, index) => ({ least: least[index] ?? 0, most: most[index] ?? 1 }));
}

/** Corrects those that are given. */
function correct(pValues: readonly (number | undefined)[]): readonly (number | undefined)[] {
  const corrected = [...holm(pValues.filter((p) => p !== undefined))];
  return pValues.map((p) => (p === undefined ? undefined : corrected.shift()));
}

function verdictOf(valid: PRange['valid'], p: Range, isExact: boolean): Verdict {
  if (valid === 'none') return { kind: 'too few' };
  if (valid === 'all' && p.most < level) return { kind: 'difference', p: p.most, isExact };
  if (valid === 'all' && p.least >= level) return { kind: 'noise', p: p.least, isExact };
  return { kind: 'open', p };
}
