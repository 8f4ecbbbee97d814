import { Hono } from 'hono';
import { crossOrigin } from '../crossOrigin.js';
import { documentHeaders, pageHeaders } from '../documentHeaders.js';
import { methodNotAllowed } from '../methodNotAllowed.js';
import type { CollectorConfig } from '../parseOptions.js';
import { problemDetails, problemResponse, unavailable } from '../problemDetails.js';
import { exchangeToken, refuseCrossSite, requireAccess, requireHealthAccess } from '../requireAccess.js';
import { appsPage } from '../stats/appsPage.js';

interface OutsideOfApps<Env extends object> extends Pick<CollectorConfig<Env>, 'access' | 'cors'> {
  readonly apps: readonly string[];
  /** Rejects if the store of one of the apps fails. */
  checkHealth(): Promise<unknown>;
}

/** Serves what is not below the path of an app: the list of the apps, `/healthz`, and the way to `/chat/` from `/chat`. */
export function outsideOfApps<Env extends object>({
  apps,
  access,
  cors,
  checkHealth,
}: OutsideOfApps<Env>): Hono<{ Bindings: Env }> {
  const app = new Hono<{ Bindings: Env }>();
  app.use(documentHeaders);
  app.get('/', refuseCrossSite(access), exchangeToken(access), requireAccess(access), (c) => {
    const nonce = crypto.randomUUID();
    return c.html(appsPage(apps, nonce), 200, pageHeaders(nonce));
  });
  app.all('/', () => methodNotAllowed('GET, HEAD'));
  // Apps that post to a wrong address can read that it is one.
  app.use(crossOrigin(cors));
  app.get('/healthz', requireHealthAccess(access), async (c) => {
    await checkHealth();
    return c.text('ok\n');
  });
  app.all('/healthz', () => methodNotAllowed('GET, HEAD, OPTIONS'));
  // Relative, because a proxy may serve all of this below a path of its own.
  for (const name of apps) app.get(`/${name}`, (c) => c.redirect(`${name}/${new URL(c.req.url).search}`, 303));
  app.notFound(() => problemResponse({ problem: nothingHere }));
  app.onError(() => problemResponse(unavailable));
  return app;
}

const nothingHere = problemDetails(
  404,
  'There is nothing at this address. Each app has a path of its own, such as /<app>/v1/metrics.',
);
