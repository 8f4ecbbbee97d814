import type { TableNames } from './tableNames.js';

/** The first half of SHA-256: 16 bytes instead of the text. */
const digestOf = (id: string) => `encode(substring(sha256(convert_to(${id}, 'UTF8')) FROM 1 FOR 16), 'hex')::uuid`;

/** The statements that settle, find and forget batches. */
export function settlingStatements({ counts, days, batches, setAsideBatches, operation }: TableNames) {
  return {
    /** Two days at the same time want the same number, and one of them gets it. */
    rememberDay: `
      INSERT INTO ${operation} (n, date) SELECT coalesce(max(n), 0) + 1, $1::text FROM ${operation}
      HAVING NOT EXISTS (SELECT FROM ${operation} WHERE date = $1)
      ON CONFLICT DO NOTHING`,
    selectDay: `SELECT n FROM ${operation} WHERE date = $1`,

    selectFullDays: `SELECT date FROM ${days} WHERE date >= $1 AND state <> 'open'`,
    openDay: `INSERT INTO ${days} (date, state) VALUES ($1, 'open') ON CONFLICT DO NOTHING`,

    selectOutcomes: `
      SELECT input.id, batches.refusal FROM jsonb_array_elements_text($1::text::jsonb) AS input (id)
      JOIN ${batches} AS batches ON batches.id = ${digestOf('input.id')}`,

    /**
     * From a JSON array of `{n, id, refusal, reason, version, os, counters: [{signal, bucket, count}]}` with different ids, to the
     * day `$1`. Returns whether this day is open, and the `n` of the ids that were new. Adds nothing where the day is not open. Two
     * of these at the same time take their locks in the same order: the ids by value, then the rows by value.
     */
    settle: `
      WITH day AS MATERIALIZED (
        SELECT date FROM ${days} WHERE date = $1 AND state = 'open' FOR SHARE
      ), input AS MATERIALIZED (
        SELECT n, ${digestOf('id')} AS id, refusal, reason, version, os, counters
        FROM jsonb_to_recordset($2::text::jsonb)
          AS input (n integer, id text, refusal text, reason text, version text, os text, counters jsonb)
      ), added AS (
        INSERT INTO ${batches} (id, refusal, seen)
        SELECT id, refusal, (SELECT max(n) FROM ${operation}) FROM input, day ORDER BY id
        ON CONFLICT DO NOTHING RETURNING id
      ), counted AS MATERIALIZED (
        SELECT input.* FROM added JOIN input USING (id)
      ), sums AS (
        INSERT INTO ${counts} AS stored (date, set_aside, version, os, signal, bucket, count, reports)
        SELECT $1, reason IS NOT NULL, version, os, signal, bucket, sum(count), count(*)
        FROM counted, jsonb_to_recordset(counters) AS counter (signal text, bucket text, count bigint)
        GROUP BY reason IS NOT NULL, version, os, signal, bucket
        ORDER BY reason IS NOT NULL, version COLLATE "C", os COLLATE "C", signal COLLATE "C", bucket COLLATE "C"
        ON CONFLICT (date, set_aside, version, os, signal, bucket)
        DO UPDATE SET count = stored.count + excluded.count, reports = stored.reports + excluded.reports
      ), reasons AS (
        INSERT INTO ${setAsideBatches} AS stored (date, reason, batches)
        SELECT $1, reason, count(*) FROM counted WHERE reason IS NOT NULL GROUP BY reason ORDER BY reason
        ON CONFLICT (date, reason) DO UPDATE SET batches = stored.batches + excluded.batches
      )
      SELECT EXISTS (SELECT FROM day) AS open, coalesce((SELECT json_agg(n) FROM counted), '[]')::text AS added`,

    /**
     * At most `$2` of those that are more than `$1` days of operation old, by the index of `seen`. Waits for no other collector that
     * forgets.
     */
    forgetIds: `
      WITH forgotten AS (
        DELETE FROM ${batches} WHERE id IN (
          SELECT id FROM ${batches} WHERE seen < (SELECT max(n) FROM ${operation}) - $1::integer
          ORDER BY seen LIMIT $2::integer FOR UPDATE SKIP LOCKED
        ) RETURNING id
      ) SELECT count(*)::float8 AS count FROM forgotten`,
  } as const;
}
