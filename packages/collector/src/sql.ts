import { tooFew } from './CollectorStore.js';

/** The statements of the SQLite store. */

/**
 * `busy_timeout`: milliseconds to wait for another process that is writing; the wait blocks this process too. `secure_delete`:
 * what is deleted is overwritten with zeros.
 */
export const connectionSettings = 'PRAGMA busy_timeout = 250; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON';

/** Writes the log into the file and empties it: until then it contains what was deleted. Without effect while others read. */
export const emptyLog = 'PRAGMA wal_checkpoint(TRUNCATE)';

// "WHERE true" keeps SQLite from reading ON CONFLICT as part of a join: https://www.sqlite.org/lang_upsert.html#parsing_ambiguity

export const rememberDay = `INSERT INTO days_of_operation (date) VALUES (?) ON CONFLICT DO NOTHING`;

const newestDay = `(SELECT date FROM days_of_operation ORDER BY n DESC LIMIT 1)`;

/** The days of operation that are more than `:days` days of operation old. */
const oldDays = `SELECT date FROM days_of_operation WHERE n < (SELECT max(n) FROM days_of_operation) - :days`;

/** At most `:limit` of them, because every id takes microseconds and posts wait. */
export const forgetIds = `
  DELETE FROM batches WHERE id IN (SELECT id FROM batches WHERE seen IN (${oldDays}) LIMIT :limit)`;

/**
 * From a JSON array of `{id, refusal}`. An id that exists stays as it is and is not returned: the primary key guarantees that a
 * batch counts once.
 */
export const rememberIds = `
  INSERT INTO batches (seen, id, refusal)
  SELECT ${newestDay}, value ->> 'id', value ->> 'refusal' FROM json_each(?) WHERE true
  ON CONFLICT DO NOTHING RETURNING id`;

/** The first day from `?1` on that is not published. */
const openDay = `(
  WITH RECURSIVE days (date) AS (
    SELECT ?1 UNION ALL SELECT date(date, '+1 day') FROM days WHERE date IN (SELECT date FROM published_days)
  ) SELECT max(date) FROM days)`;

/** From a JSON array of `{version, os, signal, bucket, count, reports}`, to a day that is not published. */
export const addSums = { counts: addTo('counts'), set_aside: addTo('set_aside') } as const;

function addTo(table: 'counts' | 'set_aside'): string {
  return `
    INSERT INTO ${table} (date, version, os, signal, bucket, count, reports)
    SELECT ${openDay}, value ->> 'version', value ->> 'os', value ->> 'signal', value ->> 'bucket',
      value ->> 'count', value ->> 'reports'
    FROM json_each(?2) WHERE true
    ON CONFLICT DO UPDATE SET count = count + excluded.count, reports = reports + excluded.reports`;
}

/** From a JSON array with the reason of each batch. */
export const addSetAsideBatches = `
  INSERT INTO set_aside_batches (date, reason, batches)
  SELECT ${openDay}, value, 1 FROM json_each(?2) WHERE true
  ON CONFLICT DO UPDATE SET batches = batches + 1`;

export const selectOutcomes = `SELECT id, refusal FROM batches WHERE id IN (SELECT value FROM json_each(?))`;

const whereFilter = `date BETWEEN :from AND :to
  AND (:version IS NULL OR version = :version) AND (:os IS NULL OR os = :os) AND (:signal IS NULL OR signal = :signal)`;

const columns = 'date, version, os, signal, bucket, count, reports';

/** The published rows, and those that are not published where `:unpublished` is 1. A day has rows in one of these tables. */
function read(of: 'counts' | 'set_aside'): string {
  const published = of === 'counts' ? 'published' : 'published_set_aside';
  return `
    SELECT ${columns} FROM ${published} WHERE ${whereFilter}
    UNION ALL
    SELECT ${columns} FROM ${of} WHERE :unpublished AND ${whereFilter}`;
}

export const selectRows = { counts: rowsOf('counts'), set_aside: rowsOf('set_aside') } as const;

function rowsOf(table: 'counts' | 'set_aside'): string {
  return `${read(table)} ORDER BY date, version, os, signal, bucket LIMIT :limit`;
}

export const selectSums = {
  counts: { bucket: sumsBy('counts', 'bucket'), version: sumsBy('counts', 'version') },
  set_aside: { bucket: sumsBy('set_aside', 'bucket'), version: sumsBy('set_aside', 'version') },
} as const;

function sumsBy(table: 'counts' | 'set_aside', column: 'bucket' | 'version'): string {
  return `
    SELECT date, signal, ${column} AS of, sum(count) AS count, sum(reports) AS reports
    FROM (${read(table)}) GROUP BY date, signal, of ORDER BY date, signal, of`;
}

export const selectNotes = `
  SELECT date, max(minReports) AS minReports, max(withheld) AS withheld,
    sum(iif(reason = 'failures', batches, 0)) AS failures, sum(iif(reason = 'count', batches, 0)) AS count
  FROM (
    SELECT date, min_reports AS minReports, withheld, NULL AS reason, 0 AS batches FROM published_days
    WHERE min_reports > 0 AND date BETWEEN :from AND :to
    UNION ALL
    SELECT date, 1, 0, reason, batches FROM set_aside_batches
    WHERE date BETWEEN :from AND :to AND (:unpublished OR date IN (SELECT date FROM published_days))
  )
  GROUP BY date ORDER BY date`;

/** The days before `?` that have something to publish. */
export const selectOpenDays = `
  SELECT date FROM (SELECT date FROM counts UNION SELECT date FROM set_aside_batches) WHERE date < ?
  EXCEPT SELECT date FROM published_days ORDER BY date`;

/** Published sets are deleted whole. */
export const dropDay = [
  'DELETE FROM published WHERE date = ?',
  'DELETE FROM published_set_aside WHERE date = ?',
  'DELETE FROM set_aside_batches WHERE date = ?',
] as const;

/**
 * A dropped day stays published: nothing is added to it. Its numbers of rows are deleted with its rows. A day can be published
 * without being a day of operation, if counts of a day before it went there: it is as old as the day of operation before it.
 */
export const selectDaysToDrop = `
  SELECT date FROM published_days AS published
  WHERE min_reports > 0 AND date < :before
    AND coalesce(
      (SELECT n FROM days_of_operation WHERE date <= published.date ORDER BY date DESC LIMIT 1), 0
    ) < (SELECT max(n) FROM days_of_operation) - :days
  ORDER BY date`;
export const markDropped = 'UPDATE published_days SET min_reports = 0, withheld = 0 WHERE date = ?';

export const markPublished = 'INSERT INTO published_days (date, min_reports, withheld) VALUES (?, ?, ?)';

/** Moves the rows of a day, a JSON array, from one table to another. */
export const publishRows = {
  counts: moveRows('counts', 'published'),
  set_aside: moveRows('set_aside', 'published_set_aside'),
} as const;

function moveRows(from: string, to: string) {
  return {
    select: foldedRows(from),
    // First, so that its pages are free: a file that has reached its size can still publish.
    clear: `DELETE FROM ${from} WHERE date = ?`,
    insert: `
      INSERT INTO ${to} (${columns})
      SELECT ?1, value ->> 'version', value ->> 'os', value ->> 'signal', value ->> 'bucket', value ->> 'count', value ->> 'reports'
      FROM json_each(?2)`,
  } as const;
}

/**
 * The rows of a day that may be shown (see `CollectorStore.publish`), and how many may not. A batch belongs to one day, version
 * and os, so the numbers of batches of several of these can be added. Those of several buckets cannot: the largest of them is a
 * lower bound.
 */
function foldedRows(table: string): string {
  return `
  WITH stored AS (
    SELECT version, os, signal, bucket, count, reports FROM ${table} WHERE date = :date
  ), small AS (
    SELECT *, sum(reports) OVER (PARTITION BY version, signal, bucket) AS all_reports FROM stored WHERE reports < :minReports
  ), of_bucket AS (
    SELECT version, signal, bucket, sum(count) AS count, sum(reports) AS reports FROM small
    WHERE all_reports >= :minReports GROUP BY version, signal, bucket
  ), of_version AS (
    SELECT version, signal, sum(count) AS count, sum(most) AS reports, sum(rows) AS rows, sum(most) >= :minReports AS shown
    FROM (
      SELECT version, signal, sum(count) AS count, max(reports) AS most, count(*) AS rows
      FROM small WHERE all_reports < :minReports GROUP BY version, os, signal
    ) GROUP BY version, signal
  ), of_day AS (
    SELECT signal, sum(count) AS count, sum(reports) AS reports, sum(rows) AS rows, sum(reports) >= :minReports AS shown
    FROM of_version WHERE NOT shown GROUP BY signal
  )
  SELECT version, os, signal, bucket, count, reports, 0 AS withheld FROM stored WHERE reports >= :minReports
  UNION ALL
  SELECT version, '${tooFew}', signal, bucket, count, reports, 0 FROM of_bucket
  UNION ALL
  SELECT version, '${tooFew}', signal, '${tooFew}', count, reports, 0 FROM of_version WHERE shown
  UNION ALL
  SELECT '${tooFew}', '${tooFew}', signal, '${tooFew}', iif(shown, count, 0), iif(shown, reports, 0), iif(shown, 0, rows)
  FROM of_day`;
}
