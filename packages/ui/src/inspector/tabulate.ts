import type { Signals } from 'turntally/signals';
import type { SignalDescription } from 'turntally/wording';
import { totalOf } from './totalOf.js';

export interface BucketRow {
  readonly bucket: string;
  readonly title: string;
  readonly count: number;
  /** The bucket's part of all counts of the signal, 0 to 1. */
  readonly share: number;
}

export interface SignalTable {
  readonly signal: string;
  readonly title: string;
  readonly rows: readonly BucketRow[];
}

/**
 * Groups counters by signal and bucket, always in the order of the descriptions. What has no description comes last, under
 * its own names.
 *
 * @param withZeros whether to add rows with 0 for what is described or `asked` about but not counted, so that nothing moves
 *   when it is counted later; what is counted by provider repeats its signal, and has no zeros
 * @param other - the providers that are not listed, in words
 */
export function tabulate(
  counters: Readonly<Record<string, number>>,
  described: ReadonlyMap<string, SignalDescription>,
  withZeros: boolean,
  asked: Signals = {},
  other = 'other',
): readonly SignalTable[] {
  const signals = new Map<string, Map<string, number>>();
  const add = (signal: string, bucket: string, count: number): void => {
    signals.set(signal, (signals.get(signal) ?? new Map<string, number>()).set(bucket, count));
  };
  for (const [signal, { buckets }] of described) for (const bucket of Object.keys(buckets)) add(signal, bucket, 0);
  for (const [signal, buckets] of Object.entries(asked)) {
    if (!signal.includes('.')) for (const bucket of buckets) add(signal, bucket, 0);
  }
  for (const [token, count] of Object.entries(counters)) {
    const [signal = '', bucket = ''] = token.split('/');
    add(signal, bucket, count);
  }
  const describe = (name: string): SignalDescription | undefined => {
    const [signal = '', provider] = name.split('.');
    const description = described.get(signal);
    if (!description || !provider) return description;
    return { ...description, title: `${description.title} · ${provider === 'other' ? other : provider}` };
  };
  const tables = [...signals].map(([signal, buckets]) => tableOf(signal, buckets, describe(signal), withZeros));
  return tables.filter(({ rows }) => rows.length > 0);
}

function tableOf(
  signal: string,
  buckets: ReadonlyMap<string, number>,
  description: SignalDescription | undefined,
  withZeros: boolean,
): SignalTable {
  const all = totalOf(buckets.values());
  const titles = new Map(Object.entries(description?.buckets ?? {}));
  const rows = [...buckets].map(([bucket, count]) => ({
    bucket,
    title: titles.get(bucket) ?? bucket,
    count,
    share: all > 0 ? count / all : 0,
  }));
  return { signal, title: description?.title ?? signal, rows: rows.filter(({ count }) => withZeros || count > 0) };
}
