import { collectorOf } from './collectorOf.js';
import type { Collector, CollectorOptions } from './options.js';
import { parseOptions } from './parseOptions.js';

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
  const { fetch, maintain } = collectorOf(parseOptions(options));
  return { fetch, maintain };
}
