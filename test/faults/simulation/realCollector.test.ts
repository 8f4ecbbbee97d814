import { expect, test } from 'vitest';
import { httpRuns, runsInTest } from './runs.js';

test.each(['shared', 'stored'] as const)(
  'should keep the law against the collector itself, over HTTP and with a database file (%s consent)',
  async (consent) => {
    const figures = await httpRuns(consent, { numRuns: runsInTest.http });
    expect(figures.runs).toBe(runsInTest.http);
    expect(figures.doubled).toBe(0);
    expect(figures.delivered).toBeGreaterThan(0);
  },
);
