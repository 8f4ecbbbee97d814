import { expect, test } from 'vitest';
import { answer, flush, found, openApp, serveApp, turn } from './support/appPage.js';
import { startCollector } from './support/collector.js';
import { rowsOf } from './support/reads.js';
import { newContext } from './support/web.js';

/** A collector that shows every row at once. Its clock is that of the pages: it refuses batches that were sealed at another time. */
const collecting = () => startCollector({ at: Date.now(), args: ['--min-reports', '1'] });
const turnsAt = async (url: string): Promise<number> =>
  (await rowsOf(url)).reduce((sum, { signal, count }) => sum + (signal === 'turns' ? count : 0), 0);

test('a second app of the same origin, with another collector, is asked and receives nothing', async () => {
  const [first, second] = [await collecting(), await collecting()];
  const origin = await serveApp();
  const context = await newContext();
  const one = await openApp(context, origin, first.url);
  await answer(one, true);
  for (let n = 0; n < 3; n++) await turn(one);

  const other = await openApp(context, origin, second.url);
  expect(await found(other)).toBeUndefined();
  await turn(other);
  expect(await flush(other)).toMatchObject({ delivered: 0 });
  expect(await turnsAt(second.url)).toBe(0);

  // Each answer is for one recipient.
  await answer(other, true);
  await turn(other);
  await flush(other);
  await flush(one);
  expect([await turnsAt(first.url), await turnsAt(second.url)]).toEqual([3, 1]);
  await answer(other, false);
  await turn(one);
  await flush(one);
  expect([await turnsAt(first.url), await turnsAt(second.url)]).toEqual([4, 1]);
});

test('a second app whose person says no does not erase what the first has', async () => {
  const [first, second] = [await collecting(), await collecting()];
  const origin = await serveApp();
  const context = await newContext();
  const one = await openApp(context, origin, first.url);
  await answer(one, true);
  await turn(one);
  await answer(await openApp(context, origin, second.url), false);
  await flush(one);
  expect([await turnsAt(first.url), await turnsAt(second.url)]).toEqual([1, 0]);
});

test('an update that changes the collector asks again, and sends the new one nothing of before', async () => {
  const [first, second] = [await collecting(), await collecting()];
  const origin = await serveApp();
  const context = await newContext();
  const before = await openApp(context, origin, first.url);
  await answer(before, true);
  await turn(before);
  await before.close();
  const after = await openApp(context, origin, second.url);
  expect(await found(after)).toBeUndefined();
  await answer(after, true);
  await flush(after);
  expect(await turnsAt(second.url)).toBe(0);
});
