import { tooFew } from '../CollectorStore.js';
import type { TableNames } from './tableNames.js';

/** The statements that publish and drop days. */
export function publishingStatements(tables: TableNames) {
  const { counts, published, publishedSums, publishedVersions, totals, days, setAsideBatches, operation } = tables;
  return {
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
      ), sums AS (
        INSERT INTO ${publishedSums} (date, set_aside, os, signal, bucket, count, reports)
        SELECT $1, set_aside, coalesce(os, ''), signal, bucket, sum(count), sum(reports) FROM folded WHERE withheld = 0
        GROUP BY GROUPING SETS ((set_aside, os, signal, bucket), (set_aside, signal, bucket))
      ), versions AS (
        INSERT INTO ${publishedVersions} (date, set_aside, signal, version, count, reports)
        SELECT $1, set_aside, signal, version, sum(count), sum(reports) FROM folded WHERE withheld = 0
        GROUP BY set_aside, signal, version
      ), total AS (
        INSERT INTO ${totals} AS total (version, os, signal, bucket, count, reports)
        SELECT version, os, signal, bucket, count, reports FROM folded WHERE withheld = 0 AND NOT set_aside
        ORDER BY version COLLATE "C", os COLLATE "C", signal COLLATE "C", bucket COLLATE "C"
        ON CONFLICT (version, os, signal, bucket)
        DO UPDATE SET count = total.count + excluded.count, reports = total.reports + excluded.reports
      )
      UPDATE ${days} AS days SET state = 'published', min_reports = $2,
        withheld = (SELECT coalesce(sum(withheld), 0) FROM folded WHERE NOT set_aside)
      FROM day WHERE days.date = day.date`,

    /** A day that is no day of operation is as old as the day of operation before it. */
    selectDaysToDrop: `
      SELECT date FROM ${days} AS days WHERE state = 'published' AND date < $1
        AND coalesce((SELECT n FROM ${operation} WHERE date <= days.date ORDER BY date DESC LIMIT 1), 0)
          < (SELECT max(n) FROM ${operation}) - $2::integer
      ORDER BY date`,
    /** A dropped day takes no more. The totals stay. Its numbers of rows are deleted with its rows. */
    dropDay: `
      WITH day AS MATERIALIZED (
        SELECT date FROM ${days} WHERE date = $1 AND state = 'published' FOR UPDATE
      ), rows AS (
        DELETE FROM ${published} AS published USING day WHERE published.date = day.date
      ), sums AS (
        DELETE FROM ${publishedSums} AS sums USING day WHERE sums.date = day.date
      ), versions AS (
        DELETE FROM ${publishedVersions} AS versions USING day WHERE versions.date = day.date
      ), reasons AS (
        DELETE FROM ${setAsideBatches} AS set_aside USING day WHERE set_aside.date = day.date
      )
      UPDATE ${days} AS days SET state = 'dropped', min_reports = 0, withheld = 0 FROM day WHERE days.date = day.date`,
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
