import type { DestinationOptions } from '../destination.js';
import { indexedDbStore } from './indexedDbStore.js';
import { type LedgerStore, NewerLedgerError } from './LedgerStore.js';
import { memoryStore } from './memoryStore.js';
import { hasIndexedDB, isRefusal } from './refusal.js';

/**
 * The store that the app has given, else IndexedDB, else memory. Continues in memory once the browser refuses storage, or
 * reading reveals that a later version of turntally has written the ledger.
 */
export function chooseStore(destination: DestinationOptions, given?: LedgerStore): LedgerStore {
  const chosen = given ?? (hasIndexedDB() ? indexedDbStore(destination) : memoryStore());
  let current = chosen;
  let isNewer = false;

  const access = async <T>(work: (store: LedgerStore) => Promise<T>): Promise<T> => {
    const used = current;
    try {
      return await work(used);
    } catch (error) {
      isNewer ||= error instanceof NewerLedgerError;
      if (!isNewer && !isRefusal(error)) throw error;
      // Another access may have met the same meanwhile.
      if (current === used) current = memoryStore();
      return work(current);
    }
  };

  return {
    get kind() {
      return current.kind;
    },
    append: (tally, epoch) => access((store) => store.append(tally, epoch)),
    read: () => access((store) => store.read()),
    async apply(action) {
      // A withdrawal of consent also erases what a later version has written; nothing else changes it.
      if (action.type === 'erased' && isNewer) await chosen.apply(action);
      return access((store) => store.apply(action));
    },
    close: () => chosen.close(),
  };
}
