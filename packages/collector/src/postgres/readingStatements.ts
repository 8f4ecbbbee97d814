import type { TableNames } from './tableNames.js';

const columns = 'date, version, os, signal, bucket, count::float8 AS count, reports::float8 AS reports';

/** The statements that read rows, sums and notes. */
export function readingStatements({ counts, published, days, setAsideBatches }: TableNames) {
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
