import { getPath } from 'hono/utils/url';
import { type CheckedCollector, collectorOf } from '../collectorOf.js';
import type { Collector } from '../options.js';
import type { AppsCollectorOptions } from './options.js';
import { outsideOfApps } from './outsideOfApps.js';
import { parseAppsOptions } from './parseOptions.js';

/**
 * A collector of several apps. Each has the addresses of `createCollector` below its name, and a store, a page and counts of its
 * own: an app posts to `/chat/v1/metrics`, its page is `/chat/`, and Prometheus reads `/chat/metrics`. Limits count for each app
 * apart. All other options are shared.
 *
 * - `GET /` is a page with links to those of the apps, for who has `access`. A cookie from `/?token=…` or `/chat/?token=…` gives
 *   access to all of them.
 * - `GET /healthz` answers 200 while the databases of all apps work; `/chat/healthz` is about one.
 * - `maintain()` does the work of all apps, also if that of one fails, and then rejects with the first error.
 *
 * @throws OptionError naming the option that is wrong and what it takes; that of an app is `apps.chat.store`.
 * @example
 * const collector = createAppsCollector({
 *   apps: {
 *     chat: { store: sqliteStore('file:turntally.chat.db') },
 *     editor: { store: sqliteStore('file:turntally.editor.db'), providers: ['openai', 'other'] },
 *   },
 *   access: { token: process.env.TURNTALLY_TOKEN ?? '' },
 * });
 */
export function createAppsCollector<Env extends object = object>(options: AppsCollectorOptions<Env>): Collector<Env> {
  const configs = parseAppsOptions(options);
  const collectors = new Map<string, CheckedCollector<Env>>();
  for (const config of configs) collectors.set(config.app, collectorOf(config));
  const all = [...collectors.values()];
  const others = outsideOfApps<Env>({
    ...configs[0],
    apps: [...collectors.keys()],
    checkHealth: () => Promise.all(all.map((collector) => collector.checkHealth())),
  });

  return {
    async fetch(request, env, context) {
      const [, app = '', ...rest] = getPath(request).split('/');
      const collector = collectors.get(app);
      const isMissingSlash = rest.length === 0 && (request.method === 'GET' || request.method === 'HEAD');
      return collector && !isMissingSlash ? collector.fetch(request, env, context) : others.fetch(request, env);
    },
    async maintain() {
      const errors: unknown[] = [];
      for (const collector of all) await collector.maintain().catch((error) => errors.push(error));
      if (errors.length > 0) throw errors[0];
    },
  };
}
