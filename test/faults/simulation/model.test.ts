import { expect, test } from 'vitest';
import { modelRuns, runsInTest } from './runs.js';

test.each(['shared', 'stored'] as const)(
  'should lose nothing unaccounted and count nothing twice, whatever befalls tabs, disk, clock and network (%s consent)',
  async (consent) => {
    const figures = await modelRuns(consent, { numRuns: runsInTest.model });
    expect(figures.runs).toBe(runsInTest.model);
    expect(figures.doubled).toBe(0);
    expect(figures.delivered).toBeGreaterThan(0);
  },
);
