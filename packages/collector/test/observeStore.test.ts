import { expect, onTestFinished, test, vi } from 'vitest';
import { createCollector, type StoreStatus, sqliteStore } from '../src/index.js';
import { observeStore } from '../src/observeStore.js';
import { databaseFile, newId, openStore, payload, post, withStore } from './support.js';
import { testStore } from './testStore.js';

const decision = { kind: 'count', payload: JSON.parse(payload()) } as const;
const today = '2026-05-20';

/** What is reported, with the message of the error. */
function recorder() {
  const reports: string[] = [];
  const onStatus = (status: StoreStatus) => {
    reports.push(status.kind === 'failing' ? `failing: ${(status.error as Error).message}` : status.kind);
  };
  return { reports, onStatus };
}

test('reports once that the store fails, once for each other error, and once that it works again', async () => {
  let message = 'disk full';
  const inner = openStore();
  const failing = withStore(inner, {
    async find(id) {
      if (message) throw new Error(message);
      return inner.find(id);
    },
  });
  const { reports, onStatus } = recorder();
  const store = testStore(observeStore(failing, Date.now, onStatus).store);
  await expect(store.find('x')).rejects.toThrow('disk full');
  await expect(store.find('x')).rejects.toThrow('disk full');
  message = 'disk gone';
  await expect(store.find('x')).rejects.toThrow('disk gone');
  message = '';
  await store.find('x');
  await store.find('x');
  expect(reports).toEqual(['failing: disk full', 'failing: disk gone', 'working']);
});

test('after a failed write only a successful write means that the store works again', async () => {
  let full = true;
  const inner = openStore();
  const readOnly = withStore(inner, {
    async settle(...args) {
      if (full) throw new Error('disk full');
      return inner.settle(...args);
    },
  });
  const { reports, onStatus } = recorder();
  const store = testStore(observeStore(readOnly, Date.now, onStatus).store);
  for (const id of [newId(), newId()]) {
    await store.find(id);
    await expect(store.settle(id, decision, today)).rejects.toThrow('disk full');
    await store.rows({ from: today, to: today });
  }
  expect(reports).toEqual(['failing: disk full']);
  full = false;
  await store.settle(newId(), decision, today);
  await store.find(newId());
  expect(reports).toEqual(['failing: disk full', 'working']);
});

test('an exception of onStoreStatus changes no answer', async () => {
  let fails = true;
  const inner = openStore();
  const store = withStore(inner, {
    settle: async (...args) => {
      if (fails) throw new Error('disk full');
      return inner.settle(...args);
    },
  });
  const collector = createCollector({
    store,
    onStoreStatus: () => {
      throw new Error('the log is closed');
    },
  });
  const id = newId();
  expect((await post(collector, { id })).status).toBe(503);
  fails = false;
  expect((await post(collector, { id })).status).toBe(202);
});

test('without onStoreStatus, a store that cannot be opened is printed with the reason, at most once a minute', async () => {
  const print = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => print.mockRestore());
  let now = Date.UTC(2026, 4, 20);
  const store = sqliteStore(`file:${databaseFile()}/none/turntally.db`);
  const collector = createCollector({ store, now: () => now });
  for (let n = 0; n < 3; n++) expect((await post(collector)).status).toBe(503);
  const error = expect.objectContaining({
    message: expect.stringMatching(/\/turntally\.db is not a folder|there is no folder/),
  });
  const line = ['turntally: the store fails, so posts are answered 503:', error];
  expect(print.mock.calls).toEqual([line]);
  let works = false;
  const observed = observeStore(
    withStore(openStore(), {
      async find() {
        if (!works) throw new Error('locked');
        return undefined;
      },
    }),
    () => now,
  );
  const changing = testStore(observed.store);
  print.mockClear();
  for (let n = 0; n < 120; n++) {
    works = n % 2 === 1;
    await changing.find('x').catch(() => {});
    now += 1000;
  }
  expect(print).toHaveBeenCalledTimes(2);
});
