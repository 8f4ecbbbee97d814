import type { Ledger, LedgerAction, Tally } from '../reducers/ledger.js';

/**
 * Where a ledger is kept. A promise that rejects means that nothing was changed; whatever resolved is stored.
 * Several stores, in several tabs, may work on the same ledger at once.
 */
export interface LedgerStore {
  /**
   * What `status$.storage` reports while this store works.
   *
   * @defaultValue `'memory'`
   */
  readonly kind?: 'indexeddb' | 'memory' | undefined;
  /** One blind put of a tally counted under the consent `epoch`: reads nothing. */
  append(tally: Tally, epoch: string): Promise<void>;
  /** The snapshot with all appended tallies folded in. Writes nothing, creates nothing. */
  read(): Promise<Ledger>;
  /** One transaction: folds, reduces, writes. `erased` does nothing where nothing was ever stored. */
  apply(action: LedgerAction): Promise<Ledger>;
  /** Lets go of the connection; the next call opens it again. */
  close(): void;
}

/** The stored ledger was written by a later version of turntally; it is left untouched. */
export class NewerLedgerError extends Error {}
