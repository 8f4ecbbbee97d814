import { indexedDbStore } from './indexedDbStore.js';
import { type LedgerStore, NewerLedgerError } from './LedgerStore.js';
import { memoryStore } from './memoryStore.js';

/**
 * The store that the app has given, else IndexedDB, else memory. Continues in memory once reading reveals that a later
 * version of turntally has written the ledger.
 *
 * @param name Name of the database.
 */
export function chooseStore(name: string, given?: LedgerStore): LedgerStore {
  const chosen = given ?? (hasIndexedDB() ? indexedDbStore(name) : memoryStore());
  let current = chosen;
  return {
    get kind() {
      return current.kind;
    },
    append: (tally, epoch) => current.append(tally, epoch),
    // Every use of a ledger begins with reading it.
    async read() {
      try {
        return await current.read();
      } catch (error) {
        if (!(error instanceof NewerLedgerError)) throw error;
        current = memoryStore();
        return current.read();
      }
    },
    async apply(action) {
      // A withdrawal of consent also erases what a later version has written; nothing else changes it.
      if (action.type === 'erased' && current !== chosen) await chosen.apply(action);
      return current.apply(action);
    },
    close: () => chosen.close(),
  };
}

function hasIndexedDB(): boolean {
  try {
    return Boolean(globalThis.indexedDB);
  } catch {
    // Reading the property throws if cookies are blocked or the frame is sandboxed.
    return false;
  }
}
