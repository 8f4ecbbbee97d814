import { tooFew } from '../CollectorStore.js';
import { columns } from './columns.js';

/** The statements of the SQLite store that publish and drop days. */

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
