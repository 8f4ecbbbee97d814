import type { TableNames } from './tableNames.js';

const columns = 'date, version, os, signal, bucket, count::float8 AS count, reports::float8 AS reports';

/** The statements that read rows, sums, totals and omissions. */
export function readingStatements(tables: TableNames) {
  const { counts, published, publishedSums, publishedVersions, totals, days, setAsideBatches } = tables;
  const isInPeriod = 'date BETWEEN $1 AND $2 AND set_aside = $4';
  const isOfSignal = '($7::text IS NULL OR signal = $7)';
  const isInFilter = `${isInPeriod}
    AND ($5::text IS NULL OR version = $5) AND ($6::text IS NULL OR os = $6) AND ${isOfSignal}`;
  const isPublished = `date IN (SELECT date FROM ${days} WHERE state = 'published')`;

  /** The rows that are not published, if `$3`. A day has rows in one of the two tables. */
  const openRows = (select: string) => `SELECT ${select} FROM ${counts} WHERE $3::boolean AND ${isInFilter}`;

  const filtered = `(
    SELECT * FROM ${published} WHERE ${isInFilter}
    UNION ALL
    ${openRows('*')}) AS filtered`;

  /** From the sums of the days, unless only the rows can answer; of these parts of the union, PostgreSQL runs the one that applies. */
  const sumsBy = (of: 'bucket' | 'version', ofAllRows: string, ofRows: string) => {
    const select = `date, signal, ${of} AS of, count, reports`;
    return `
      SELECT date, signal, of, sum(count)::float8 AS count, sum(reports)::float8 AS reports FROM (
        ${ofAllRows}
        UNION ALL
        SELECT ${select} FROM ${published} WHERE ${ofRows} AND ${isInFilter}
        UNION ALL
        ${openRows(select)}
      ) AS parts GROUP BY date, signal, of ORDER BY date, signal, of`;
  };

  /** One statement, so that the totals are those of these days. One row with a version of NULL if there are no totals. */
  const selectTotals = (where: string) => `
    SELECT "from", "to", version, os, signal, bucket, count::float8 AS count, reports::float8 AS reports
    FROM (SELECT min(date) AS "from", max(date) AS "to" FROM ${days} WHERE state IN ('published', 'dropped')) AS all_days
    LEFT JOIN ${totals} ON ${where}
    ORDER BY version, os, signal, bucket`;

  return {
    selectRows: `
      SELECT ${columns} FROM ${filtered} ORDER BY date, version, os, signal, bucket LIMIT $8::bigint`,
    selectSums: {
      bucket: sumsBy(
        'bucket',
        `SELECT date, signal, bucket AS of, count, reports FROM ${publishedSums}
         WHERE $5::text IS NULL AND ${isInPeriod} AND os = coalesce($6::text, '') AND ${isOfSignal}`,
        '$5::text IS NOT NULL',
      ),
      version: sumsBy(
        'version',
        `SELECT date, signal, version AS of, count, reports FROM ${publishedVersions}
         WHERE $5::text IS NULL AND $6::text IS NULL AND ${isInPeriod} AND ${isOfSignal}`,
        '($5::text IS NOT NULL OR $6::text IS NOT NULL)',
      ),
    },
    selectTotals: selectTotals('true'),
    selectTotalsSince: selectTotals(`version IN (
      SELECT version FROM ${publishedVersions} WHERE date >= $1 AND NOT set_aside)`),
    selectOmissions: `
      SELECT date, max(min_reports) AS "minReports", max(withheld)::float8 AS withheld,
        coalesce(sum(batches) FILTER (WHERE reason = 'failures'), 0)::float8 AS failures,
        coalesce(sum(batches) FILTER (WHERE reason = 'count'), 0)::float8 AS count
      FROM (
        SELECT date, min_reports, withheld, NULL AS reason, 0 AS batches FROM ${days}
        WHERE date BETWEEN $1 AND $2 AND state = 'published'
        UNION ALL
        SELECT date, 1, 0, reason, batches FROM ${setAsideBatches}
        WHERE date BETWEEN $1 AND $2 AND ($3::boolean OR ${isPublished})
      ) AS omissions
      GROUP BY date ORDER BY date`,
  } as const;
}
