import { expect, test, vi } from 'vitest';
import { createCollector } from '../src/index.js';
import { day, noon, openStore, payload, post, turns, withStore } from './support.js';

const read = new Request('http://collector.test/v1/metrics?days=366');

test('the first post of a UTC day starts the maintenance after its answer, and nothing else does', async () => {
  const inner = openStore();
  const publish = vi.fn(inner.publish);
  const clock = { now: noon };
  const collector = createCollector({ store: withStore(inner, { publish }), now: () => clock.now, access: 'open' });
  for (const date of ['2026-05-20', '2026-05-21']) {
    expect((await post(collector)).status).toBe(202);
    await expect.poll(() => publish.mock.calls.map(([before]) => before)).toContain(date);
    await post(collector);
    await collector.fetch(read.clone());
    clock.now += day;
  }
  expect(publish.mock.calls).toEqual([
    ['2026-05-20', 5],
    ['2026-05-21', 5],
  ]);
});

test('a read waits until the days before are published', async () => {
  const store = openStore();
  const clock = { now: noon };
  const collector = createCollector({ store, now: () => clock.now, access: 'open' });
  for (let n = 0; n < 5; n++) await post(collector);
  expect(await (await collector.fetch(read.clone())).json()).toEqual([]);
  clock.now += day;
  expect(await (await collector.fetch(read.clone())).json()).toMatchObject([{ count: 60, reports: 5 }]);
});

test('a read is answered if the maintenance fails, which is reported and tried again', async () => {
  const inner = openStore();
  const clock = { now: noon };
  const reports: string[] = [];
  let fails = false;
  const collector = createCollector({
    store: withStore(inner, {
      publish: async (...args) => (fails ? Promise.reject(new Error('read-only')) : inner.publish(...args)),
    }),
    now: () => clock.now,
    access: 'open',
    onStoreStatus: (status) => reports.push(status.kind),
  });
  for (let n = 0; n < 5; n++) await post(collector);
  clock.now += day;
  await collector.maintain();
  fails = true;
  clock.now += day;
  expect(await (await collector.fetch(read.clone())).json()).toMatchObject([{ count: 60 }]);
  expect(reports).toEqual(['failing']);
  await expect(collector.maintain()).rejects.toThrow('read-only');
  fails = false;
  clock.now += 60_000;
  await collector.fetch(read.clone());
  expect((await post(collector)).status).toBe(202);
  expect(reports).toEqual(['failing', 'working']);
});

test('a day that could not be published is in no view and no export, and is tried again after a minute', async () => {
  const inner = openStore();
  const clock = { now: noon };
  const disk = { isFull: true };
  const publish: typeof inner.publish = async (...args) => {
    if (disk.isFull) throw new Error('the disk is full');
    await inner.publish(...args);
  };
  const collector = createCollector({ store: withStore(inner, { publish }), now: () => clock.now, access: 'open' });
  const textOf = async (path: string) => {
    const response = await collector.fetch(new Request(`http://collector.test${path}`));
    expect([path, response.status]).toEqual([path, 200]);
    return response.text();
  };
  for (let n = 0; n < 5; n++) await post(collector, { body: payload({ version: '7.7.7' }) });
  await post(collector, { body: payload({ version: '7.7.7', counters: [{ ...turns, count: 20_001 }] }) });
  clock.now += day;
  for (const path of ['/', '/v1/metrics', '/metrics', '/export.csv', '/export.json']) {
    expect(await textOf(path)).not.toMatch(/7\.7\.7|20,?001|set aside|"setAside"/i);
  }
  disk.isFull = false;
  clock.now += 59_999;
  expect(await textOf('/v1/metrics')).toBe('[]');
  clock.now += 1;
  expect(await textOf('/v1/metrics')).toContain('7.7.7');
});

test('if publishing fails, old ids and days are deleted all the same, and its error is reported', async () => {
  const inner = openStore();
  const forget = vi.fn(inner.forget);
  const drop = vi.fn(async () => Promise.reject(new Error('a later error')));
  const publish = () => Promise.reject(new Error('cannot publish'));
  const collector = createCollector({ store: withStore(inner, { publish, forget, drop }), now: () => noon, keep: 2 });
  await expect(collector.maintain()).rejects.toThrow('cannot publish');
  expect(forget.mock.calls).toEqual([['2026-05-20']]);
  expect(drop.mock.calls).toEqual([['2026-05-18', 2]]);
});

test('days older than keep are deleted, others stay', async () => {
  const store = openStore();
  const clock = { now: noon };
  const collector = createCollector({ store, now: () => clock.now, keep: 2 });
  for (let n = 0; n < 5; n++) {
    for (let batch = 0; batch < 5; batch++) await post(collector);
    clock.now += day;
    await collector.maintain();
  }
  const rows = await store.rows({ from: '2026-01-01', to: '2026-12-31' });
  expect(rows.map(({ date }) => date)).toEqual(['2026-05-23', '2026-05-24']);
});
