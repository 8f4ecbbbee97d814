import { expect, test } from 'vitest';
import { utcDate } from '../../src/utcDays.js';
import { ask, postOf } from './ask.js';
import { bundleWorker } from './bundleWorker.js';
import { startExample } from './example.js';
import { type Batch, rowsOf, rowsOfToday, someBatches } from './someBatches.js';
import { startWorkers } from './startWorkers.js';

async function startLosingShards() {
  const { code } = await bundleWorker('packages/collector/test/workers/shardsKill.worker.ts');
  return startWorkers({ code, shardClass: 'LosingShard' });
}

test.each([
  { store: 'D1', start: () => startExample() },
  { store: 'shards, of which half of the deliveries are repeated', start: startLosingShards },
])('workerd is killed under load, twice, and no row is wrong: $store', async ({ start }) => {
  const workers = await start();
  try {
    const today = utcDate(Date.now());
    const { batches, queue } = someBatches(120);
    const seen = { accepted: 0, failed: 0 };
    let starting: Promise<void> = Promise.resolve();

    const post = async ({ id, body }: Batch, n: number) => {
      const url = new URL('/v1/metrics', workers.urls()[n % 2]);
      return (await ask(url, postOf(id, body, { 'turntally-sealed': today }))).status === 202;
    };
    const postNext = async (n: number) => {
      for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
        while (!(await post(next, n).catch(() => false))) {
          seen.failed += 1;
          await starting;
        }
        seen.accepted += 1;
      }
    };
    const killAt = async (accepted: number) => {
      await expect.poll(() => seen.accepted, { interval: 1, timeout: 60_000 }).toBeGreaterThanOrEqual(accepted);
      starting = workers.kill().then(() => workers.restart());
      await starting;
    };
    await Promise.all([...Array.from({ length: 16 }, (_, n) => postNext(n)), killAt(90).then(() => killAt(210))]);
    expect(seen.accepted).toBe(360);
    expect(seen.failed).toBeGreaterThan(0);
    // Shards deliver by their alarms, also by those that were set before workerd was killed.
    await expect.poll(() => rowsOfToday(workers), { interval: 200, timeout: 60_000 }).toEqual(rowsOf(batches));
  } finally {
    await workers.stop();
  }
});
