import { emptyLedger, fold, type Ledger, reduceLedger, type Tally } from '../reducers/ledger.js';
import type { LedgerStore } from './LedgerStore.js';

/**
 * A ledger that lives as long as the returned object. For tests, and where there is no IndexedDB.
 *
 * @example
 * startTurntally({ ...options, store: memoryStore() });
 */
export function memoryStore(): LedgerStore {
  let ledger: Ledger | undefined;
  let tallies: { tally: Tally; epoch: string }[] = [];

  const folded = (): Ledger => {
    const snapshot = ledger ?? emptyLedger();
    return fold(
      snapshot,
      tallies.flatMap(({ tally, epoch }) => (epoch === snapshot.epoch ? [tally] : [])),
    );
  };

  return {
    kind: 'memory',
    async append(tally, epoch) {
      tallies.push({ tally, epoch });
    },
    async read() {
      return folded();
    },
    async apply(action) {
      if (action.type === 'erased' && !ledger && !tallies.length) return emptyLedger();
      ledger = reduceLedger(folded(), action);
      tallies = [];
      return ledger;
    },
    close() {},
  };
}
