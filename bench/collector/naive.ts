import { type Client, createClient } from '@libsql/client';
import { Hono } from 'hono';
import type { MetricsPayload } from '../../src/protocol/index.js';

/** How a naive handler commits: each upsert in its own transaction, or those of a post together. */
export type Commits = 'each counter' | 'each post';

const table = `CREATE TABLE IF NOT EXISTS counts (
  date TEXT NOT NULL, version TEXT NOT NULL, os TEXT NOT NULL, signal TEXT NOT NULL, bucket TEXT NOT NULL,
  count INTEGER NOT NULL, PRIMARY KEY (date, version, os, signal, bucket)
) STRICT, WITHOUT ROWID`;

const upsert = `INSERT INTO counts VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count`;

/** Counts without any check and without ids: a post that is repeated counts again. Same engine, same durability. */
export async function naiveCollector(url: string, commits: Commits) {
  const client: Client = createClient({ url, concurrency: 1 });
  await client.executeMultiple('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  await client.execute(table);
  const app = new Hono();
  app.post('/v1/metrics', async (c) => {
    const { version, os, counters }: MetricsPayload = await c.req.json();
    const date = new Date().toISOString().slice(0, 10);
    const upserts = counters.map(({ signal, bucket, count }) => ({
      sql: upsert,
      args: [date, version, os, signal, bucket, count],
    }));
    if (commits === 'each post') await client.batch(upserts, 'write');
    else for (const each of upserts) await client.execute(each);
    return c.body(null, 202);
  });
  return app;
}
