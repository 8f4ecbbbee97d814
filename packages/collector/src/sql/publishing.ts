import { tooFew } from '../CollectorStore.js';
import { columns } from './columns.js';

/** The statements of the SQLite store that publish and drop days. */

/** The days before `?` that have something to publish, or have not been published to the end. */
export const selectOpenDays = `
  SELECT date FROM (SELECT date FROM counts UNION SELECT date FROM set_aside_batches) WHERE date < ?
  EXCEPT SELECT date FROM published_days
  UNION SELECT date FROM unfinished_days
  ORDER BY date`;

/** From now on, nothing is added to the day. Nothing changes if it is closed already, for this or another number. */
export const closeDay = [
  'INSERT INTO unfinished_days (date) SELECT :date WHERE NOT EXISTS (SELECT 1 FROM published_days WHERE date = :date)',
  'INSERT INTO published_days (date, min_reports, withheld) VALUES (:date, :minReports, 0) ON CONFLICT DO NOTHING',
] as const;

/** No row if the day is published to the end. */
export const selectUnfinished = `
  SELECT min_reports AS minReports FROM published_days WHERE date = ?1 AND date IN (SELECT date FROM unfinished_days)`;

/** A row that a portion adds to what is published, from a JSON array of `[version, os, signal, bucket, count, reports]`. */
const addedRows = `(
  SELECT value ->> 0 AS version, value ->> 1 AS os, value ->> 2 AS signal, value ->> 3 AS bucket, value ->> 4 AS count,
    value ->> 5 AS reports
  FROM json_each(:rows))`;

const addToStored = 'ON CONFLICT DO UPDATE SET count = count + excluded.count, reports = reports + excluded.reports';

/** Adds rows to what is published of a day, and to its sums. */
export const addPublished = {
  counts: [insertInto('published'), ...addToSums(0)],
  set_aside: [insertInto('published_set_aside'), ...addToSums(1)],
} as const;

function insertInto(table: string): string {
  return `INSERT INTO ${table} (${columns}) SELECT :date, version, os, signal, bucket, count, reports FROM ${addedRows}`;
}

function addToSums(setAside: 0 | 1): readonly [string, string] {
  const sums = (os: string, key: string) => `
    SELECT :date, ${setAside}, ${os}, signal, bucket, sum(count), sum(reports) FROM ${addedRows} GROUP BY ${key}`;
  return [
    `INSERT INTO published_sums (date, set_aside, os, signal, bucket, count, reports)
     SELECT * FROM (${sums('os', 'os, signal, bucket')} UNION ALL ${sums("''", 'signal, bucket')}) WHERE true ${addToStored}`,
    `INSERT INTO published_versions (date, set_aside, signal, version, count, reports)
     SELECT :date, ${setAside}, signal, version, sum(count), sum(reports) FROM ${addedRows} GROUP BY signal, version
     ${addToStored}`,
  ];
}

/**
 * The rows of some versions of a day: `select` returns what may be shown of them and what is left, `clear` deletes them, and
 * `rest` keeps what is left until the day's end. `last` is the last version of a portion of about `:rows` rows.
 */
export const portionOf = { counts: portion('counts', 0), set_aside: portion('set_aside', 1) } as const;

function portion(table: 'counts' | 'set_aside', setAside: 0 | 1) {
  return {
    last: `
      SELECT coalesce(
        (SELECT version FROM ${table} WHERE date = :date ORDER BY version LIMIT 1 OFFSET :rows),
        (SELECT max(version) FROM ${table} WHERE date = :date)
      ) AS version`,
    select: combinedRows(table),
    // First, so that its pages are free: a file that has reached its size can still publish.
    clear: `DELETE FROM ${table} WHERE date = :date AND version <= :version`,
    rest: `
      INSERT INTO unfinished_rests (date, set_aside, signal, count, reports, rows)
      SELECT :date, ${setAside}, value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(:rest) WHERE true
      ${addToStored}, rows = rows + excluded.rows`,
    /** What is left of all versions, as far as it may be shown. */
    selectRest: `
      SELECT json_group_array(json_array('${tooFew}', '${tooFew}', signal, '${tooFew}', count, reports)) AS shown, '[]' AS rest
      FROM unfinished_rests WHERE date = :date AND set_aside = ${setAside} AND reports >= :minReports`,
  } as const;
}

/** The day is published: what is left is deleted, except its number of rows. Nothing changes if that is so already. */
export const finishDay = [
  `UPDATE published_days SET withheld = (
     SELECT coalesce(sum(rows), 0) FROM unfinished_rests WHERE date = :date AND set_aside = 0 AND reports < min_reports
   ) WHERE date = :date AND date IN (SELECT date FROM unfinished_days)`,
  `INSERT INTO totals (version, os, signal, bucket, count, reports)
   SELECT version, os, signal, bucket, count, reports FROM published
   WHERE date = :date AND date IN (SELECT date FROM unfinished_days)
   ${addToStored}`,
  'DELETE FROM unfinished_rests WHERE date = :date',
  'DELETE FROM unfinished_days WHERE date = :date',
] as const;

/** Published sets are deleted whole. The totals stay. */
export const dropDay = [
  'published',
  'published_set_aside',
  'published_sums',
  'published_versions',
  'set_aside_batches',
].map((table) => `DELETE FROM ${table} WHERE date = ?`);

/**
 * A dropped day stays published: nothing is added to it. Its numbers of rows are deleted with its rows. A day can be published
 * without being a day of operation, if counts of a day before it went there: it is as old as the day of operation before it.
 */
export const selectDaysToDrop = `
  SELECT date FROM published_days AS published
  WHERE min_reports > 0 AND date < :before AND date NOT IN (SELECT date FROM unfinished_days)
    AND coalesce(
      (SELECT n FROM days_of_operation WHERE date <= published.date ORDER BY date DESC LIMIT 1), 0
    ) < (SELECT max(n) FROM days_of_operation) - :days
  ORDER BY date`;
export const markDropped = 'UPDATE published_days SET min_reports = 0, withheld = 0 WHERE date = ?';

/**
 * The rows of some versions that may be shown (see `CollectorStore.publish`), and what is left of them by signal, as JSON: rows
 * that pass through this process one by one would take most of the time. A batch belongs to one day, version and os, so the
 * numbers of batches of several of these can be added. Those of several buckets cannot: the largest of them is a lower bound.
 */
function combinedRows(table: string): string {
  return `
  WITH stored AS MATERIALIZED (
    SELECT version, os, signal, bucket, count, reports FROM ${table} WHERE date = :date AND version <= :version
  ), small AS MATERIALIZED (
    SELECT *, sum(reports) OVER (PARTITION BY version, signal, bucket) AS all_reports FROM stored WHERE reports < :minReports
  ), of_version AS MATERIALIZED (
    SELECT version, signal, sum(count) AS count, sum(most) AS reports, sum(rows) AS rows, sum(most) >= :minReports AS shown
    FROM (
      SELECT version, signal, sum(count) AS count, max(reports) AS most, count(*) AS rows
      FROM small WHERE all_reports < :minReports GROUP BY version, os, signal
    ) GROUP BY version, signal
  ), shown AS (
    SELECT version, os, signal, bucket, count, reports FROM stored WHERE reports >= :minReports
    UNION ALL
    SELECT version, '${tooFew}', signal, bucket, sum(count), sum(reports) FROM small
    WHERE all_reports >= :minReports GROUP BY version, signal, bucket
    UNION ALL
    SELECT version, '${tooFew}', signal, '${tooFew}', count, reports FROM of_version WHERE shown
  ), rest AS (
    SELECT signal, sum(count) AS count, sum(reports) AS reports, sum(rows) AS rows FROM of_version WHERE NOT shown GROUP BY signal
  )
  SELECT
    (SELECT json_group_array(json_array(version, os, signal, bucket, count, reports)) FROM shown) AS shown,
    (SELECT json_group_array(json_array(signal, count, reports, rows)) FROM rest) AS rest`;
}
