import { tooFew } from '../CollectorStore.js';

/**
 * The statements of the PostgreSQL store. Each is a transaction of its own, so they need no session: any connection of a pool will
 * do. In one statement, a table is seen as it was when the statement began, and only a row that the statement has waited for is
 * read again. So a day is published in two: the first closes it, and waits for the statements that add to it; the second sees all
 * that these have added.
 */
export type Statements = ReturnType<typeof statements>;

const columns = 'date, version, os, signal, bucket, count::float8 AS count, reports::float8 AS reports';

/** The first half of SHA-256: 16 bytes instead of the text. */
const digestOf = (id: string) => `encode(substring(sha256(convert_to(${id}, 'UTF8')) FROM 1 FOR 16), 'hex')::uuid`;

/** @param schema - The name of a schema: letters, digits and underscores. */
export function statements(schema: string) {
  const table = (name: string) => `"${schema}".${name}`;
  const [counts, published, days] = [table('counts'), table('published'), table('days')];
  const [batches, setAsideBatches, operation] = [
    table('batches'),
    table('set_aside_batches'),
    table('days_of_operation'),
  ];

  const isInFilter = `date BETWEEN $1 AND $2 AND set_aside = $4
    AND ($5::text IS NULL OR version = $5) AND ($6::text IS NULL OR os = $6) AND ($7::text IS NULL OR signal = $7)`;
  const isPublished = `date IN (SELECT date FROM ${days} WHERE state = 'published')`;

  /** The published rows, and those that are not published if `$3`. A day has rows in one of these tables. */
  const filtered = `(
    SELECT * FROM ${published} WHERE ${isInFilter}
    UNION ALL
    SELECT * FROM ${counts} WHERE $3::boolean AND ${isInFilter}) AS filtered`;

  const sumsBy = (column: 'bucket' | 'version') => `
    SELECT date, signal, ${column} AS of, sum(count)::float8 AS count, sum(reports)::float8 AS reports
    FROM ${filtered} GROUP BY date, signal, ${column} ORDER BY date, signal, ${column}`;

  return {
    /** And a table that the user of the connection may not write, if there is one. */
    selectVersion: `
      SELECT version, (
        SELECT min(format('%s.%s', schemaname, tablename)) FROM pg_tables
        CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS privilege
        WHERE schemaname = '${schema}' AND tablename <> 'schema_version'
          AND NOT has_table_privilege(format('%I.%I', schemaname, tablename), privilege)
      ) AS forbidden FROM ${table('schema_version')}`,

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

    /** The days before `$1` that have something to publish. */
    selectOpenDays: `
      SELECT date FROM ${days} AS days WHERE date < $1 AND state IN ('open', 'closed')
        AND (EXISTS (SELECT FROM ${counts} WHERE date = days.date) OR EXISTS (SELECT FROM ${setAsideBatches} WHERE date = days.date))
      ORDER BY date`,
    /** Waits for the statements that add to this day. */
    closeDay: `UPDATE ${days} SET state = 'closed' WHERE date = $1 AND state = 'open'`,
    publishDay: `
      WITH day AS MATERIALIZED (
        SELECT date FROM ${days} WHERE date = $1 AND state = 'closed' FOR UPDATE
      ), stored AS (
        DELETE FROM ${counts} AS counts USING day WHERE counts.date = day.date RETURNING counts.*
      ), ${foldedRows}, shown AS (
        INSERT INTO ${published} (date, set_aside, version, os, signal, bucket, count, reports)
        SELECT $1, set_aside, version, os, signal, bucket, count, reports FROM folded WHERE withheld = 0
      )
      UPDATE ${days} AS days SET state = 'published', min_reports = $2,
        withheld = (SELECT coalesce(sum(withheld), 0) FROM folded WHERE NOT set_aside)
      FROM day WHERE days.date = day.date`,

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

    /** A day that is no day of operation is as old as the day of operation before it. */
    selectDaysToDrop: `
      SELECT date FROM ${days} AS days WHERE state = 'published' AND date < $1
        AND coalesce((SELECT n FROM ${operation} WHERE date <= days.date ORDER BY date DESC LIMIT 1), 0)
          < (SELECT max(n) FROM ${operation}) - $2::integer
      ORDER BY date`,
    /** A dropped day takes no more. Its numbers of rows are deleted with its rows. */
    dropDay: `
      WITH day AS MATERIALIZED (
        SELECT date FROM ${days} WHERE date = $1 AND state = 'published' FOR UPDATE
      ), rows AS (
        DELETE FROM ${published} AS published USING day WHERE published.date = day.date
      ), reasons AS (
        DELETE FROM ${setAsideBatches} AS set_aside USING day WHERE set_aside.date = day.date
      )
      UPDATE ${days} AS days SET state = 'dropped', min_reports = 0, withheld = 0 FROM day WHERE days.date = day.date`,

    selectRows: `
      SELECT ${columns} FROM ${filtered} ORDER BY date, version, os, signal, bucket LIMIT $8::bigint`,
    selectSums: { bucket: sumsBy('bucket'), version: sumsBy('version') },
    selectNotes: `
      SELECT date, max(min_reports) AS "minReports", max(withheld)::float8 AS withheld,
        coalesce(sum(batches) FILTER (WHERE reason = 'failures'), 0)::float8 AS failures,
        coalesce(sum(batches) FILTER (WHERE reason = 'count'), 0)::float8 AS count
      FROM (
        SELECT date, min_reports, withheld, NULL AS reason, 0 AS batches FROM ${days}
        WHERE date BETWEEN $1 AND $2 AND state = 'published'
        UNION ALL
        SELECT date, 1, 0, reason, batches FROM ${setAsideBatches}
        WHERE date BETWEEN $1 AND $2 AND ($3::boolean OR ${isPublished})
      ) AS notes
      GROUP BY date ORDER BY date`,
  } as const;
}

/**
 * `folded`: the rows of `stored` that may be shown (see `CollectorStore.publish`), and how many may not. A batch belongs to one
 * day, version and os, so the numbers of batches of several of these can be added. Those of several buckets cannot: the largest of
 * them is a lower bound.
 */
const foldedRows = `small AS (
    SELECT set_aside, version, os, signal, bucket, count, reports,
      sum(reports) OVER (PARTITION BY set_aside, version, signal, bucket) AS all_reports
    FROM stored WHERE reports < $2
  ), of_bucket AS (
    SELECT set_aside, version, signal, bucket, sum(count) AS count, sum(reports) AS reports FROM small
    WHERE all_reports >= $2 GROUP BY set_aside, version, signal, bucket
  ), of_version AS (
    SELECT set_aside, version, signal, sum(count) AS count, sum(most) AS reports, sum(rows) AS rows, sum(most) >= $2 AS shown
    FROM (
      SELECT set_aside, version, signal, sum(count) AS count, max(reports) AS most, count(*) AS rows
      FROM small WHERE all_reports < $2 GROUP BY set_aside, version, os, signal
    ) AS of_system GROUP BY set_aside, version, signal
  ), of_day AS (
    SELECT set_aside, signal, sum(count) AS count, sum(reports) AS reports, sum(rows) AS rows, sum(reports) >= $2 AS shown
    FROM of_version WHERE NOT shown GROUP BY set_aside, signal
  ), folded AS (
    SELECT set_aside, version, os, signal, bucket, count, reports, 0 AS withheld FROM stored WHERE reports >= $2
    UNION ALL
    SELECT set_aside, version, '${tooFew}', signal, bucket, count, reports, 0 FROM of_bucket
    UNION ALL
    SELECT set_aside, version, '${tooFew}', signal, '${tooFew}', count, reports, 0 FROM of_version WHERE shown
    UNION ALL
    SELECT set_aside, '${tooFew}', '${tooFew}', signal, '${tooFew}', count, reports, CASE WHEN shown THEN 0 ELSE rows END
    FROM of_day
  )`;
