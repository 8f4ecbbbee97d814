import { columns } from './columns.js';

/** The statements of the SQLite store that read. */

const whereFilter = `date BETWEEN :from AND :to
  AND (:version IS NULL OR version = :version) AND (:os IS NULL OR os = :os) AND (:signal IS NULL OR signal = :signal)`;

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
