import { Hono } from 'hono';
import type { checkedOptions } from '../options.js';
import { problem, problemResponse } from '../problemDetails.js';
import { type Filter, type Parameter, readFilter, type WrongFilter } from '../readFilter.js';
import { attachment, csv, json } from './download.js';
import { queryOf } from './filterForm.js';
import { statsPage, wrongPage } from './page.js';
import { maxRows, readRows, readView } from './queries.js';

type Options = Pick<ReturnType<typeof checkedOptions>, 'store' | 'signals' | 'minReports' | 'now'>;

const ofPage: readonly Parameter[] = ['days', 'version', 'against', 'os'];
const ofRows: readonly Parameter[] = ['days', 'version', 'os', 'signal'];

/** What can be read, without asking who reads. */
export function readingRoutes<Env extends object>(options: Options): Hono<{ Bindings: Env }> {
  const { signals, now } = options;
  const app = new Hono<{ Bindings: Env }>();
  const filterOf = (url: string, parameters: readonly Parameter[]) =>
    readFilter(new URL(url).searchParams, parameters, signals, now());

  app.get('/', async (c) => {
    const nonce = crypto.randomUUID();
    const filter = filterOf(c.req.url, ofPage);
    if ('wrong' in filter) return c.html(wrongPage(filter, nonce), 400, pageHeaders(nonce));
    const query = [...new URL(c.req.url).searchParams];
    // What a form left empty goes, so that the address is one to share.
    if (query.some(([, value]) => value === '')) return c.redirect(queryOf(filter), 303);
    return c.html(statsPage(await readView(options, filter), nonce), 200, pageHeaders(nonce));
  });
  app.get('/v1/metrics', (c) => rows(filterOf(c.req.url, ofRows), (found) => c.json(found)));
  app.get('/export.json', (c) =>
    rows(filterOf(c.req.url, ofPage), (found, filter) =>
      c.body(json(found, filter, options.minReports), 200, {
        'content-type': 'application/json',
        ...attachment(filter, 'json'),
      }),
    ),
  );
  app.get('/export.csv', (c) =>
    rows(filterOf(c.req.url, ofPage), (found, filter) =>
      c.body(csv(found), 200, {
        'content-type': 'text/csv; charset=utf-8; header=present',
        ...attachment(filter, 'csv'),
      }),
    ),
  );
  return app;

  async function rows(
    filter: Filter | WrongFilter,
    answer: (found: Awaited<ReturnType<typeof readRows>>, filter: Filter) => Response,
  ): Promise<Response> {
    if ('wrong' in filter) return problemResponse({ problem: problem(400, filter.wrong) });
    const found = await readRows(options, filter);
    return found.length > maxRows ? problemResponse({ problem: tooManyRows }) : answer(found, filter);
  }
}

const tooManyRows = problem(
  400,
  `These are more than ${maxRows.toLocaleString('en')} rows: ask for fewer days, for one version or for one os.`,
);

/** Nothing may run, load or frame the page; only its own style element applies, and its form leads back to it. */
function pageHeaders(nonce: string) {
  return {
    'Content-Security-Policy': `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
    'Referrer-Policy': 'no-referrer',
  };
}
