import type { MetricsPayload, Os, Problem } from 'turntally/protocol';

/** The final outcome of a batch id: its counters are in the sums, or they never will be, for the reason in `problem`. */
export type Outcome = { readonly kind: 'counted' } | { readonly kind: 'void'; readonly problem: Problem };

/** What the collector wants to record for a batch id that has no outcome yet. */
export type Decision =
  | { readonly kind: 'count'; readonly payload: MetricsPayload }
  | { readonly kind: 'void'; readonly problem: Problem };

/**
 * Replaces the version, the os or the bucket in sums that combine rows with too few batches of their own. It contains a space,
 * so no real version or bucket can have this name.
 */
export const tooFew = 'too few';

/** One row of sums. */
export interface CountedRow {
  /** The UTC day on which the batches were received, `YYYY-MM-DD`. */
  readonly date: string;
  readonly version: string;
  readonly os: Os | typeof tooFew;
  readonly signal: string;
  readonly bucket: string;
  readonly count: number;
  /** The number of batches that contributed, or a lower bound of it under {@link tooFew}. */
  readonly reports: number;
}

/** The rows from day `from` to day `to`, both included, as `YYYY-MM-DD`; `version`, `os` and `signal` must be equal if given. */
export interface RowFilter {
  readonly from: string;
  readonly to: string;
  readonly version?: string;
  readonly os?: string;
  readonly signal?: string;
  /**
   * Rows of fewer batches are not shown on their own. They are combined before anything is filtered or summed: first the rows
   * of one day, version, signal and bucket; if these are still too few, those of one day, version and signal; then those of one
   * day and signal. Combined rows that reach `minReports` are shown under {@link tooFew}; the others are withheld, with their
   * numbers. Every view is therefore a sum of the same parts, and two views never differ by less than one part.
   *
   * @defaultValue 1, which shows every row
   */
  readonly minReports?: number;
  /** Returns only this many rows, from the start. */
  readonly limit?: number;
}

/** The sum of the rows of one day and signal, by bucket or by version. */
export interface Sum {
  readonly date: string;
  readonly signal: string;
  /** The bucket or the version. */
  readonly of: string;
  readonly count: number;
  readonly reports: number;
  /** The number of rows of this day and signal that are withheld; always 0 except under {@link tooFew}. */
  readonly withheld: number;
}

/**
 * Where the collector keeps sums and batch ids. {@link sqliteStore} is one; any SQL engine with transactions can be another.
 * Every method rejects when the database cannot answer. A store keeps nothing about a sender except what it is given here.
 */
export interface CollectorStore {
  /** Returns the outcome of a batch id, or `undefined` if it has none. Sees every `settle` that has ended, in any process. */
  find(id: string): Promise<Outcome | undefined>;
  /**
   * Adds the counters of a batch to the sums of the day `date`, or stores why it never will be counted. The id and its effect
   * are one transaction, durable when the promise resolves. If the id has an outcome already, from this or another process,
   * nothing changes. Resolves with the outcome that is stored. After a rejection, `find` returns what happened.
   *
   * Deletes ids whose first `date` is more than 30 days ago; sums are kept.
   */
  settle(id: string, decision: Decision, date: string): Promise<Outcome>;
  /** Returns the rows that match, ordered by date, version, os, signal and bucket. */
  rows(filter: RowFilter): Promise<readonly CountedRow[]>;
  /** Returns the sums of these rows by day, signal and bucket or version, in that order. */
  sums(filter: RowFilter, by: 'bucket' | 'version'): Promise<readonly Sum[]>;
  /** Waits for the calls that were made before, then closes the database. Later calls reject. */
  close(): Promise<void>;
}
