import { createClient } from '@libsql/client';
import type { CollectorStore, Settlement } from '@turntally/collector';
import { databaseFile, openStore } from '../../collector/test/support.js';

/** The failed turns of each release on each day, of 5,000. */
export type Failures = Readonly<Record<string, number>>;

interface FailedDay {
  readonly date: string;
  readonly version: string;
  readonly failed: number;
}

const days = 6;
const dayMs = 86_400_000;
const utcDate = (daysAgo: number): string => new Date(Date.now() - daysAgo * dayMs).toISOString().slice(0, 10);

function failedDays(failures: Failures): readonly FailedDay[] {
  return Array.from({ length: days }, (_, day) => utcDate(day + 1)).flatMap((date, day) =>
    Object.entries(failures).map(([version, failed]) => ({ date, version, failed: failed + (day % 2) })),
  );
}

/** A SQLite file with the days before today, published for 5. */
export async function comparedFile(failures: Failures): Promise<string> {
  const path = databaseFile();
  const store = openStore(path);
  await store.setUp();
  const client = createClient({ url: `file:${path}` });
  const rows = failedDays(failures).flatMap(({ date, version, failed }) => [
    [date, version, 'linux', 'turns', 'total', 5000, 500],
    [date, version, 'linux', 'provider_error', 'http_5xx', failed, failed],
  ]);
  await client.batch(
    rows.map((args) => ({ sql: 'INSERT INTO counts VALUES (?, ?, ?, ?, ?, ?, ?)', args })),
    'write',
  );
  client.close();
  await store.publish(utcDate(0), 5);
  await store.close();
  return path;
}

/** Counts the same in a store of any kind: each release and day in twenty batches, each with some of the failed turns. */
export async function countCompared(store: CollectorStore, failures: Failures): Promise<void> {
  for (const { date, version, failed } of failedDays(failures)) {
    const settlements = Array.from({ length: 20 }, (_, n): Settlement => {
      const counters = [
        { signal: 'turns', bucket: 'total', count: 250 },
        { signal: 'provider_error', bucket: 'http_5xx', count: Math.floor(failed / 20) + (n < failed % 20 ? 1 : 0) },
      ];
      const decision = { kind: 'count', payload: { version, os: 'linux', counters } } as const;
      return { id: `${date}-${version}-${n}-0000`, sealed: '', decision };
    });
    await store.settleAll(date, settlements);
  }
  await store.publish(utcDate(0), 5);
}
