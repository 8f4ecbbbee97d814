import { expect, test } from 'vitest';
import { killChromium, randomMoment } from './chromiumRun.js';

test('a Chromium killed while turns are saved and while a batch is on its way: what was acknowledged is there at the next launch, and all adds up at the collector', async () => {
  const figures = await killChromium([randomMoment('saved'), { ...randomMoment('counted'), afterMs: 0 }]);
  expect(figures.turns).toBeGreaterThan(0);
  expect(figures.delivered).toBeGreaterThan(0);
});
