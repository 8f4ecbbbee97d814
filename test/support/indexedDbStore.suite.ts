import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { indexedDbStore } from '../../src/persistence/indexedDbStore.js';
import { type LedgerStore, NewerLedgerError } from '../../src/persistence/LedgerStore.js';
import { emptyLedger, fold } from '../../src/reducers/ledger.js';
import { contents, databaseName, done, exists, plant, remove, withDatabase } from './databases.js';
import { endpoint, scopeOf } from './endpoint.js';
import { batchId, gaveUp, now, releaseOf, tallyOf } from './ledgers.js';
import { storeContract } from './storeContract.js';

const one = tallyOf({ 'turns/total': 1 });

function tabOn(name: string): LedgerStore {
  const store = indexedDbStore({ endpoint, name });
  onTestFinished(() => store.close());
  return store;
}

async function begun(): Promise<{ name: string; store: LedgerStore }> {
  const name = databaseName();
  const store = tabOn(name);
  await store.apply({ type: 'folded', epoch: 'e' });
  return { name, store };
}

const open = { type: 'opened', id: batchId(0), now } as const;
const erase = { type: 'erased' } as const;

function spyOnTransactions() {
  const spy = vi.spyOn(IDBDatabase.prototype, 'transaction');
  onTestFinished(() => spy.mockRestore());
  return spy;
}

/** Replaces the next put. */
function nextPut(
  goWrong: (store: IDBObjectStore, put: () => IDBRequest<IDBValidKey>) => IDBRequest<IDBValidKey>,
): void {
  const { put } = IDBObjectStore.prototype;
  const spy = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(function (
    this: IDBObjectStore,
    ...args
  ) {
    return goWrong(this, () => put.apply(this, args));
  });
  onTestFinished(() => spy.mockRestore());
}

/** Lets the test leave the page, which stays as it is. Nothing may listen to that when the test ends. */
function pageThatCanBeLeft(): () => void {
  const page = new EventTarget();
  const listeners = new Set<unknown>();
  vi.stubGlobal('addEventListener', (type: string, listener: () => void) => {
    listeners.add(listener);
    page.addEventListener(type, listener);
  });
  vi.stubGlobal('removeEventListener', (type: string, listener: () => void) => {
    listeners.delete(listener);
    page.removeEventListener(type, listener);
  });
  onTestFinished(() => {
    vi.unstubAllGlobals();
    expect(listeners.size).toBe(0);
  });
  return () => void page.dispatchEvent(new Event('pagehide'));
}

/** The contract of a store, and what only IndexedDB can get wrong; the same in Node and in a browser. */
export function indexedDbStoreTests(): void {
  storeContract('IndexedDB', () => {
    const name = databaseName();
    return () => tabOn(name);
  });

  describe('the database', () => {
    test('should not be created by reading or erasing', async () => {
      const name = databaseName();
      const store = tabOn(name);
      await Promise.all([store.read(), store.apply(erase), store.read()]);
      expect(await exists(name)).toBe(false);
      await store.append(one, 'e');
      expect(await exists(name)).toBe(true);
    });

    test('should keep all appends of one moment, in any number of tabs', async () => {
      const clock = vi.spyOn(Date, 'now').mockReturnValue(now);
      onTestFinished(() => clock.mockRestore());
      const name = databaseName();
      const tabs = [tabOn(name), tabOn(name), tabOn(name)];
      await Promise.all(tabs.flatMap((tab) => Array.from({ length: 20 }, () => tab.append(one, 'e'))));
      expect((await contents(name)).size).toBe(60);
    });

    test('should keep appends that run beside reads of a missing database', async () => {
      for (let round = 0; round < 10; round++) {
        const name = databaseName();
        const [a, b] = [tabOn(name), tabOn(name)];
        const appends = [
          a.read(),
          a.append(one, 'e'),
          b.read(),
          b.read(),
          a.append(one, 'e'),
          b.append(one, 'e'),
          a.read(),
        ];
        await Promise.all(appends);
        expect([...(await contents(name)).keys()].filter((key) => key.startsWith('tally/e/'))).toHaveLength(3);
      }
    });

    test('a read sees the write before it that creates the database, while one before that still finds none', async () => {
      const store = indexedDbStore({ endpoint, name: databaseName() });
      onTestFinished(() => store.close());
      const ledgers = await Promise.all([store.read(), store.apply({ type: 'folded', epoch: 'e' }), store.read()]);
      expect(ledgers.map(({ epoch }) => epoch)).toEqual(['', 'e', 'e']);
    });

    test('should neither fail an erasure nor the append beside it that creates the database', async () => {
      const name = databaseName();
      const [a, b] = [tabOn(name), tabOn(name)];
      await Promise.all([a.apply(erase), a.append(one, 'e'), b.apply(erase), b.append(one, 'e'), a.apply(erase)]);
      await a.append(one, 'after');
      expect([...(await contents(name)).keys()].some((key) => key.startsWith('tally/after/'))).toBe(true);
    });

    test('should number its appends: no key says when a turn was', async () => {
      const { name, store } = await begun();
      for (let turn = 0; turn < 3; turn++) await store.append(one, 'e');
      const keys = [...(await contents(name)).keys()].filter((key) => key !== 'snapshot');
      const page = keys[0]?.slice(-32);
      expect(keys).toEqual([0, 1, 2].map((n) => `tally/e/00000000${n}-${page}`));
      expect(page).toMatch(/^[0-9a-f]{32}$/);
    });

    test('should fold what earlier pages appended first: the oldest release is the first', async () => {
      const { name } = await begun();
      for (let page = 0; page < 8; page++) {
        const store = tabOn(name);
        await store.read();
        await store.append(tallyOf({ 'turns/total': 1 }, releaseOf(page)), 'e');
        await store.append(tallyOf({ 'turns/total': 1 }, releaseOf(page)), 'e');
      }
      const { pending } = await tabOn(name).read();
      expect(pending.map(({ release }) => release)).toEqual(Array.from({ length: 8 }, (_, page) => releaseOf(page)));
    });

    test('should not contain tallies after a fold, nor those of other epochs', async () => {
      const { name, store } = await begun();
      await store.append(one, 'e');
      await store.append(one, 'another');
      expect((await contents(name)).size).toBe(3);
      await store.apply({ type: 'folded', epoch: 'e' });
      expect([...(await contents(name))]).toEqual([['snapshot', fold(emptyLedger('e'), [one])]]);
    });

    test('should contain nothing after an erasure', async () => {
      const { name, store } = await begun();
      await store.append(one, 'e');
      await store.apply(open);
      await store.append(one, 'another');
      await store.apply(erase);
      expect([...(await contents(name))]).toEqual([]);
    });

    test('should be created anew after another connection has deleted it', async () => {
      const { name, store } = await begun();
      await remove(name);
      expect(await exists(name)).toBe(false);
      expect(await store.read()).toEqual(emptyLedger());
      expect(await exists(name)).toBe(false);
      await store.append(one, 'e');
      expect((await contents(name)).size).toBe(1);
    });
  });

  describe('durability', () => {
    test.each([
      ['an append is relaxed', 'relaxed', (store: LedgerStore) => store.append(one, 'e')],
      ['opened is strict', 'strict', (store: LedgerStore) => store.apply(open)],
      ['erased is strict', 'strict', (store: LedgerStore) => store.apply(erase)],
    ] as const)('%s', async (_, durability, work) => {
      const { store } = await begun();
      const spy = spyOnTransactions();
      await work(store);
      const writes = spy.mock.calls.filter(([, mode]) => mode === 'readwrite');
      expect(writes.map(([, , options]) => options)).toEqual([{ durability }]);
      expect(spy.mock.results.at(-1)?.value.durability).toBe(durability);
    });

    test('should commit an append before the event of its put: a page that goes away handles no event', async () => {
      const { store } = await begun();
      const commit = vi.spyOn(IDBTransaction.prototype, 'commit');
      onTestFinished(() => commit.mockRestore());
      let commits = 0;
      nextPut((_, put) => {
        const request = put();
        request.addEventListener('success', () => {
          commits = commit.mock.calls.length;
        });
        return request;
      });
      await store.append(one, 'e');
      expect(commits).toBe(1);
      expect((await store.read()).pending).toEqual([one]);
    });

    test('should append with one transaction, one put and no read', async () => {
      const { store } = await begun();
      const spy = spyOnTransactions();
      const reads = (['get', 'getAll', 'getAllKeys', 'openCursor'] as const).map((method) =>
        vi.spyOn(IDBObjectStore.prototype, method),
      );
      const put = vi.spyOn(IDBObjectStore.prototype, 'put');
      onTestFinished(() => [...reads, put].forEach((spied) => void spied.mockRestore()));
      await store.append(one, 'e');
      expect(spy).toHaveBeenCalledTimes(1);
      expect(put).toHaveBeenCalledTimes(1);
      for (const read of reads) expect(read).not.toHaveBeenCalled();
    });
  });

  describe('when something fails', () => {
    test.each([
      ['append', (store: LedgerStore) => store.append(one, 'e')],
      ['read', (store: LedgerStore) => store.read()],
      ['opened', (store: LedgerStore) => store.apply(open)],
      ['erased', (store: LedgerStore) => store.apply(erase)],
    ] as const)('%s should open the database again if the connection was closed', async (_, work) => {
      const { name, store } = await begun();
      const spy = spyOnTransactions();
      await store.read();
      // The connection closes as engines close those of sleeping pages: no event, and any use of it is an InvalidStateError.
      const connection = spy.mock.contexts[0] as IDBDatabase;
      connection.close();
      await work(store);
      expect(spy.mock.results.filter(({ type }) => type === 'throw')).toHaveLength(1);
      await store.append(one, 'e');
      expect(await exists(name)).toBe(true);
    });

    test('two accesses at once should open one other connection if theirs was closed', async () => {
      const { store } = await begun();
      const transactions = spyOnTransactions();
      await store.read();
      (transactions.mock.contexts[0] as IDBDatabase).close();
      const open = vi.spyOn(IDBFactory.prototype, 'open');
      onTestFinished(() => open.mockRestore());
      await Promise.all([store.append(one, 'e'), store.append(one, 'e')]);
      expect(open).toHaveBeenCalledOnce();
    });

    test('should repeat an access once after an InvalidStateError', async () => {
      const { store } = await begun();
      const spy = spyOnTransactions().mockImplementation(() => {
        throw new DOMException('The database connection is closing.', 'InvalidStateError');
      });
      await expect(store.append(one, 'e')).rejects.toMatchObject({ name: 'InvalidStateError' });
      expect(spy).toHaveBeenCalledTimes(2);
      spy.mockRestore();
      await store.append(one, 'e');
      expect((await store.read()).pending).toEqual([one]);
    });

    test('should open the database again after opening it has failed', async () => {
      const { name, store } = await begun();
      await store.append(one, 'e');
      store.close();
      // A database of a later version cannot be opened as version 1.
      const upgrade = indexedDB.open(scopeOf(name), 2);
      (await done(upgrade)).close();
      const { open: original } = IDBFactory.prototype;
      const spy = vi.spyOn(IDBFactory.prototype, 'open').mockImplementationOnce(function (this: IDBFactory, wanted) {
        return original.call(this, wanted, 1);
      });
      onTestFinished(() => spy.mockRestore());
      await expect(store.append(one, 'e')).rejects.toMatchObject({ name: 'VersionError' });
      await store.append(one, 'e');
      expect((await store.read()).pending).toEqual([tallyOf({ 'turns/total': 2 })]);
    });

    test('should open the database again after there was no room to open it', async () => {
      const store = indexedDbStore({ endpoint, name: databaseName() });
      onTestFinished(() => store.close());
      const spy = vi.spyOn(IDBFactory.prototype, 'open').mockImplementationOnce(() => {
        throw new DOMException('full', 'QuotaExceededError');
      });
      onTestFinished(() => spy.mockRestore());
      await expect(store.append(one, 'e')).rejects.toMatchObject({ name: 'QuotaExceededError' });
      await store.append(one, 'e');
    });

    test('an append whose transaction ends before the put rejects with that error alone', async () => {
      const { store } = await begun();
      nextPut((records, put) => {
        records.transaction.abort();
        return put();
      });
      await expect(store.append(one, 'e')).rejects.toMatchObject({ name: 'TransactionInactiveError' });
      expect((await store.read()).pending).toEqual([]);
    });

    test('should reject a tally that cannot be cloned, and change nothing', async () => {
      const { store } = await begun();
      const uncloneable = JSON.parse('{"release":{},"counters":{}}');
      uncloneable.counters.f = () => {};
      await expect(store.append(uncloneable, 'e')).rejects.toMatchObject({ name: 'DataCloneError' });
      expect(await store.read()).toEqual(emptyLedger('e'));
    });

    const failures: [string, Parameters<typeof nextPut>[0]][] = [
      ['the request fails', (store) => store.add('taken', 'snapshot')],
      [
        'there is no more room',
        () => {
          throw new DOMException('full', 'QuotaExceededError');
        },
      ],
    ];
    test.each(failures)('should reject an append and change nothing when %s', async (_, goWrong) => {
      const { name, store } = await begun();
      const before = await contents(name);
      nextPut(goWrong);
      await expect(
        store.append(one, 'e').then(
          () => 'kept',
          () => 'rejected',
        ),
      ).resolves.toBe('rejected');
      expect(await contents(name)).toEqual(before);
      await store.append(one, 'e');
      expect((await store.read()).pending).toEqual([one]);
    });

    // An append is committed before anything could abort it.
    const abort: (typeof failures)[number] = [
      'the transaction aborts',
      (store, put) => {
        const request = put();
        store.transaction.abort();
        return request;
      },
    ];
    test('should reject an erasure and change nothing when the transaction aborts', async () => {
      const { name, store } = await begun();
      await store.append(one, 'e');
      const before = await contents(name);
      const { delete: remove } = IDBObjectStore.prototype;
      const spy = vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementationOnce(function (
        this: IDBObjectStore,
        key,
      ) {
        const request = remove.call(this, key);
        this.transaction.abort();
        return request;
      });
      onTestFinished(() => spy.mockRestore());
      await expect(store.apply(erase)).rejects.toBeDefined();
      expect(await contents(name)).toEqual(before);
    });

    test.each([abort, ...failures])('should reject an action and change nothing when %s', async (_, goWrong) => {
      const { name, store } = await begun();
      await store.append(one, 'e');
      const before = await contents(name);
      nextPut(goWrong);
      await expect(
        store.apply(open).then(
          () => 'kept',
          () => 'rejected',
        ),
      ).resolves.toBe('rejected');
      expect(await contents(name)).toEqual(before);
      expect((await store.apply(open)).outbox?.counters).toEqual(one.counters);
    });
  });

  // WebKit suspends the transactions of a page that is left, and then other pages wait for them.
  describe('when the page is left', () => {
    test.each([
      ['read', (store: LedgerStore) => store.read(), { pending: [one] }],
      ['apply', (store: LedgerStore) => store.apply(open), { pending: [], outbox: { counters: one.counters } }],
    ] as const)(
      '%s should give up its transaction, and begin another one until it is done',
      async (_, act, expected) => {
        const { store } = await begun();
        await store.append(one, 'e');
        const leave = pageThatCanBeLeft();
        const transactions = spyOnTransactions();
        const { get } = IDBObjectStore.prototype;
        let timesToLeave = 3;
        const spy = vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(function (this: IDBObjectStore, key) {
          const request = get.call(this, key);
          if (timesToLeave-- > 0) leave();
          return request;
        });
        onTestFinished(() => spy.mockRestore());
        expect(await act(store)).toMatchObject(expected);
        expect(transactions).toHaveBeenCalledTimes(4);
        expect(await store.read()).toMatchObject(expected);
      },
    );

    test('append should store its tally once: it has committed', async () => {
      const { store } = await begun();
      const leave = pageThatCanBeLeft();
      const transactions = spyOnTransactions();
      const { commit } = IDBTransaction.prototype;
      const spy = vi.spyOn(IDBTransaction.prototype, 'commit').mockImplementation(function (this: IDBTransaction) {
        commit.call(this);
        leave();
      });
      onTestFinished(() => spy.mockRestore());
      await store.append(one, 'e');
      expect(transactions).toHaveBeenCalledTimes(1);
      expect((await store.read()).pending).toEqual([one]);
    });
  });

  describe('what is stored', () => {
    test('by a later version should only be changed by an erasure', async () => {
      const { name, store } = await begun();
      const newer = { schema: 2, epoch: 'e', boxes: [] };
      await plant(name, 'snapshot', newer);
      const before = await contents(name);
      await expect(store.read()).rejects.toBeInstanceOf(NewerLedgerError);
      for (const action of [open, { type: 'folded', epoch: 'e' }, { type: 'postponed', until: now }] as const) {
        await expect(store.apply(action)).rejects.toBeInstanceOf(NewerLedgerError);
      }
      expect(await contents(name)).toEqual(before);
      expect(await store.apply(erase)).toEqual(emptyLedger());
      expect(await store.read()).toEqual(emptyLedger());
    });

    test('and cannot be read should be lost and reported once', async () => {
      const { name, store } = await begun();
      await plant(name, 'snapshot', { ...fold(emptyLedger('e'), [tallyOf({ 'turns/total': 5 })]), epoch: 7 });
      expect(await store.read()).toEqual({ ...emptyLedger(), ...gaveUp({ corrupt: 5 }) });
      const folded = await store.apply({ type: 'folded', epoch: 'new' });
      expect(folded).toEqual({ ...emptyLedger('new'), ...gaveUp({ corrupt: 5 }) });
      expect(await store.read()).toEqual(folded);
    });

    test('as a tally that cannot be read should be lost and reported once, and the others counted', async () => {
      const { name, store } = await begun();
      await store.append(one, 'e');
      await plant(name, 'tally/e/x', { release: one.release, counters: { 'a prompt': 4 } });
      await plant(name, 'tally/e/y', 'a text');
      const lost = { ...fold(emptyLedger('e'), [one]), ...gaveUp({ corrupt: 5 }) };
      expect(await store.read()).toEqual(lost);
      expect(await store.apply({ type: 'folded', epoch: 'e' })).toEqual(lost);
      expect(await store.read()).toEqual(lost);
    });

    test('beside the ledger should not be changed', async () => {
      const { name, store } = await begun();
      await plant(name, 'consent', { agreed: false });
      await plant(name, 'tallyho', 'not ours');
      await store.append(one, 'e');
      await store.apply(open);
      await store.apply(erase);
      const kept = await contents(name);
      expect([kept.get('consent'), kept.get('tallyho')]).toEqual([{ agreed: false }, 'not ours']);
    });

    test('should be read oldest tally first, so that the older release is sent first', async () => {
      const { store } = await begun();
      const clock = vi.spyOn(Date, 'now');
      onTestFinished(() => clock.mockRestore());
      const versions = ['1.0.0', '1.1.0', '1.2.0', '1.3.0'];
      for (const [hour, version] of versions.entries()) {
        clock.mockReturnValue(now + hour * 3_600_000);
        await store.append(tallyOf({ 'turns/total': 1 }, { version, os: 'linux' }), 'e');
      }
      expect((await store.read()).pending.map(({ release }) => release.version)).toEqual(versions);
    });
  });

  test('should leave no connection open after close', async () => {
    const { name, store } = await begun();
    await store.append(one, 'e');
    store.close();
    await withDatabase(name, async () => undefined);
    await expect(remove(name)).resolves.toBeUndefined();
  });
}
