import { d1Store } from '../../src/d1/index.js';
import { daysBefore, utcDate } from '../../src/utcDays.js';
import { newId, payload } from '../support.js';
import type { RunningWorkers } from './startWorkers.js';

export interface Batch {
  readonly id: string;
  readonly body: string;
}

const systems = ['linux', 'macos', 'windows'];

/** Batches of 15 releases and systems, with two counters each; in the queue, each comes three times. */
export function someBatches(count: number): { readonly batches: readonly Batch[]; readonly queue: Batch[] } {
  const batches = Array.from({ length: count }, (_, n) => {
    const counters = [
      { signal: 'turns', bucket: 'total', count: 12 },
      { signal: 'compaction', bucket: 'total', count: 1 },
    ];
    return { id: newId(), body: payload({ version: `1.${n % 5}.0`, os: systems[n % 3], counters }) };
  });
  return { batches, queue: [...batches, ...batches, ...batches].sort(() => Math.random() - 0.5) };
}

type Rows = Readonly<Record<string, { readonly count: number; readonly reports: number }>>;

/** The rows of these days in the database, by release, system and signal. */
export async function rowsOfToday(workers: RunningWorkers): Promise<Rows> {
  const today = utcDate(Date.now());
  const store = d1Store(await workers.database());
  const rows = await store.rows({ from: daysBefore(today, 1), to: daysBefore(today, -1), unpublished: true });
  return Object.fromEntries(
    rows.map(({ version, os, signal, count, reports }) => [`${version} ${os} ${signal}`, { count, reports }]),
  );
}

/** The rows of batches that are counted once each. */
export function rowsOf(batches: readonly Batch[]): Rows {
  const rows: Record<string, { count: number; reports: number }> = {};
  for (const { body } of batches) {
    const { version, os, counters } = JSON.parse(body);
    for (const { signal, count } of counters) {
      const name = `${version} ${os} ${signal}`;
      const row = rows[name] ?? { count: 0, reports: 0 };
      rows[name] = { count: row.count + count, reports: row.reports + 1 };
    }
  }
  return rows;
}
