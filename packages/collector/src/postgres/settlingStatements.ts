import type { TableNames } from './tableNames.js';

/** The first half of SHA-256: 16 bytes instead of the text. */
const digestOf = (id: string) => `encode(substring(sha256(convert_to(${id}, 'UTF8')) FROM 1 FOR 16), 'hex')::uuid`;

/** The day `$1`, if it is open. It cannot be closed before the end of the statement. */
const lockOpenDay = ({ days }: TableNames) => `SELECT date FROM ${days} WHERE date = $1 AND state = 'open' FOR SHARE`;

const addToStoredSums = `
  ON CONFLICT (date, set_aside, version, os, signal, bucket)
  DO UPDATE SET count = stored.count + excluded.count, reports = stored.reports + excluded.reports`;

/** Ids are added to the sealed days of `source` on the newest day of operation. */
const rememberSealedDays = ({ sealedDays, operation }: TableNames, source: string) => `
  INSERT INTO ${sealedDays} AS stored (day, seen)
  SELECT DISTINCT source.day, newest.n
  FROM (SELECT day FROM ${source}) AS source, (SELECT max(n) AS n FROM ${operation}) AS newest
  WHERE source.day IS NOT NULL
    AND NOT EXISTS (SELECT FROM ${sealedDays} AS known WHERE known.day = source.day AND known.seen >= newest.n)
  ORDER BY source.day
  ON CONFLICT (day) DO UPDATE SET seen = greatest(stored.seen, excluded.seen)`;

/** The statements that settle, find and forget batches. */
export function settlingStatements(tables: TableNames) {
  const { counts, days, batches, sealedIds, sealedDays, setAsideBatches, operation } = tables;
  return {
    /** Two days at the same time want the same number, and one of them gets it. */
    rememberDay: `
      INSERT INTO ${operation} (n, date) SELECT coalesce(max(n), 0) + 1, $1::text FROM ${operation}
      HAVING NOT EXISTS (SELECT FROM ${operation} WHERE date = $1)
      ON CONFLICT DO NOTHING`,
    selectDay: `SELECT n FROM ${operation} WHERE date = $1`,

    selectFullDays: `SELECT date FROM ${days} WHERE date >= $1 AND state <> 'open'`,
    openDay: `INSERT INTO ${days} (date, state) VALUES ($1, 'open') ON CONFLICT DO NOTHING`,

    /**
     * From a JSON array of `{n, id, day}`; `day` is null for a batch that came without a sealed day. An `n` may come twice: the
     * outcome of its day is the later one.
     */
    selectOutcomes: `
      WITH input AS MATERIALIZED (
        SELECT n, day, ${digestOf('id')} AS id FROM jsonb_to_recordset($1::text::jsonb) AS input (n integer, id text, day integer)
      )
      SELECT n, refusal FROM (
        SELECT n, refusal, false AS of_day FROM input JOIN ${batches} USING (id)
        UNION ALL
        SELECT n, refusal, true FROM input JOIN ${sealedIds} USING (day, id)
      ) AS found ORDER BY of_day`,

    /**
     * From a JSON array of `{n, id, day, refusal, reason, version, os, counters: [{signal, bucket, count}]}` with different ids, to
     * the day `$1`. Returns whether this day is open, and the `n` of the batches that were new. Adds nothing where the day is not
     * open. Two of these at the same time take their locks in the same order: the ids by value, then the rows by value. An id that
     * came without a sealed day is known for every day.
     */
    settle: `
      WITH day AS MATERIALIZED (
        ${lockOpenDay(tables)}
      ), input AS MATERIALIZED (
        SELECT n, ${digestOf('id')} AS id, day, refusal, reason, version, os, counters
        FROM jsonb_to_recordset($2::text::jsonb)
          AS input (n integer, id text, day integer, refusal text, reason text, version text, os text, counters jsonb)
      ), unsealed AS (
        INSERT INTO ${batches} (id, refusal, seen)
        SELECT id, refusal, (SELECT max(n) FROM ${operation}) FROM input, day WHERE input.day IS NULL ORDER BY id
        ON CONFLICT DO NOTHING RETURNING id
      ), sealed AS (
        INSERT INTO ${sealedIds} (day, id, refusal)
        SELECT input.day, id, refusal FROM input, day
        WHERE input.day IS NOT NULL AND NOT EXISTS (SELECT FROM ${batches} AS known WHERE known.id = input.id)
        ORDER BY input.day, id
        ON CONFLICT DO NOTHING RETURNING day, id
      ), counted AS MATERIALIZED (
        SELECT input.* FROM unsealed JOIN input USING (id) WHERE input.day IS NULL
        UNION ALL
        SELECT input.* FROM sealed JOIN input USING (day, id)
      ), sealed_days AS (
        ${rememberSealedDays(tables, 'counted')}
      ), sums AS (
        INSERT INTO ${counts} AS stored (date, set_aside, version, os, signal, bucket, count, reports)
        SELECT $1, reason IS NOT NULL, version, os, signal, bucket, sum(count), count(*)
        FROM counted, jsonb_to_recordset(counters) AS counter (signal text, bucket text, count bigint)
        GROUP BY reason IS NOT NULL, version, os, signal, bucket
        ORDER BY reason IS NOT NULL, version COLLATE "C", os COLLATE "C", signal COLLATE "C", bucket COLLATE "C"
        ${addToStoredSums}
      ), reasons AS (
        INSERT INTO ${setAsideBatches} AS stored (date, reason, batches)
        SELECT $1, reason, count(*) FROM counted WHERE reason IS NOT NULL GROUP BY reason ORDER BY reason
        ON CONFLICT (date, reason) DO UPDATE SET batches = stored.batches + excluded.batches
      )
      SELECT EXISTS (SELECT FROM day) AS open, coalesce((SELECT json_agg(n) FROM counted), '[]')::text AS added`,

    /**
     * The same, in half the time, for batches of which none is known: from a JSON array of `{id, day}` that all came with a sealed
     * day, and the sums of their counters, `{version, os, signal, bucket, count, reports}`. Returns whether the day is open, and
     * whether all are new; otherwise it adds nothing. If another collector adds one of them meanwhile, it fails with
     * `unique_violation`, and adds nothing either.
     */
    settleNew: `
      WITH day AS MATERIALIZED (
        ${lockOpenDay(tables)}
      ), input AS MATERIALIZED (
        SELECT ${digestOf('id')} AS id, day FROM jsonb_to_recordset($2::text::jsonb) AS input (id text, day integer)
      ), fresh AS MATERIALIZED (
        SELECT FROM day WHERE NOT EXISTS (SELECT FROM input JOIN ${sealedIds} USING (day, id))
          AND NOT EXISTS (SELECT FROM input JOIN ${batches} USING (id))
      ), sealed AS (
        INSERT INTO ${sealedIds} (day, id) SELECT input.day, id FROM input, fresh ORDER BY input.day, id
      ), sealed_days AS (
        ${rememberSealedDays(tables, 'input, fresh')}
      ), sums AS (
        INSERT INTO ${counts} AS stored (date, set_aside, version, os, signal, bucket, count, reports)
        SELECT $1, false, version, os, signal, bucket, count, reports
        FROM fresh, jsonb_to_recordset($3::text::jsonb)
          AS sum (version text, os text, signal text, bucket text, count bigint, reports bigint)
        ORDER BY version COLLATE "C", os COLLATE "C", signal COLLATE "C", bucket COLLATE "C"
        ${addToStoredSums}
      )
      SELECT EXISTS (SELECT FROM day) AS open, EXISTS (SELECT FROM fresh) AS added`,

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
    /** The first sealed day before `$1` to which nothing was added for more than `$2` days of operation. */
    selectSealedDayToForget: `
      SELECT day FROM ${sealedDays} WHERE day < $1::integer AND seen < (SELECT max(n) FROM ${operation}) - $2::integer
      ORDER BY day LIMIT 1`,
    /** At most `$2` ids of the day `$1`. */
    forgetSealedIds: `
      WITH forgotten AS (
        DELETE FROM ${sealedIds} AS ids USING (
          SELECT day, id FROM ${sealedIds} WHERE day = $1::integer ORDER BY id LIMIT $2::integer FOR UPDATE
        ) AS old WHERE ids.day = old.day AND ids.id = old.id RETURNING ids.id
      ) SELECT count(*)::float8 AS count FROM forgotten`,
    /** Once it has no ids. */
    forgetSealedDay: `
      DELETE FROM ${sealedDays} WHERE day = $1::integer AND NOT EXISTS (SELECT FROM ${sealedIds} WHERE day = $1::integer)`,
  } as const;
}
