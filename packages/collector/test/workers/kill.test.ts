import { expect, test } from 'vitest';
import { d1Store } from '../../src/d1/index.js';
import { utcDate } from '../../src/utcDays.js';
import { newId, payload } from '../support.js';
import { ask, postOf } from './ask.js';
import { startExample } from './example.js';

test('workerd is killed under load, twice, and every batch counts once', async () => {
  const workers = await startExample();
  try {
    const today = utcDate(Date.now());
    const ids = Array.from({ length: 200 }, newId);
    const queue = [...ids, ...ids, ...ids].sort(() => Math.random() - 0.5);
    const seen = { accepted: 0, failed: 0 };
    let starting: Promise<void> = Promise.resolve();

    const post = async (id: string, n: number) => {
      const url = new URL('/v1/metrics', workers.urls()[n % 2]);
      return (await ask(url, postOf(id, payload(), { 'turntally-sealed': today }))).status === 202;
    };
    const postNext = async (n: number) => {
      for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
        while (!(await post(id, n).catch(() => false))) {
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
    await Promise.all([...Array.from({ length: 16 }, (_, n) => postNext(n)), killAt(150).then(() => killAt(350))]);
    expect(seen.accepted).toBe(600);
    expect(seen.failed).toBeGreaterThan(0);
    const rows = await d1Store(await workers.database()).rows({
      from: '0000-01-01',
      to: '9999-12-31',
      unpublished: true,
    });
    expect(rows.map(({ count, reports }) => ({ count, reports }))).toEqual([{ count: 12 * 200, reports: 200 }]);
  } finally {
    await workers.stop();
  }
});
