import { emptyLedger, fold, type Ledger, reduceLedger } from '../reducers/ledger.js';
import type { LedgerStore } from './LedgerStore.js';

/**
 * Keeps a ledger in memory, as long as the returned object exists: for tests, and without IndexedDB.
 *
 * @example
 * startTurntally({ ...options, store: memoryStore() });
 */
export function memoryStore(): LedgerStore {
  let stored: Ledger | undefined;
  const read = (): Ledger => stored ?? emptyLedger();
  return {
    kind: 'memory',
    async append(tally, epoch) {
      const ledger = read();
      stored = epoch === ledger.epoch ? fold(ledger, [tally]) : ledger;
    },
    read: async () => read(),
    async apply(action) {
      if (stored || action.type !== 'erased') stored = reduceLedger(read(), action);
      return read();
    },
    close() {},
  };
}
