import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { type Collector, type CollectorOptions, checkedOptions } from './options.js';
import { problem, problemResponse, unavailable } from './problems.js';
import { lastDays, readFilter } from './readFilter.js';
import { receiver } from './receive.js';
import { pageHeaders, statsPage } from './statsPage.js';

/**
 * The receiving end: adds up what `startTurntally` posts, and shows the sums. Needs `npm install hono`.
 *
 * - `POST /v1/metrics` 202 with an empty body once the batch is on the disk; anything else is a problem document (RFC 9457)
 * - `GET /v1/metrics?days=30&version=…&os=…&signal=…` (all optional) JSON: an array of `{date, version, os, signal, bucket, count, reports}`
 * - `GET /` a page of the last 30 days
 * - `GET /healthz` 200 while the database answers
 *
 * Whoever reaches it may read the sums: there is nothing in them about anybody. Keep the GET routes behind a login if you mind.
 *
 * @throws TypeError when an option is wrong, naming it and what it takes.
 * @example
 * import { serve } from '@hono/node-server';
 * const collector = createCollector({ store: sqliteStore('file:turntally.db') });
 * serve({ fetch: collector.fetch, port: 8787 });
 */
export function createCollector<Env extends object = object>(options: CollectorOptions<Env>): Collector<Env> {
  const checked = checkedOptions(options);
  const { store, signals, now } = checked;
  const receive = receiver<Env>(checked);
  const app = new Hono<{ Bindings: Env }>();

  app.use(
    cors({
      origin: checked.cors,
      allowMethods: ['GET', 'HEAD', 'POST', 'OPTIONS'],
      allowHeaders: ['Content-Type', 'Idempotency-Key'],
      exposeHeaders: ['Retry-After'],
      maxAge: 86_400,
    }),
  );
  app.use(async (c, next) => {
    await next();
    c.header('Cache-Control', 'no-store');
    c.header('X-Content-Type-Options', 'nosniff');
  });

  app.post('/v1/metrics', (c) => receive(c.req.raw, c.env));
  app.get('/v1/metrics', async (c) => {
    const filter = readFilter(new URL(c.req.url).searchParams, now());
    if ('wrong' in filter) return problemResponse({ problem: problem(400, filter.wrong) });
    return c.json(await store.rows(filter));
  });
  app.get('/healthz', async (c) => {
    await store.find('healthz');
    return c.text('ok\n');
  });
  app.get('/', async (c) => {
    const nonce = crypto.randomUUID();
    const period = lastDays(30, now());
    return c.html(statsPage({ ...period, rows: await store.rows(period), signals, nonce }), 200, pageHeaders(nonce));
  });

  app.all('/v1/metrics', () => methodNotAllowed('GET, HEAD, POST, OPTIONS'));
  for (const path of ['/', '/healthz']) app.all(path, () => methodNotAllowed('GET, HEAD, OPTIONS'));
  app.notFound(() => problemResponse({ problem: problem(404, 'There is nothing at this address.') }));
  app.onError(() => problemResponse(unavailable));

  return { fetch: async (request, env) => app.fetch(request, env) };
}

function methodNotAllowed(allow: string): Response {
  return problemResponse({ problem: problem(405, `This address takes ${allow}.`) }, { allow });
}
