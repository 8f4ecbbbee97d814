import type { Handler } from 'hono';
import type { CollectorConfig } from '../parseOptions.js';
import { problemDetails, problemResponse } from '../problemDetails.js';
import { prometheusText, prometheusType } from './prometheusText.js';
import { metricsVersion, readMetrics } from './readMetrics.js';

/** Answers `GET /metrics`. It does not check access. Scrapers come every minute, so the text is made when it changes only. */
export function prometheusHandler({
  store,
  signals,
  now,
}: Pick<CollectorConfig, 'store' | 'signals' | 'now'>): Handler {
  let last: { readonly version: string; readonly text: string } | undefined;
  return async (c) => {
    if (new URL(c.req.url).search !== '') return problemResponse({ problem: noParameters });
    const at = now();
    const version = await metricsVersion(store, at);
    if (last?.version !== version) {
      last = { version, text: prometheusText({ ...(await readMetrics(store, at)), signals }) };
    }
    return c.body(last.text, 200, { 'content-type': prometheusType });
  };
}

const noParameters = problemDetails(
  400,
  'This address takes no parameters: all releases of the last 30 days are listed.',
);
