import { Hono } from 'hono';

/** The least that a Hono handler of posts can do: it parses the JSON and answers. It checks, counts and keeps nothing. */
export function parseOnly() {
  const app = new Hono();
  app.post('/v1/metrics', async (c) => {
    await c.req.json();
    return c.body(null, 202);
  });
  return app;
}
