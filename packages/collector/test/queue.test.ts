import { unlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createCollector } from '../src/index.js';
import { allRows, databaseFile, newId, openStore, payload, post, turns } from './support.js';

/** A body that starts and never continues. */
const stuckBody = () =>
  new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{')),
  });

test('copies of one id that wait for a slow one do not turn other batches away', async () => {
  const collector = createCollector({ store: openStore(), limits: { inProgress: 3, bodyMs: 500 } });
  const id = newId();
  const slow = Array.from({ length: 3 }, () => post(collector, { id, body: stuckBody() }));
  const surplus = await post(collector, { id, body: payload() });
  expect(surplus.status).toBe(503);
  expect(await surplus.json()).not.toHaveProperty('void');
  expect(surplus.headers.get('retry-after')).toMatch(/^[0-9]+$/);
  expect((await post(collector)).status).toBe(202);
  expect((await Promise.all(slow)).map(({ status }) => status)).toEqual([408, 408, 408]);
});

test('a store whose file was deleted creates a new one once it has noticed', async () => {
  const path = databaseFile();
  const store = openStore(path);
  const settle = (count: number) => {
    const counters = [{ ...turns, count }];
    return store.settle(newId(), { kind: 'count', payload: { version: '1.0.0', os: 'linux', counters } }, '2026-05-20');
  };
  await settle(turns.count);
  for (const end of ['', '-wal', '-shm']) unlinkSync(path + end);
  await expect(settle(0.5), 'what the table refuses').rejects.toThrow();
  const collector = createCollector({ store });
  expect((await post(collector)).status).toBe(202);
  expect(await allRows(store)).toMatchObject([{ count: turns.count }]);
});
