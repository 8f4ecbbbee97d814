import * as z from 'zod/mini';
import type { ShardStorage } from './ShardState.js';

/** Sums of one day that a shard brings to the root. What is delivered under a number never changes. */
export interface Delivery {
  /** A random name of the shard, which its storage keeps: a shard that was deleted and made again has another one. */
  readonly shard: string;
  /** 1 for the first delivery of the shard; each has the number after that of the one before. */
  readonly n: number;
  readonly date: string;
  /** A JSON array of `[version, os, signal, bucket, count, reports]`. */
  readonly counts: string;
  /** The same, of batches that were set aside. */
  readonly set_aside: string;
  /** A JSON array of `[reason, batches]`. */
  readonly set_aside_batches: string;
}

/** The delivery that the root has not acknowledged, and the sums that are not in a delivery yet. */
export interface Outbox {
  /** The delivery that is not acknowledged, if there is one. There is one at most. */
  unacknowledged(): Delivery | undefined;
  /**
   * Moves sums into the next delivery, in one transaction; there must be none that is not acknowledged. `undefined` if there are
   * no sums.
   */
  seal(): { readonly delivery: Delivery; readonly isLast: boolean } | undefined;
  /** The root has what was delivered under `n`. Changes nothing if that is known already. */
  acknowledge(n: number): void;
  /** Returns how often in succession deliveries have failed, with this time. */
  countFailure(): number;
}

/** About as many rows of a table that one delivery has. Its JSON must be shorter than 2 MB, and in D1 it is one transaction. */
const rowsAtOnce = 4000;

/** One row. date: null if the delivery is acknowledged */
const createTable = `
  CREATE TABLE IF NOT EXISTS outbox (
    shard TEXT NOT NULL, n INTEGER NOT NULL, failures INTEGER NOT NULL,
    date TEXT, counts TEXT, set_aside TEXT, set_aside_batches TEXT
  ) STRICT`;
const createRow = 'INSERT INTO outbox (shard, n, failures) SELECT ?, 0, 0 WHERE NOT EXISTS (SELECT 1 FROM outbox)';

const selectDelivery = `
  SELECT shard, n, date, counts, set_aside, set_aside_batches FROM outbox WHERE date IS NOT NULL`;

const selectDay = `
  SELECT min(date) AS date FROM (
    SELECT date FROM counts UNION ALL SELECT date FROM set_aside UNION ALL SELECT date FROM set_aside_batches)`;

/** All rows of a version are in one delivery, so that those of a batch are added to one day of the root. */
const versions = 'SELECT version FROM counts WHERE date = ?1 UNION ALL SELECT version FROM set_aside WHERE date = ?1';
const lastVersion = `
  coalesce((SELECT version FROM (${versions}) ORDER BY version LIMIT 1 OFFSET ${rowsAtOnce - 1}), (SELECT max(version) FROM (${versions})), '')`;
const selectLastVersion = `SELECT ${lastVersion} AS version`;

const sums = (table: 'counts' | 'set_aside') => `(
  SELECT json_group_array(json_array(version, os, signal, bucket, count, reports)) FROM ${table}
  WHERE date = ?1 AND version <= ?2)`;
const sealDelivery = `
  UPDATE outbox SET n = n + 1, date = ?1, counts = ${sums('counts')}, set_aside = ${sums('set_aside')},
    set_aside_batches = (SELECT json_group_array(json_array(reason, batches)) FROM set_aside_batches WHERE date = ?1)`;
const clearSums = [
  'DELETE FROM counts WHERE date = ?1 AND version <= ?2',
  'DELETE FROM set_aside WHERE date = ?1 AND version <= ?2',
];
const clearBatches = 'DELETE FROM set_aside_batches WHERE date = ?1';

const acknowledge = `
  UPDATE outbox SET date = NULL, counts = NULL, set_aside = NULL, set_aside_batches = NULL, failures = 0 WHERE n = ?`;
const countFailure = 'UPDATE outbox SET failures = failures + 1 RETURNING failures';

const deliveries = z.array(
  z.object({
    shard: z.string(),
    n: z.int(),
    date: z.string(),
    counts: z.string(),
    set_aside: z.string(),
    set_aside_batches: z.string(),
  }),
);
const days = z.tuple([z.object({ date: z.nullable(z.string()) })]);
const lastVersions = z.tuple([z.object({ version: z.string() })]);
const failures = z.tuple([z.object({ failures: z.int() })]);

/** @param storage - Has the tables of the store, to which settled batches add their sums. */
export function openOutbox(storage: ShardStorage): Outbox {
  const run = (sql: string, ...values: readonly unknown[]) => storage.sql.exec(sql, ...values).toArray();
  const firstDay = (): string | null => days.parse(run(selectDay))[0].date;
  const unacknowledged = (): Delivery | undefined => deliveries.parse(run(selectDelivery))[0];

  storage.transactionSync(() => {
    run(createTable);
    run(createRow, crypto.randomUUID());
  });

  return {
    unacknowledged,
    seal: () =>
      storage.transactionSync(() => {
        const date = firstDay();
        if (date === null) return undefined;
        const [{ version }] = lastVersions.parse(run(selectLastVersion, date));
        for (const sql of [sealDelivery, ...clearSums]) run(sql, date, version);
        run(clearBatches, date);
        const delivery = unacknowledged();
        if (delivery === undefined) throw new Error('the outbox has no row');
        return { delivery, isLast: firstDay() === null };
      }),
    acknowledge: (n) => {
      run(acknowledge, n);
    },
    countFailure: () => failures.parse(run(countFailure))[0].failures,
  };
}
