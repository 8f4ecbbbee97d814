import { Hono, type MiddlewareHandler } from 'hono';
import { compress } from 'hono/compress';
import { getPath } from 'hono/utils/url';
import { crossOrigin } from './crossOrigin.js';
import { documentHeaders } from './documentHeaders.js';
import { groupedBatches } from './groupedBatches.js';
import { ingest } from './ingest.js';
import { isCloudflareWorkers } from './isCloudflareWorkers.js';
import { maintenance } from './maintenance.js';
import { methodNotAllowed } from './methodNotAllowed.js';
import { observeStore } from './observeStore.js';
import type { Collector } from './options.js';
import { type CollectorConfig, prometheusPath } from './parseOptions.js';
import { problemDetails, problemResponse, unavailable } from './problemDetails.js';
import { prometheusHandler } from './prometheus/prometheusHandler.js';
import { queueReads } from './queueReads.js';
import { exchangeToken, refuseCrossSite, requireAccess, requireHealthAccess } from './requireAccess.js';
import { singleBatches } from './singleBatches.js';
import { statsRoutes } from './stats/routes.js';

/** A collector whose store others may ask about. */
export interface CheckedCollector<Env extends object> extends Collector<Env> {
  /** Rejects if the store cannot be read, or if a write has failed and another write fails too. */
  checkHealth(): Promise<unknown>;
}

/** Returns the collector of valid options. That of an app serves the same below the app's path, such as `/chat/v1/metrics`. */
export function collectorOf<Env extends object>(config: CollectorConfig<Env>): CheckedCollector<Env> {
  const { access, path: metricsPath } = config;
  const readPaths = ['/', metricsPath, '/export.csv', '/export.json', prometheusPath];
  const { store, checkHealth } = observeStore(config.store, config.now, config.onStoreStatus, config.app);
  const batches = isCloudflareWorkers() ? singleBatches(store) : groupedBatches(store);
  const handlePost = ingest<Env>({ ...config, batches });
  const daily = maintenance({ ...config, store });
  const app = new Hono<{ Bindings: Env }>(config.app === undefined ? {} : { getPath: pathWithin(config.app) });

  if (typeof config.cors === 'string' && access !== 'open') for (const path of readPaths) app.get(path, sameOriginOnly);
  app.use(crossOrigin(config.cors));
  app.use(documentHeaders);

  app.post(metricsPath, (c) => handlePost(c.req.raw, c.env));
  app.get('/healthz', requireHealthAccess(access), async (c) => {
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
    checkHealth,
  };
}

/** The path behind that of the app, which the path of each request begins with. */
const pathWithin = (app: string) => (request: Request) => getPath(request).slice(`/${app}`.length) || '/';

const passOn: MiddlewareHandler = (_, next) => next();

/** Pages that may post although their origin is not listed must not read with the access of the person who visits them. */
const sameOriginOnly: MiddlewareHandler = async (c, next) => {
  await next();
  c.res.headers.delete('Access-Control-Allow-Origin');
};
