import { Hono } from 'hono';
import type { CountedRow } from '../CollectorStore.js';
import { pageHeaders } from '../documentHeaders.js';
import type { CollectorConfig } from '../parseOptions.js';
import { problemDetails, problemResponse } from '../problemDetails.js';
import { type Filter, type FilterParameter, type FilterResult, readFilter } from '../readFilter.js';
import { msPerDay, utcDate } from '../utcDays.js';
import { downloadHeaders, toCsv, toJson } from './download.js';
import { queryOf } from './filterForm.js';
import { invalidFilterPage, statsPage } from './page.js';
import { maxRows, readOmissions, readRows, readView } from './queries.js';

const pageParameters: readonly FilterParameter[] = ['days', 'from', 'to', 'by', 'split', 'version', 'against', 'os'];
const rowParameters: readonly FilterParameter[] = ['days', 'from', 'to', 'version', 'os', 'signal'];

/** The routes that return sums. They do not check access. */
export function statsRoutes<Env extends object>(config: CollectorConfig<Env>): Hono<{ Bindings: Env }> {
  const { store, signals, minReports, path, now, app: name } = config;
  const source = { store, signals, minReports, path: name === undefined ? path : `/${name}${path}` };
  const app = new Hono<{ Bindings: Env }>();
  // Days that are not over are shown only where every row is.
  const lastDay = () => (minReports === 1 ? now() : now() - msPerDay);
  const filterOf = (url: string, allowed: readonly FilterParameter[]) =>
    readFilter(new URL(url).searchParams, allowed, signals, lastDay());

  app.get('/', async (c) => {
    const nonce = crypto.randomUUID();
    const result = filterOf(c.req.url, pageParameters);
    if (result.kind === 'invalid') return c.html(invalidFilterPage(result, nonce, name), 400, pageHeaders(nonce));
    const { filter } = result;
    const query = [...new URL(c.req.url).searchParams];
    // Removes the parameters that a form left empty, so that the address is short enough to share.
    if (query.some(([, value]) => value === '')) return c.redirect(queryOf(filter), 303);
    return c.html(
      await statsPage(
        { ...(await readView(source, filter)), isLastDayOpen: filter.to === utcDate(now()), app: name },
        nonce,
      ),
      200,
      pageHeaders(nonce),
    );
  });
  app.get(path, (c) => respondWithRows(filterOf(c.req.url, rowParameters), (rows) => c.json(rows)));
  app.get('/export.json', (c) =>
    respondWithRows(filterOf(c.req.url, pageParameters), async (rows, filter) =>
      c.body(
        toJson(rows, filter, minReports, await readOmissions(source, filter), await store.annotations(filter)),
        200,
        {
          'content-type': 'application/json',
          ...downloadHeaders(filter, 'json', name),
        },
      ),
    ),
  );
  app.get('/export.csv', (c) =>
    respondWithRows(filterOf(c.req.url, pageParameters), (rows, filter) =>
      c.body(toCsv(rows), 200, {
        'content-type': 'text/csv; charset=utf-8; header=present',
        ...downloadHeaders(filter, 'csv', name),
      }),
    ),
  );
  return app;

  async function respondWithRows(
    result: FilterResult,
    toResponse: (rows: readonly CountedRow[], filter: Filter) => Response | Promise<Response>,
  ): Promise<Response> {
    if (result.kind === 'invalid') return problemResponse({ problem: problemDetails(400, result.reason) });
    const rows = await readRows(source, result.filter);
    return rows.length > maxRows ? problemResponse({ problem: tooManyRows }) : toResponse(rows, result.filter);
  }
}

const tooManyRows = problemDetails(
  400,
  `The result has more than ${maxRows.toLocaleString('en')} rows: ask for fewer days, for one version or for one os.`,
);
