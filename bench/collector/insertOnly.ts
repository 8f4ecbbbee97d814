import { Hono } from 'hono';
import { Pool } from 'pg';

interface Post {
  readonly id: string;
  readonly body: string;
  readonly done: () => void;
}

/**
 * The least that a Hono handler of posts can do in PostgreSQL: it parses the JSON and appends the posts to a table without an index,
 * those that come while an INSERT runs together in the next one. It checks and counts nothing, and keeps a repeat twice.
 */
export async function insertOnly(url: string) {
  const pool = new Pool({ connectionString: url });
  await pool.query('CREATE TABLE posts (id text NOT NULL, body text NOT NULL)');
  let waiting: Post[] = [];
  let isInserting = false;

  async function insertAll(): Promise<void> {
    isInserting = true;
    while (waiting.length > 0) {
      await new Promise((resolve) => setImmediate(resolve)); // as the collector does: what has arrived can join
      const group = waiting;
      waiting = [];
      const columns = [group.map(({ id }) => id), group.map(({ body }) => body)];
      await pool.query('INSERT INTO posts SELECT * FROM unnest($1::text[], $2::text[])', columns);
      for (const { done } of group) done();
    }
    isInserting = false;
  }

  const app = new Hono();
  app.post('/v1/metrics', async (c) => {
    const body = await c.req.text();
    JSON.parse(body);
    await new Promise<void>((done) => {
      waiting.push({ id: c.req.header('idempotency-key') ?? '', body, done });
      if (!isInserting) void insertAll();
    });
    return c.body(null, 202);
  });
  return app;
}
