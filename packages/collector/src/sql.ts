import { tooFew } from './CollectorStore.js';

/** The statements of the SQLite store. */

/** `busy_timeout`: milliseconds to wait for another process that is writing; the wait blocks this process too. */
export const connectionSettings = 'PRAGMA busy_timeout = 250; PRAGMA synchronous = FULL';

export const tables = [
  `CREATE TABLE IF NOT EXISTS counts (
     date TEXT NOT NULL, version TEXT NOT NULL, os TEXT NOT NULL, signal TEXT NOT NULL, bucket TEXT NOT NULL,
     count INTEGER NOT NULL, reports INTEGER NOT NULL,
     PRIMARY KEY (date, version, os, signal, bucket)
   ) STRICT, WITHOUT ROWID`,
  // refusal: the problem document that is sent again to repeats; null if the batch was counted
  `CREATE TABLE IF NOT EXISTS batches (id TEXT PRIMARY KEY, refusal TEXT, seen TEXT NOT NULL) STRICT, WITHOUT ROWID`,
  `CREATE INDEX IF NOT EXISTS batches_seen ON batches (seen)`,
] as const;

/** These fail if tables of these names belong to another program. */
export const columnsOfTables = [
  'SELECT date, version, os, signal, bucket, count, reports FROM counts LIMIT 0',
  'SELECT id, refusal, seen FROM batches LIMIT 0',
] as const;

export const forgetIds = `DELETE FROM batches WHERE seen < date(?, ?)`;

// "WHERE true" keeps SQLite from reading ON CONFLICT as part of a join: https://www.sqlite.org/lang_upsert.html#parsing_ambiguity

/**
 * From a JSON array of `{id, refusal}`. An id that exists stays as it is and is not returned: the primary key guarantees that a
 * batch counts once.
 */
export const rememberIds = `
  INSERT INTO batches (seen, id, refusal) SELECT ?, value ->> 'id', value ->> 'refusal' FROM json_each(?) WHERE true
  ON CONFLICT DO NOTHING RETURNING id`;

/** From a JSON array of `{version, os, signal, bucket, count, reports}`. */
export const addSums = `
  INSERT INTO counts (date, version, os, signal, bucket, count, reports)
  SELECT ?, value ->> 'version', value ->> 'os', value ->> 'signal', value ->> 'bucket', value ->> 'count', value ->> 'reports'
  FROM json_each(?) WHERE true
  ON CONFLICT DO UPDATE SET count = count + excluded.count, reports = reports + excluded.reports`;

export const selectOutcomes = `SELECT id, refusal FROM batches WHERE id IN (SELECT value FROM json_each(?))`;

/**
 * The rows that may be shown (see `RowFilter.minReports`). A batch belongs to one day, version and os, so the numbers of batches
 * of several of these can be added. Those of several buckets cannot: the largest of them is a lower bound. Rows are never
 * combined over a column that the filter names: small rows of one os, or one version, stay too few. Only of_day could combine
 * the versions of one os.
 */
const published = `
  WITH stored AS (
    SELECT date, version, os, signal, bucket, count, reports FROM counts
    WHERE date BETWEEN :from AND :to
      AND (:version IS NULL OR version = :version) AND (:os IS NULL OR os = :os) AND (:signal IS NULL OR signal = :signal)
  ), small AS (
    SELECT *, sum(reports) OVER (PARTITION BY date, version, signal, bucket) AS all_reports FROM stored WHERE reports < :minReports
  ), of_bucket AS (
    SELECT date, version, signal, bucket, sum(count) AS count, sum(reports) AS reports FROM small
    WHERE all_reports >= :minReports GROUP BY date, version, signal, bucket
  ), of_version AS (
    SELECT date, version, signal, sum(count) AS count, sum(most) AS reports, sum(rows) AS rows,
      sum(most) >= :minReports AS shown
    FROM (
      SELECT date, version, signal, sum(count) AS count, max(reports) AS most, count(*) AS rows
      FROM small WHERE all_reports < :minReports GROUP BY date, version, os, signal
    ) GROUP BY date, version, signal
  ), of_day AS (
    SELECT date, signal, sum(count) AS count, sum(reports) AS reports, sum(rows) AS rows,
      sum(reports) >= :minReports AND :os IS NULL AS shown
    FROM of_version WHERE NOT shown GROUP BY date, signal
  ), published AS (
    SELECT date, version, os, signal, bucket, count, reports, 0 AS withheld FROM stored WHERE reports >= :minReports
    UNION ALL
    SELECT date, version, '${tooFew}', signal, bucket, count, reports, 0 FROM of_bucket
    UNION ALL
    SELECT date, version, '${tooFew}', signal, '${tooFew}', count, reports, 0 FROM of_version WHERE shown
    UNION ALL
    SELECT date, '${tooFew}', '${tooFew}', signal, '${tooFew}', iif(shown, count, 0), iif(shown, reports, 0), iif(shown, 0, rows)
    FROM of_day
  )`;

export const selectRows = `${published}
  SELECT date, version, os, signal, bucket, count, reports FROM published WHERE withheld = 0
  ORDER BY date, version, os, signal, bucket LIMIT :limit`;

export const selectSums = {
  bucket: sumsBy('bucket'),
  version: sumsBy('version'),
} as const;

function sumsBy(column: 'bucket' | 'version'): string {
  return `${published}
    SELECT date, signal, ${column} AS of, sum(count) AS count, sum(reports) AS reports, sum(withheld) AS withheld
    FROM published GROUP BY date, signal, of ORDER BY date, signal, of`;
}
