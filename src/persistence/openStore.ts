import { indexedDbStore } from './indexedDbStore.js';
import { type LedgerStore, NewerLedgerError } from './LedgerStore.js';
import { memoryStore } from './memoryStore.js';

/** IndexedDB; memory where there is none, or where a later version of turntally has written to it. */
export function openStore(name: string): LedgerStore {
  if (typeof indexedDB === 'undefined') return memoryStore();
  const stored = indexedDbStore(name);
  let current = stored;

  const attempt = async <T>(work: (store: LedgerStore) => Promise<T>): Promise<T> => {
    try {
      return await work(current);
    } catch (error) {
      if (!(error instanceof NewerLedgerError)) throw error;
      current = memoryStore();
      return work(current);
    }
  };

  return {
    get kind() {
      return current.kind;
    },
    append: (tally, epoch) => attempt((store) => store.append(tally, epoch)),
    read: () => attempt((store) => store.read()),
    async apply(action) {
      // What a later version has stored is left untouched, but a withdrawal erases it all the same.
      if (action.type === 'erased' && current !== stored) await stored.apply(action);
      return attempt((store) => store.apply(action));
    },
    close() {
      stored.close();
      current.close();
    },
  };
}
