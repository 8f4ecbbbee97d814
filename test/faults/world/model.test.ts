import { expect, test } from 'vitest';
import { modelRuns, runsInTest } from './runs.js';

test('should lose nothing unaccounted and count nothing twice, whatever befalls the tabs, the disk, the clock and the network', async () => {
  const figures = await modelRuns('shared', { numRuns: runsInTest.shared });
  expect(figures.doubled).toBe(0);
  expect(figures.delivered).toBeGreaterThan(0);
}, 120_000);
