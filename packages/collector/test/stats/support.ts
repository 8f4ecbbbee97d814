import { createClient } from '@libsql/client';
import { type CollectorOptions, type CountedRow, createCollector } from '../../src/index.js';
import { databaseFile, day, noon, openStore } from '../support.js';

/** The last day that is over. */
export const lastDay = '2026-05-20';

/** A row as the collector would store it, of the last day that is over. */
export function row(over: Partial<CountedRow> = {}): CountedRow {
  const plain = {
    date: lastDay,
    version: '1.4.0',
    os: 'linux',
    signal: 'turns',
    bucket: 'total',
    count: 1000,
    reports: 50,
  } as const;
  return { ...plain, ...over };
}

/** A collector that has these rows, and is open to all. */
export async function collectorWith(rows: readonly CountedRow[], options: Partial<CollectorOptions> = {}) {
  const path = databaseFile();
  const store = openStore(path);
  await store.find('none');
  const client = createClient({ url: `file:${path}` });
  await client.batch(
    rows.map(({ date, version, os, signal, bucket, count, reports }) => ({
      sql: 'INSERT INTO counts VALUES (?, ?, ?, ?, ?, ?, ?)',
      args: [date, version, os, signal, bucket, count, reports],
    })),
    'write',
  );
  client.close();
  const collector = createCollector({ store, access: 'open', now: () => noon + day, ...options });
  return {
    store,
    get: (path: string, init?: RequestInit) => collector.fetch(new Request(`http://collector.test${path}`, init)),
    async page(query = ''): Promise<string> {
      return (await collector.fetch(new Request(`http://collector.test/${query}`))).text();
    },
  };
}
