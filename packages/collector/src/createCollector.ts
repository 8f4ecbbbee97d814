import { Hono, type MiddlewareHandler } from 'hono';
import { compress } from 'hono/compress';
import { crossOrigin } from './crossOrigin.js';
import { documentHeaders } from './documentHeaders.js';
import { groupedBatches } from './groupedBatches.js';
import { ingest } from './ingest.js';
import { isCloudflareWorkers } from './isCloudflareWorkers.js';
import { maintenance } from './maintenance.js';
import { observeStore } from './observeStore.js';
import type { Collector, CollectorOptions } from './options.js';
import { parseOptions, prometheusPath } from './parseOptions.js';
import { problemDetails, problemResponse, unavailable } from './problemDetails.js';
import { prometheusHandler } from './prometheus/prometheusHandler.js';
import { queueReads } from './queueReads.js';
import { exchangeToken, refuseCrossSite, requireAccess } from './requireAccess.js';
import { singleBatches } from './singleBatches.js';
import { statsRoutes } from './stats/routes.js';

/**
 * The receiving end: adds up what `startTurntally` posts and shows the sums. `/v1/metrics` is the default of the option `path`.
 *
 * - `POST /v1/metrics` answers 202 with an empty body once the batch is on the disk; otherwise a problem document (RFC 9457).
 *
 * With `access` (`/?token=…` sets a cookie that gives access to a browser):
 *
 * - `GET /?days=30&version=…&against=…&os=…` (all optional) is a page about the last days; `against` is a release to compare
 *   `version` with.
 * - `GET /export.csv` and `GET /export.json` return the rows of such a page as a file.
 * - `GET /v1/metrics?days=30&version=…&os=…&signal=…` returns an array of `{date, version, os, signal, bucket, count, reports}`.
 * - `GET /metrics` returns the totals of all finished days in the text format of Prometheus.
 * - `GET /healthz` answers 200 while the database works: it can be read and, after a failed write, written. If `access` is
 *   credentials, it does not require them.
 *
 * @throws OptionError naming the option that is wrong and what it takes.
 * @example
 * import { serve } from '@hono/node-server';
 * const access = { basic: { user: 'team', password: process.env.STATS_PASSWORD ?? '' } };
 * const collector = createCollector({ store: sqliteStore('file:turntally.db'), access });
 * serve({ fetch: collector.fetch, port: 8787 });
 */
export function createCollector<Env extends object = object>(options: CollectorOptions<Env>): Collector<Env> {
  const config = parseOptions(options);
  const { access, path: metricsPath } = config;
  const readPaths = ['/', metricsPath, '/export.csv', '/export.json', prometheusPath];
  const { store, checkHealth } = observeStore(config.store, config.now, config.onStoreStatus);
  const batches = isCloudflareWorkers() ? singleBatches(store) : groupedBatches(store);
  const handlePost = ingest<Env>({ ...config, batches });
  const daily = maintenance({ ...config, store });
  const app = new Hono<{ Bindings: Env }>();

  if (typeof config.cors === 'string' && access !== 'open') for (const path of readPaths) app.get(path, sameOriginOnly);
  app.use(crossOrigin(config.cors));
  app.use(documentHeaders);

  app.post(metricsPath, (c) => handlePost(c.req.raw, c.env));
  // Load balancers have no credentials, and the result is not sensitive.
  app.get('/healthz', requireAccess(typeof access === 'object' ? 'open' : access), async (c) => {
    await checkHealth();
    return c.text('ok\n');
  });
  for (const path of readPaths) app.get(path, refuseCrossSite(access));
  app.get('/', exchangeToken(access));
  const inTurn = queueReads(config.limits.reads);
  const afterMaintenance: MiddlewareHandler = async (_, next) => {
    await daily.ensure();
    await next();
  };
  const compressed = isCloudflareWorkers() ? passOn : compress(); // Cloudflare compresses responses, also those that are compressed already
  for (const path of readPaths) app.get(path, requireAccess(access), compressed, inTurn, afterMaintenance);
  app.route('/', statsRoutes<Env>({ ...config, store }));
  app.get(prometheusPath, prometheusHandler({ ...config, store }));

  app.all(metricsPath, () => methodNotAllowed('GET, HEAD, POST, OPTIONS'));
  for (const path of [...readPaths, '/healthz']) app.all(path, () => methodNotAllowed('GET, HEAD, OPTIONS'));
  app.notFound(() => problemResponse({ problem: problemDetails(404, 'There is nothing at this address.') }));
  app.onError(() => problemResponse(unavailable));

  return {
    async fetch(request, env, context) {
      const response = await app.fetch(request, env);
      if (request.method === 'POST') daily.start(context);
      return response;
    },
    maintain: () => daily.run(),
  };
}

const passOn: MiddlewareHandler = (_, next) => next();

/** Pages that may post although their origin is not listed must not read with the access of the person who visits them. */
const sameOriginOnly: MiddlewareHandler = async (c, next) => {
  await next();
  c.res.headers.delete('Access-Control-Allow-Origin');
};

function methodNotAllowed(allow: string): Response {
  return problemResponse({ problem: problemDetails(405, `The allowed methods are ${allow}.`) }, { allow });
}
