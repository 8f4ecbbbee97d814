import { expect, test } from 'vitest';
import { httpRuns, runsInTest } from './runs.js';

test.each(['shared', 'stored'] as const)(
  'should keep the law against the collector itself, over HTTP and with a database file (%s consent)',
  async (consent) => {
    const figures = await httpRuns(consent, { numRuns: runsInTest.http / 2 });
    expect(figures.runs).toBe(runsInTest.http / 2);
    expect(figures.doubled).toBe(0);
    expect(figures.delivered).toBeGreaterThan(0);
  },
);
