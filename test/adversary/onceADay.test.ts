import { expect, test } from 'vitest';
import { dayMs, noon, startCollector } from './support/collector.js';
import { device } from './support/device.js';
import { rowsOf } from './support/reads.js';

const hourMs = 3_600_000;

test('a device that is launched every two hours is one report a row and day', async () => {
  const collector = await startCollector({ args: ['--min-reports', '1'] });
  const { posts, launch } = device(`${collector.url}/v1/metrics`);
  const start = noon - 12 * hourMs;
  for (let at = start; at < start + 3 * dayMs; at += 2 * hourMs) {
    await collector.setClock(at);
    await launch(at);
  }
  await collector.setClock(start + 3 * dayMs + hourMs);
  await launch(start + 3 * dayMs + hourMs, false);
  await collector.setClock(start + 4 * dayMs + hourMs);
  await launch(start + 4 * dayMs + hourMs, false);
  const rows = await rowsOf(collector.url);
  expect(rows.map(({ date, reports }) => [date, reports])).toEqual(
    [...new Set(rows.map(({ date }) => date))].map((date) => [date, 1]),
  );
  expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(36);
  expect(posts.map(({ at }) => Math.floor(at / dayMs) - Math.floor(start / dayMs))).toEqual([0, 1, 2, 3]);
});

test('five launches of one person do not pass for five devices', async () => {
  const collector = await startCollector();
  const { launch } = device(`${collector.url}/v1/metrics`);
  for (let n = 0; n < 8; n++) await launch(noon + n * 600_000);
  await collector.setClock(noon + dayMs);
  expect(await rowsOf(collector.url)).toEqual([]);
});
