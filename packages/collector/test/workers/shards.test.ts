import { expect, test } from 'vitest';
import { d1Store } from '../../src/d1/index.js';
import { daysBefore, utcDate } from '../../src/utcDays.js';
import { newId, payload } from '../support.js';
import { ask, postOf } from './ask.js';
import { bundleWorker } from './bundleWorker.js';
import { sharded, startExample } from './example.js';
import { type RunningWorkers, startWorkers } from './startWorkers.js';

const today = utcDate(Date.now());

/** Batches of 15 rows of two tokens each, which come to two isolates, three times each. */
function someBatches(count: number) {
  const systems = ['linux', 'macos', 'windows'];
  const bodies = Array.from({ length: count }, (_, n) => {
    const counters = [
      { signal: 'turns', bucket: 'total', count: 12 },
      { signal: 'compaction', bucket: 'total', count: 1 },
    ];
    return payload({ version: `1.${n % 5}.0`, os: systems[n % 3], counters });
  });
  const batches = bodies.map((body) => ({ id: newId(), body }));
  return { batches, queue: [...batches, ...batches, ...batches].sort(() => Math.random() - 0.5) };
}

/** Of each row, as `version os signal`, what the root has of it. */
async function rowsOfRoot(workers: RunningWorkers): Promise<Readonly<Record<string, unknown>>> {
  const rows = await d1Store(await workers.database()).rows({
    from: daysBefore(today, 1),
    to: daysBefore(today, -1),
    unpublished: true,
  });
  return Object.fromEntries(
    rows.map(({ version, os, signal, count, reports }) => [`${version} ${os} ${signal}`, { count, reports }]),
  );
}

function expectedRows(batches: readonly { readonly body: string }[]): Readonly<Record<string, unknown>> {
  const rows: Record<string, { count: number; reports: number }> = {};
  for (const { body } of batches) {
    const { version, os, counters } = JSON.parse(body);
    for (const { signal, count } of counters) {
      const name = `${version} ${os} ${signal}`;
      const row = rows[name] ?? { count: 0, reports: 0 };
      rows[name] = { count: row.count + count, reports: row.reports + 1 };
    }
  }
  return rows;
}

test('the Worker counts every id once, though it comes three times at once to two isolates', async () => {
  const workers = await startExample(undefined, sharded);
  try {
    const { batches, queue } = someBatches(90);
    const statuses = new Map<number | undefined, number>();
    const postNext = async (n: number) => {
      for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
        const { status } = await ask(new URL('/v1/metrics', workers.urls()[n % 2]), postOf(next.id, next.body));
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: 24 }, (_, n) => postNext(n)));
    expect([...statuses]).toEqual([[202, 270]]);
    await workers.trigger('17 * * * *');
    expect(await rowsOfRoot(workers)).toEqual(expectedRows(batches));
  } finally {
    await workers.stop();
  }
});

test('workerd is killed under load, twice, half of the deliveries are repeated, and no row is wrong', async () => {
  const { code } = await bundleWorker('packages/collector/test/workers/shardsKill.worker.ts');
  const workers = await startWorkers({ code, shardClass: 'LosingShard' });
  try {
    const { batches, queue } = someBatches(120);
    const seen = { accepted: 0, failed: 0 };
    let starting: Promise<void> = Promise.resolve();

    const post = async ({ id, body }: (typeof batches)[number], n: number) => {
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

    // The alarms deliver, also those that were set before workerd was killed.
    await expect.poll(() => rowsOfRoot(workers), { interval: 100, timeout: 60_000 }).toEqual(expectedRows(batches));
  } finally {
    await workers.stop();
  }
});
