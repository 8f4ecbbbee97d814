import type { Handler } from 'hono';
import type { CollectorConfig } from '../parseOptions.js';
import { problemDetails, problemResponse } from '../problemDetails.js';
import { prometheusText, prometheusType } from './prometheusText.js';
import { readMetrics } from './readMetrics.js';

/** Answers `GET /metrics`. It does not check access. */
export function prometheusHandler(config: Pick<CollectorConfig, 'store' | 'signals' | 'now'>): Handler {
  return async (c) => {
    if (new URL(c.req.url).search !== '') return problemResponse({ problem: noParameters });
    return c.body(prometheusText(await readMetrics(config)), 200, { 'content-type': prometheusType });
  };
}

const noParameters = problemDetails(
  400,
  'This address takes no parameters: all releases of the last 30 days are listed.',
);
