import { expect, onTestFinished, test } from 'vitest';
import type { LedgerStore } from '../../src/persistence/LedgerStore.js';
import { emptyLedger, fold } from '../../src/reducers/ledger.js';
import { contents, databaseName, exists, plant } from './databases.js';
import { batchId, now, tallyOf } from './ledgers.js';
import { observedStore } from './observedStore.js';
import { storeContract } from './storeContract.js';

const one = tallyOf({ 'turns/total': 1 });
const newer = { schema: 2, epoch: 'e', boxes: [] };

function opened(name: string): LedgerStore {
  const store = observedStore(name);
  onTestFinished(() => store.close());
  return store;
}

/** A database that a later version of turntally has written to. */
async function writtenByLater(): Promise<string> {
  const name = databaseName();
  const store = opened(name);
  await store.append(one, 'e');
  store.close();
  await plant(name, 'snapshot', newer);
  return name;
}

/** Which store it is, and when; the same in Node and in a browser. */
export function openStoreTests(): void {
  storeContract('the store that is opened', () => {
    const name = databaseName();
    return () => opened(name);
  });

  test('IndexedDB where there is one, and not before it is used', async () => {
    const name = databaseName();
    const store = opened(name);
    expect(store.kind).toBe('indexeddb');
    await store.read();
    expect(await exists(name)).toBe(false);
    await store.append(one, 'e');
    expect(await exists(name)).toBe(true);
  });

  test('memory where a later version has written; what it wrote is untouched', async () => {
    const name = await writtenByLater();
    const before = await contents(name);
    const store = opened(name);
    expect(await store.read()).toEqual(emptyLedger());
    expect(store.kind).toBe('memory');
    await store.apply({ type: 'folded', epoch: 'session' });
    await store.append(one, 'session');
    expect(await store.read()).toEqual(fold(emptyLedger('session'), [one]));
    expect((await store.apply({ type: 'opened', id: batchId(0), now })).outbox?.counters).toEqual(one.counters);
    store.close();
    expect(await contents(name)).toEqual(before);
  });

  test.each([
    ['before it was read', false],
    ['after', true],
  ])('erasing wipes what a later version has written, %s', async (_, read) => {
    const name = await writtenByLater();
    const store = opened(name);
    if (read) {
      await store.read();
      await store.apply({ type: 'folded', epoch: 'session' });
      await store.append(one, 'session');
    }
    expect(await store.apply({ type: 'erased', epoch: 'new' })).toEqual(emptyLedger('new'));
    expect(await contents(name)).toEqual(new Map([['snapshot', emptyLedger('new')]]));
    expect(await store.read()).toEqual(emptyLedger('new'));
  });
}
