import { Subscription } from 'rxjs';
import { describe, expect, test, vi } from 'vitest';
import { memoryStore } from '../../src/persistence/memoryStore.js';
import { emptyLedger, type Ledger } from '../../src/reducers/ledger.js';
import { observeStore } from '../../src/streams/observeStore.js';
import { tallyOf } from '../support/ledgers.js';

const one = tallyOf({ 'turns/total': 1 });
const broken = () => Promise.reject(new Error('broken'));

function observed(overrides: object = {}) {
  const store = { ...memoryStore(), kind: 'indexeddb' as const, ...overrides };
  const changes: object[] = [];
  const late: { report: () => void; isOver: () => boolean }[] = [];
  const observer = observeStore(
    store,
    (change) => changes.push(change),
    (report) => {
      const subscription = new Subscription();
      late.push({ report, isOver: () => subscription.closed });
      return subscription;
    },
  );
  const ledgers: Ledger[] = [];
  observer.ledgers$.subscribe((ledger) => ledgers.push(ledger));
  return { store, observer, changes, late, ledgers };
}

describe('onChange', () => {
  test('should be called at once with where the ledger is kept', () => {
    expect(observed().changes).toEqual([{ storage: 'indexeddb' }]);
    expect(observed({ kind: undefined }).changes).toEqual([{ storage: 'memory' }]);
  });

  test('should be called after each access, with the counts lost where a ledger was read', async () => {
    const { observer, changes } = observed({ read: async () => ({ ...emptyLedger(), lost: { corrupt: 2 } }) });
    changes.length = 0;
    await observer.append(one, 'e');
    expect(changes).toEqual([{ storage: 'indexeddb' }]);
    await observer.read();
    expect(changes.slice(1)).toEqual([{ storage: 'indexeddb' }, { lost: 2 }]);
  });

  test.each([
    ['append', broken],
    ['read', broken],
    ['apply', broken],
    [
      'read',
      () => {
        throw new Error('before it returns a promise');
      },
    ],
  ] as const)('should be called when %s fails', async (method, fail) => {
    const { observer, changes } = observed({ [method]: fail });
    const access = { append: () => observer.append(one, 'e'), read: observer.read, apply: () => observer.apply(fold) };
    await expect(access[method]()).rejects.toThrow();
    expect(changes.at(-1)).toEqual({ storage: 'failing' });
  });

  test('should be called when an access is late, and again when it succeeds after all', async () => {
    let finish = (): void => {};
    const { observer, changes, late } = observed({ append: () => new Promise<void>((resolve) => (finish = resolve)) });
    const appended = observer.append(one, 'e');
    late[0]?.report();
    expect(changes.at(-1)).toEqual({ storage: 'failing' });
    expect(late[0]?.isOver()).toBe(false);
    finish();
    await appended;
    expect(changes.at(-1)).toEqual({ storage: 'indexeddb' });
    expect(late[0]?.isOver()).toBe(true);
  });
});

const fold = { type: 'folded', epoch: 'e' } as const;

test('ledgers$ should emit each ledger that was read or changed, but none that was erased', async () => {
  const { observer, ledgers } = observed();
  await observer.apply(fold);
  await observer.read();
  await observer.apply({ type: 'erased' });
  expect(ledgers).toEqual([emptyLedger('e'), emptyLedger('e')]);
});

describe('close', () => {
  test('should close the store once no access is running, and after each later access', async () => {
    let finish = (): void => {};
    const close = vi.fn();
    const append = () => new Promise<void>((resolve) => (finish = resolve));
    const { observer } = observed({ append, close });
    const appended = observer.append(one, 'e');
    observer.close();
    expect(close).not.toHaveBeenCalled();
    finish();
    await appended;
    expect(close).toHaveBeenCalledTimes(1);
    await observer.read();
    expect(close).toHaveBeenCalledTimes(2);
  });

  test('should ignore a store that throws', async () => {
    const { observer } = observed({
      close() {
        throw new Error('theirs');
      },
    });
    expect(() => observer.close()).not.toThrow();
    await expect(observer.read()).resolves.toEqual(emptyLedger());
  });
});
