import type { Os } from '../signals.js';
import type { MetricsPayload, Problem } from '../wire.js';

/** What became of a batch id, for good: its counters are in the sums, or they never will be, for the reason in `problem`. */
export type Outcome = { readonly kind: 'counted' } | { readonly kind: 'void'; readonly problem: Problem };

/** What is to become of a batch id that nothing was decided about yet. */
export type Decision =
  | { readonly kind: 'count'; readonly payload: MetricsPayload }
  | { readonly kind: 'void'; readonly problem: Problem };

/** One sum. `date`: the UTC day it was received, `YYYY-MM-DD`; `reports`: the number of batches that contributed. */
export interface CountedRow {
  readonly date: string;
  readonly version: string;
  readonly os: Os;
  readonly signal: string;
  readonly bucket: string;
  readonly count: number;
  readonly reports: number;
}

/** Days from `from` to `to`, both included, as `YYYY-MM-DD`; the rest must be equal where given. */
export interface RowFilter {
  readonly from: string;
  readonly to: string;
  readonly version?: string;
  readonly os?: string;
  readonly signal?: string;
}

/**
 * Where the collector keeps sums and batch ids. {@link sqliteStore} is one; any SQL engine with transactions can be another.
 * Every method rejects when the database cannot answer, and keeps no more about a sender than what it is given.
 */
export interface CollectorStore {
  /** What was decided about a batch id, `undefined` if nothing was. Sees every `settle` that has ended, in any process. */
  find(id: string): Promise<Outcome | undefined>;
  /**
   * Decides about a batch id: adds its counters to the sums of the day `date`, or remembers why it never will. The id and
   * its effect are one transaction, durable when this resolves. If the id was decided about before, here or in another
   * process, nothing changes. Either way it answers what holds now. When it rejects, `find` can tell what happened.
   *
   * Forgets ids whose first `date` was more than 45 days ago; sums are kept.
   */
  settle(id: string, decision: Decision, date: string): Promise<Outcome>;
  /** The sums that match, ordered by date, version, os, signal and bucket. */
  rows(filter: RowFilter): Promise<readonly CountedRow[]>;
  /** Waits for what was begun and lets go of the database; later calls reject. */
  close(): Promise<void>;
}
