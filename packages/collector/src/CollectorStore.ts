import type { MetricsPayload, Os } from 'turntally/protocol';
import type { Annotations } from './Annotations.js';
import type { RefusalCode } from './refusals.js';

/** The final outcome of a batch id: it was received and counts once, or it never will. */
export type Outcome = { readonly kind: 'counted' } | { readonly kind: 'void'; readonly refusal: RefusalCode };

/**
 * Why the counters of a batch are kept apart from the sums: it has more failed turns than turns (`failures`), or more of one
 * token than is plausible (`count`).
 */
export type SetAsideReason = 'failures' | 'count';

/** What names a batch. Batches of two sealed days are different batches, even if they have the same id. */
export interface BatchKey {
  readonly id: string;
  /**
   * The UTC day on which the client sealed the batch, `YYYY-MM-DD`; `''` if the post does not say. An id without a day is the same
   * batch on every later day.
   */
  readonly sealed: string;
}

/** What the collector wants to record for a batch that has no outcome yet. */
export type Decision =
  | { readonly kind: 'count'; readonly payload: MetricsPayload }
  | { readonly kind: 'setAside'; readonly payload: MetricsPayload; readonly reason: SetAsideReason }
  | { readonly kind: 'void'; readonly refusal: RefusalCode };

/** A batch, and what to record for it. */
export interface Settlement extends BatchKey {
  readonly decision: Decision;
}

/** What is recorded for a batch. */
export interface Settled {
  readonly outcome: Outcome;
  /** Whether the batch had this outcome before: the decision changed nothing. */
  readonly isRepeat: boolean;
}

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

/** Days from `from` to `to`, both included, as `YYYY-MM-DD`. */
export interface Period {
  readonly from: string;
  readonly to: string;
  /**
   * Whether to read, beside the published days, the rows of days that are not published, as they are.
   *
   * @defaultValue false
   */
  readonly unpublished?: boolean;
}

/** The rows of a period; `version`, `os` and `signal` must be equal if given. */
export interface RowFilter extends Period {
  readonly version?: string;
  readonly os?: string;
  readonly signal?: string;
  /**
   * Whether to read the rows of batches that were set aside, instead of the others.
   *
   * @defaultValue false
   */
  readonly setAside?: boolean;
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
}

/** What all published days have counted of one token, also the days that were dropped since. */
export interface Total {
  readonly version: string;
  readonly os: Os | typeof tooFew;
  readonly signal: string;
  readonly bucket: string;
  readonly count: number;
  /** The number of batches that contributed, or a lower bound of it under {@link tooFew}. */
  readonly reports: number;
}

/** The totals of releases. A total never gets smaller, and grows only when a day is published. */
export interface Totals {
  /** The first and the last published day, whether dropped or not; `undefined` if no day is published. */
  readonly days: { readonly from: string; readonly to: string } | undefined;
  /** In the order of version, os, signal and bucket. Batches that were set aside are in no total. */
  readonly totals: readonly Total[];
}

/** How a day was published, and what its rows leave out. */
export interface DayOmissions {
  readonly date: string;
  /** The `minReports` for which the day was published; 1 if it is not published. */
  readonly minReports: number;
  /** The number of rows that were withheld, with their numbers, when the day was published. */
  readonly withheld: number;
  /** The number of batches that were set aside, by reason. */
  readonly setAside: Readonly<Record<SetAsideReason, number>>;
}

/**
 * Where the collector keeps sums and batch ids. {@link sqliteStore} is one; any SQL engine with transactions can be another.
 * Every method rejects when the database cannot answer. A store keeps nothing about a sender except what it is given here.
 *
 * A day is published once: its rows are combined for `minReports`, and the rows as they were counted are deleted. What is
 * published never changes. Only published days are read, unless {@link Period.unpublished} is true.
 */
export interface CollectorStore extends Annotations {
  /**
   * Creates what is missing in the database, such as tables, and checks that this version can use it. The first call of another
   * method does so, too. Several processes may call it at the same time, and it may be called again.
   */
  setUp(): Promise<void>;
  /**
   * Resolves with the outcome of each batch, or `undefined` if it has none, in the order of the keys. Sees every `settleAll` that
   * has ended, in any process. A result is rejected if the database cannot answer for that batch alone.
   */
  findAll(keys: readonly BatchKey[]): Promise<readonly PromiseSettledResult<Outcome | undefined>[]>;
  /**
   * Adds the counters of each batch to the sums of the day `date`, or keeps them apart from these sums, or stores why the batch
   * never will be counted. If that day is published already, the counters go to the first day after it that is not. The id and
   * its effect are one transaction, durable when the promise resolves. If a batch has an outcome already, from this or another
   * process or from earlier in the list, nothing changes.
   *
   * Resolves with what is stored for each batch, in the order of `settlements`. A result is rejected if the database refuses that
   * batch alone; then, and after a rejection of the whole call, `findAll` returns what happened.
   */
  settleAll(date: string, settlements: readonly Settlement[]): Promise<readonly PromiseSettledResult<Settled>[]>;
  /**
   * Publishes the days before `before` that are not published yet. Nothing of a day is read before all of it is published, and
   * after a crash the next call goes on. Rows of fewer than `minReports` batches are combined: first the rows of one day, version, signal and bucket; if these are still too few, those of one day, version
   * and signal; then those of one day and signal. Combined rows that reach `minReports` are published under {@link tooFew}; the
   * others are withheld, and only their number is kept. Every view is a sum of the same parts, and two views never differ by
   * less than one part.
   */
  publish(before: string, minReports: number): Promise<void>;
  /**
   * Deletes a bounded number of ids that are no longer needed, and resolves with whether there are more: each call keeps posts
   * waiting for some milliseconds only. An id without a sealed day is no longer needed when it is more than 30 days of operation
   * old. The ids of a sealed day are deleted when that day is more than 30 days before `today`, and no id was added to it for more
   * than 30 days of operation. A store of several parts, each with its own ids, may apply this to each part.
   *
   * `today` becomes a day of operation, like every `date` of `settleAll`: these are the different days that the store was given, in
   * the order in which it first was. So a clock that jumps ahead ages the ids by one day, however far it jumps.
   */
  forget(today: string): Promise<boolean>;
  /**
   * Deletes published days that are before `before`, and older than `keepDays` days of operation: a clock that jumps ahead
   * deletes one day too many at most. The totals stay as they are.
   */
  drop(before: string, keepDays: number): Promise<void>;
  /** Returns the rows that match, ordered by date, version, os, signal and bucket. */
  rows(filter: RowFilter): Promise<readonly CountedRow[]>;
  /** Returns the sums of these rows by day, signal and bucket or version, in that order. */
  sums(filter: RowFilter, by: 'bucket' | 'version'): Promise<readonly Sum[]>;
  /**
   * Returns what all published days have counted, also those that were dropped.
   *
   * @param since - A day, `YYYY-MM-DD`: returns only the totals of versions that have published rows of this day or a later one.
   */
  totals(since?: string): Promise<Totals>;
  /** Returns what is left out of each published day, and for each day that is read although it is not, if batches were set aside. */
  omissions(period: Period): Promise<readonly DayOmissions[]>;
  /** Waits for the calls that were made before, then closes the database. Later calls reject. */
  close(): Promise<void>;
}
