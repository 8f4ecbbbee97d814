import { expect, onTestFinished, test } from 'vitest';
import { chooseStore } from '../../src/persistence/chooseStore.js';
import type { LedgerStore } from '../../src/persistence/LedgerStore.js';
import { emptyLedger, fold } from '../../src/reducers/ledger.js';
import { contents, databaseName, exists, plant } from './databases.js';
import { endpoint } from './endpoint.js';
import { batchId, now, tallyOf } from './ledgers.js';
import { storeContract } from './storeContract.js';

const one = tallyOf({ 'turns/total': 1 });
const newer = { schema: 2, epoch: 'e', boxes: [] };

function chosen(name: string): LedgerStore {
  const store = chooseStore({ endpoint, name });
  onTestFinished(() => store.close());
  return store;
}

/** A database that a later version of turntally has written to. */
async function writtenByLater(): Promise<string> {
  const name = databaseName();
  const store = chosen(name);
  await store.append(one, 'e');
  store.close();
  await plant(name, 'snapshot', newer);
  return name;
}

/** Which store is chosen, and when; the same in Node and in a browser. */
export function chooseStoreTests(): void {
  storeContract('the chosen store', () => {
    const name = databaseName();
    return () => chosen(name);
  });

  test('should be IndexedDB, and open nothing before it is used', async () => {
    const name = databaseName();
    const store = chosen(name);
    expect(store.kind).toBe('indexeddb');
    await store.read();
    expect(await exists(name)).toBe(false);
    await store.append(one, 'e');
    expect(await exists(name)).toBe(true);
  });

  test('should be memory after a later version has written, and leave what it wrote untouched', async () => {
    const name = await writtenByLater();
    const before = await contents(name);
    const store = chosen(name);
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
    ['after it was read', true],
  ])('should erase what a later version has written, %s', async (_, read) => {
    const name = await writtenByLater();
    const store = chosen(name);
    if (read) {
      await store.read();
      await store.apply({ type: 'folded', epoch: 'session' });
      await store.append(one, 'session');
    }
    expect(await store.apply({ type: 'erased' })).toEqual(emptyLedger());
    expect(await contents(name)).toEqual(new Map());
    expect(await store.read()).toEqual(emptyLedger());
  });
}
