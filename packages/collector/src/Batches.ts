import type { BatchKey, CollectorStore, Outcome, Settled, Settlement } from './CollectorStore.js';

/** The calls of a store that concern batches, for one batch each. */
export interface Batches {
  /** Resolves with the outcome of the batch, or `undefined` if it has none. */
  find(key: BatchKey): Promise<Outcome | undefined>;
  /** Resolves with what is stored for the batch. */
  settle(settlement: Settlement, date: string): Promise<Settled>;
}

/** The part of a store that they need. */
export type BatchStore = Pick<CollectorStore, 'findAll' | 'settleAll'>;
