import { Hono, type MiddlewareHandler } from 'hono';
import { compress } from 'hono/compress';
import { cors } from 'hono/cors';
import { guard } from './access.js';
import { watchedHealth } from './health.js';
import { receiver } from './ingest.js';
import { type Collector, type CollectorOptions, checkedOptions } from './options.js';
import { problem, problemResponse, unavailable } from './problemDetails.js';
import { readingRoutes } from './stats/routes.js';

const readable = ['/', '/v1/metrics', '/export.csv', '/export.json'] as const;

/**
 * The receiving end: adds up what `startTurntally` posts, and shows the sums. Needs `npm install hono d3-scale d3-shape`.
 *
 * - `POST /v1/metrics` 202 with an empty body once the batch is on the disk; anything else is a problem document (RFC 9457)
 *
 * and, for those who have `access` and for nobody without it:
 *
 * - `GET /healthz` 200 while the database works: it answers, and after a write that failed, one succeeds; where `access` is
 *   credentials, without them, too
 * - `GET /?days=30&version=…&against=…&os=…` (all optional) a page of the last days; `against` is a release to compare `version` with
 * - `GET /export.csv`, `GET /export.json` the rows of such a page, as a file
 * - `GET /v1/metrics?days=30&version=…&os=…&signal=…` an array of `{date, version, os, signal, bucket, count, reports}`
 *
 * @throws TypeError when an option is wrong, naming it and what it takes.
 * @example
 * import { serve } from '@hono/node-server';
 * const access = { basic: { user: 'team', password: process.env.STATS_PASSWORD ?? '' } };
 * const collector = createCollector({ store: sqliteStore('file:turntally.db'), access });
 * serve({ fetch: collector.fetch, port: 8787 });
 */
export function createCollector<Env extends object = object>(options: CollectorOptions<Env>): Collector<Env> {
  const checked = checkedOptions(options);
  const { access } = checked;
  const { store, check } = watchedHealth(checked.store, checked.now);
  const receive = receiver<Env>({ ...checked, store });
  const app = new Hono<{ Bindings: Env }>();

  app.use(
    cors({
      origin: checked.cors,
      allowMethods: ['GET', 'HEAD', 'POST', 'OPTIONS'],
      allowHeaders: ['Content-Type', 'Idempotency-Key', ...(typeof access === 'object' ? ['Authorization'] : [])],
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
  // A load balancer has no credentials to give, and what it is told here is no secret of theirs.
  app.get('/healthz', guard(typeof access === 'object' ? 'open' : access), async (c) => {
    await check();
    return c.text('ok\n');
  });
  for (const path of readable) {
    if (checked.cors === '*' && access !== 'open') app.get(path, notAcrossOrigins);
    app.get(path, guard(access), compress());
  }
  app.route('/', readingRoutes<Env>(checked));

  app.all('/v1/metrics', () => methodNotAllowed('GET, HEAD, POST, OPTIONS'));
  for (const path of [...readable, '/healthz']) app.all(path, () => methodNotAllowed('GET, HEAD, OPTIONS'));
  app.notFound(() => problemResponse({ problem: problem(404, 'There is nothing at this address.') }));
  app.onError(() => problemResponse(unavailable));

  return { fetch: async (request, env) => app.fetch(request, env) };
}

/** Any page may post. Those that somebody on the collector's machine, or network, happens to look at must not read for it. */
const notAcrossOrigins: MiddlewareHandler = async (c, next) => {
  await next();
  c.res.headers.delete('Access-Control-Allow-Origin');
};

function methodNotAllowed(allow: string): Response {
  return problemResponse({ problem: problem(405, `This address takes ${allow}.`) }, { allow });
}
