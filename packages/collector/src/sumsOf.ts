import type { MetricsPayload } from 'turntally/protocol';
import type { CountedRow } from './CollectorStore.js';

export type SumOfDay = Omit<CountedRow, 'date'>;

/**
 * Adds payloads up, so that the database updates each row once and not once per batch. Maps in maps: making one key of four names
 * would take most of the time.
 */
export function sumsOf(payloads: readonly MetricsPayload[]): readonly SumOfDay[] {
  const sums: SumOfDay[] = [];
  const releases = new Map<string, Signals>();
  for (const { version, os, counters } of payloads) {
    const release = `${version}/${os}`;
    const signals: Signals = releases.get(release) ?? new Map();
    releases.set(release, signals);
    for (const { signal, bucket, count } of counters) {
      const buckets = signals.get(signal) ?? new Map<string, Sum>();
      const sum = buckets.get(bucket);
      if (sum) {
        sum.count += count;
        sum.reports += 1;
        continue;
      }
      const added = { version, os, signal, bucket, count, reports: 1 };
      buckets.set(bucket, added);
      signals.set(signal, buckets);
      sums.push(added);
    }
  }
  return sums;
}

type Signals = Map<string, Map<string, Sum>>;

interface Sum {
  count: number;
  reports: number;
}
