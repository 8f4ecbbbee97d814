import type { MetricsPayload, Os, Problem } from 'turntally/protocol';

/** What became of a batch id, for good: its counters are in the sums, or they never will be, for the reason in `problem`. */
export type Outcome = { readonly kind: 'counted' } | { readonly kind: 'void'; readonly problem: Problem };

/** What is to become of a batch id that nothing was decided about yet. */
export type Decision =
  | { readonly kind: 'count'; readonly payload: MetricsPayload }
  | { readonly kind: 'void'; readonly problem: Problem };

/**
 * Stands in for a version, an os or a bucket in sums of what too few batches contributed to on their own. No version and no
 * bucket can be called so.
 */
export const tooFew = 'too few';

/** One sum. `date`: the UTC day it was received, `YYYY-MM-DD`; `reports`: the number of batches that contributed, at least. */
export interface CountedRow {
  readonly date: string;
  readonly version: string;
  readonly os: Os | typeof tooFew;
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
  /**
   * Rows that fewer batches contributed to are not shown on their own; default 1, which shows every row. Before anything is
   * filtered or summed they are added up: those of a day, version, signal and bucket; where these are too few too, those of a
   * day, version and signal; and of these, those of a day and signal. What reaches `minReports` is shown under {@link tooFew}; the rest is withheld, its numbers with it. So every
   * view is a sum of the same parts, and no two views differ by less than one of them.
   */
  readonly minReports?: number;
  /** At most so many rows, the first ones. */
  readonly limit?: number;
}

/** What the rows of a day add up to, for a bucket or for a version. */
export interface Sum {
  readonly date: string;
  readonly signal: string;
  /** The bucket, or the version. */
  readonly of: string;
  readonly count: number;
  readonly reports: number;
  /** How many rows of that day and signal are withheld from this view; only under {@link tooFew}. */
  readonly withheld: number;
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
  /** What these rows add up to, by day, signal and bucket or version, ordered by these. */
  sums(filter: RowFilter, by: 'bucket' | 'version'): Promise<readonly Sum[]>;
  /** Waits for what was begun and lets go of the database; later calls reject. */
  close(): Promise<void>;
}
