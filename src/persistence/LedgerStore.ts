import type { Ledger, LedgerAction, Tally } from '../reducers/ledger.js';

/**
 * Where a ledger is kept. Several stores, in several tabs, may work on the same ledger at once.
 *
 * A promise that rejects means that nothing was changed; one that resolves means that everything is stored.
 *
 * @example
 * const store = indexedDbStore({ endpoint });
 * const logged: LedgerStore = {
 *   ...store,
 *   apply: (action) => store.apply(action).finally(() => console.debug(action.type)),
 * };
 */
export interface LedgerStore {
  /**
   * What `status$` reports as `storage`.
   *
   * @defaultValue 'memory'
   */
  readonly kind?: 'indexeddb' | 'memory' | undefined;
  /** Stores a tally that was counted under the consent `epoch`, with one write and no read. */
  append(tally: Tally, epoch: string): Promise<void>;
  /**
   * The snapshot with the appended tallies of its epoch folded in. Writes nothing and creates nothing.
   *
   * @throws NewerLedgerError if a later version of turntally wrote the ledger.
   */
  read(): Promise<Ledger>;
  /**
   * Folds the appended tallies, reduces the ledger by the action and writes the result, in one transaction. `erased`
   * deletes everything, and does nothing if nothing is stored.
   *
   * @returns the ledger after the action.
   * @throws NewerLedgerError as `read` does, except for `erased`.
   */
  apply(action: LedgerAction): Promise<Ledger>;
  /** Closes the connection; the next call opens it again. */
  close(): void;
}

/** A later version of turntally wrote the stored ledger, which is left unchanged. */
export class NewerLedgerError extends Error {}
