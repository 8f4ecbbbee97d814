import { indexedDbStore } from './indexedDbStore.js';
import { type LedgerStore, NewerLedgerError } from './LedgerStore.js';
import { memoryStore } from './memoryStore.js';

/** The given store, or IndexedDB; memory where there is none, or where a later version of turntally has written to it. */
export function openStore(name: string, given?: LedgerStore): LedgerStore {
  const stored = given ?? (hasIndexedDB() ? indexedDbStore(name) : memoryStore());
  let current = stored;
  return {
    get kind() {
      return current.kind;
    },
    append: (tally, epoch) => current.append(tally, epoch),
    // Whatever is done with a ledger, it is read first.
    read: () =>
      current.read().catch((error) => {
        if (!(error instanceof NewerLedgerError)) throw error;
        current = memoryStore();
        return current.read();
      }),
    async apply(action) {
      // What a later version has stored is left untouched, but a withdrawal erases it all the same.
      if (action.type === 'erased' && current !== stored) await stored.apply(action);
      return current.apply(action);
    },
    close: () => stored.close(),
  };
}

function hasIndexedDB(): boolean {
  try {
    return !!globalThis.indexedDB;
  } catch {
    // Not even to be looked at: cookies are blocked, or the frame is sandboxed.
    return false;
  }
}
