import { expect, test } from 'vitest';
import { answer, everythingStored, flush, openApp, serveApp, turn } from './support/appPage.js';
import { startCollector } from './support/collector.js';
import { newContext } from './support/web.js';

/** Every number and text in a value, its keys included. */
function leavesOf(value: unknown): readonly (string | number)[] {
  if (typeof value === 'string' || typeof value === 'number') return [value];
  if (typeof value !== 'object' || value === null) return [];
  if (value instanceof Date) return [value.getTime()];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...leavesOf(inner)]);
}

/** Whether a leaf is, or contains, a time between two: in milliseconds or seconds, in decimal or base 36. */
function hasTimeBetween(leaf: string | number, from: number, to: number): boolean {
  const texts = String(leaf).match(/[0-9a-z]+/gi) ?? [];
  return texts.some((text) =>
    [10, 36, 16].some((base) => {
      for (let start = 0; start < text.length; start++) {
        for (const length of base === 10 ? [10, 13] : base === 36 ? [8] : [11]) {
          if (start + length > text.length) continue;
          const number = Number.parseInt(text.slice(start, start + length), base);
          const ms = length === 10 ? number * 1000 : number;
          if (ms >= from - 1000 && ms <= to + 1000) return true;
        }
      }
      return false;
    }),
  );
}

test('after a yes and some turns, no time of a turn is on the disk', async () => {
  const collector = await startCollector();
  const page = await openApp(await newContext(), await serveApp(), collector.url);
  await answer(page, true);
  const from = Date.now();
  for (let n = 0; n < 5; n++) await turn(page);
  // The time of the answer is kept with it.
  const stored = Object.entries(await everythingStored(page)).filter(([key]) => !key.endsWith('/consent'));
  expect(stored.length).toBeGreaterThanOrEqual(5);
  expect(leavesOf(stored).filter((leaf) => hasTimeBetween(leaf, from, Date.now()))).toEqual([]);
});

test('after a no, only the answer is on the disk, the same for two people but for its time', async () => {
  const collector = await startCollector({ args: ['--min-reports', '1'] });
  const origin = await serveApp();
  const left: string[] = [];
  for (let person = 0; person < 2; person++) {
    const page = await openApp(await newContext(), origin, collector.url);
    await answer(page, true);
    for (let n = 0; n < 3 + person; n++) await turn(page);
    await flush(page);
    await turn(page);
    await answer(page, false);
    const stored = await everythingStored(page);
    expect(Object.keys(stored)).toEqual([expect.stringMatching(/\/consent$/)]);
    left.push(JSON.stringify(stored).replace(/"at":\d+/, '"at":0'));
    await page.close();
  }
  expect(left[1]).toBe(left[0]);
});

test('without an answer, and without storage of the app, nothing at all is on the disk', async () => {
  const collector = await startCollector();
  const page = await openApp(await newContext(), await serveApp(), collector.url);
  for (let n = 0; n < 5; n++) await turn(page);
  await flush(page);
  expect(await everythingStored(page)).toEqual({});
});
