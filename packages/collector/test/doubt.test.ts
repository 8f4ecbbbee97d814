import { expect, test, vi } from 'vitest';
import { createCollector } from '../src/index.js';
import { newId, openStore, payload, post, problemOf, total, withStore } from './support.js';
import type { TestStore } from './testStore.js';

const failing = async (): Promise<never> => {
  throw new Error('disk I/O error');
};

/** A store whose first `settle` fails, before or after the commit. */
function failsOnce(inner: TestStore, committed: boolean): TestStore {
  let failed = false;
  return withStore(inner, {
    async settle(id, decision, date) {
      if (failed) return inner.settle(id, decision, date);
      failed = true;
      if (committed) await inner.settle(id, decision, date);
      return failing();
    },
  });
}

test.each([
  ['counting', 'before', payload(), false, 202],
  ['counting', 'after', payload(), true, 202],
  ['refusing', 'before', '{}', false, 400],
  ['refusing', 'after', '{}', true, 400],
])(
  'a failure while %s, %s the commit, is a 503 without void; the next post has the real outcome',
  async (_, __, body, committed, then) => {
    const store = openStore();
    const collector = createCollector({ store: failsOnce(store, committed) });
    const id = newId();
    const response = await post(collector, { id, body });
    expect(response.headers.get('retry-after')).toMatch(/^[1-9]/);
    const problem = await problemOf(response);
    expect(problem.status).toBe(503);
    expect(problem).not.toHaveProperty('void');
    expect((await post(collector, { id, body })).status).toBe(then);
    expect(await total(store)).toBe(then === 202 ? 12 : 0);
  },
);

test('an id that cannot be looked up before a refusal is a 503 without void, and nothing else is tried', async () => {
  const store = openStore();
  const collector = createCollector({
    store: withStore(store, { find: failing }),
    clientAddress: () => 'a',
    limits: { postsPerMinute: 1 },
  });
  expect((await post(collector)).status).toBe(202);
  for (const body of [payload(), payload(), '{}']) {
    const response = await post(collector, { body });
    expect(response.headers.get('retry-after')).toMatch(/^[1-9]/);
    const problem = await problemOf(response);
    expect(problem.status).toBe(503);
    expect(problem).not.toHaveProperty('void');
  }
  expect(await total(store)).toBe(12);
});

test('reading while the database is down is a 503 problem', async () => {
  const collector = createCollector({
    store: withStore(openStore(), { find: failing, rows: failing, sums: failing }),
    access: 'open',
  });
  for (const path of ['/', '/healthz', '/v1/metrics']) {
    const problem = await problemOf(await collector.fetch(new Request(`http://collector.test${path}`)));
    expect(problem.status).toBe(503);
  }
});

test('after a failed write /healthz fails until a write succeeds, which may be its own', async () => {
  let full = true;
  let now = Date.UTC(2026, 4, 20);
  const inner = openStore();
  const store = withStore(inner, {
    settle: (id, decision, date) => (full ? failing() : inner.settle(id, decision, date)),
  });
  const collector = createCollector({ store, access: 'open', now: () => now });
  const health = async () => {
    now += 1000;
    return (await collector.fetch(new Request('http://collector.test/healthz'))).status;
  };
  expect(await health()).toBe(200);
  expect((await post(collector)).status).toBe(503);
  expect([await health(), await health()]).toEqual([503, 503]);
  full = false;
  expect([await health(), await health()]).toEqual([200, 200]);
  full = true;
  expect([(await post(collector)).status, await health()]).toEqual([503, 503]);
  full = false;
  expect([(await post(collector)).status, await health()]).toEqual([202, 200]);
  expect(await total(inner)).toBe(12);
});

test('/healthz writes at most once a second while writes fail, and otherwise never', async () => {
  const settled = vi.fn(failing);
  let now = Date.UTC(2026, 4, 20);
  const store = withStore(openStore(), { settle: settled });
  const collector = createCollector({ store, access: 'open', now: () => now });
  const asked = async () => {
    const answers = Array.from({ length: 50 }, () => collector.fetch(new Request('http://collector.test/healthz')));
    return new Set((await Promise.all(answers)).map(({ status }) => status));
  };
  expect(await asked()).toEqual(new Set([200]));
  expect(settled).toHaveBeenCalledTimes(0);
  await post(collector);
  expect(settled).toHaveBeenCalledTimes(1);
  expect(await asked()).toEqual(new Set([503]));
  expect(settled).toHaveBeenCalledTimes(2);
  now += 999;
  expect(await asked()).toEqual(new Set([503]));
  expect(settled).toHaveBeenCalledTimes(2);
  now += 1;
  await asked();
  expect(settled).toHaveBeenCalledTimes(3);
});
