import { expect, test } from 'vitest';
import { interleavedRuns, runsInTest } from './runs.js';

test.each(['shared', 'stored'] as const)(
  'should keep the law in whatever order stores, locks and the network call and answer (%s consent)',
  async (consent) => {
    const figures = await interleavedRuns(consent, { numRuns: runsInTest.interleaved });
    expect(figures.runs).toBe(runsInTest.interleaved);
    expect(figures.doubled).toBe(0);
    expect(figures.delivered).toBeGreaterThan(0);
  },
);
