import { expect, test } from 'vitest';
import { createCollector } from '../../src/index.js';
import { day, noon, openStore, payload, post } from '../support.js';

const midnight = noon + day / 2;

/** A collector that shows rows of two batches, and the turns that it shows at a time. */
function scraped() {
  const clock = { now: noon };
  const store = openStore();
  const collector = createCollector({ store, minReports: 2, now: () => clock.now, access: 'open' });
  const turns = async (at: number, labels: string) => {
    clock.now = at;
    const text = await (await collector.fetch(new Request('http://collector.test/metrics'))).text();
    const line = new RegExp(`^turntally_events_total\\{${labels},signal="turns",bucket="total"\\} (\\d+)$`, 'm');
    return line.exec(text)?.[1];
  };
  const postOf = async (...systems: readonly string[]) => {
    for (const os of systems) await post(collector, { body: payload({ os }) });
  };
  return { clock, turns, postOf };
}

test('a new release has zeros for the first hour, and one that is known counts at once', async () => {
  const { clock, turns, postOf } = scraped();
  const linux = 'version="1.4.0",os="linux"';
  await postOf('linux', 'linux');
  expect(await turns(midnight, linux)).toBe('0');
  expect(await turns(midnight + 3_599_999, linux)).toBe('0');
  expect(await turns(midnight + 3_600_000, linux)).toBe('24');
  clock.now = noon + day;
  await postOf('linux', 'linux');
  expect(await turns(noon + day, linux)).toBe('24');
  expect(await turns(midnight + day, linux)).toBe('48');
});

test('a release is new until it has a row of its own: rows of too few batches are not in the list', async () => {
  const { clock, turns, postOf } = scraped();
  const ios = 'version="1.4.0",os="ios"';
  await postOf('linux', 'ios');
  expect(await turns(noon + day, ios)).toBeUndefined();
  clock.now = noon + day;
  await postOf('ios', 'ios');
  expect(await turns(midnight + day, ios)).toBe('0');
  expect(await turns(noon + 2 * day, ios)).toBe('24');
});
