import type { MetricsPayload } from 'turntally/protocol';
import type { CountedRow } from './CollectorStore.js';

export type SumOfDay = Omit<CountedRow, 'date'>;

/**
 * Adds payloads up, so that the database updates each row once and not once per batch. Maps in maps: making one key of four names
 * would take most of the time.
 */
export function sumsOf(payloads: readonly MetricsPayload[]): readonly SumOfDay[] {
  const sums: SumOfDay[] = [];
  const releases = new Map<string, Map<string, Map<string, Sum>>>();
  for (const { version, os, counters } of payloads) {
    const signals = getOrAdd(releases, `${version}/${os}`, () => new Map<string, Map<string, Sum>>());
    for (const { signal, bucket, count } of counters) {
      const buckets = getOrAdd(signals, signal, () => new Map<string, Sum>());
      const sum = getOrAdd(buckets, bucket, () => {
        const added = { version, os, signal, bucket, count: 0, reports: 0 };
        sums.push(added);
        return added;
      });
      sum.count += count;
      sum.reports += 1;
    }
  }
  return sums;
}

interface Sum {
  count: number;
  reports: number;
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
