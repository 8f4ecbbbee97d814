import type { RowFilter } from '../CollectorStore.js';
import { columns } from './columns.js';

/** The statements of the SQLite store that read. */

/** Days that are published to the end; where `:unpublished` is 1, also a day that is being published, as far as it is. */
const days = `(
  SELECT date FROM published_days WHERE date BETWEEN :from AND :to
    AND (:unpublished OR date NOT IN (SELECT date FROM unfinished_days))
  ) AS days`;

type Equal = Pick<RowFilter, 'version' | 'os' | 'signal'>;

/** Conditions for what is given, and only for this: a comparison that may be without effect keeps SQLite from using the key. */
function conditions(equal: Equal): string {
  return (['version', 'os', 'signal'] as const)
    .filter((name) => equal[name] !== undefined)
    .map((name) => ` AND ${name} = :${name}`)
    .join('');
}

const tablesOf = ({ setAside = false }: RowFilter) =>
  setAside
    ? ({ open: 'set_aside', published: 'published_set_aside', flag: 1 } as const)
    : ({ open: 'counts', published: 'published', flag: 0 } as const);

/** Day after day, because then each day's rows are found by the key. `CROSS JOIN` keeps this order. */
function publishedRows(filter: RowFilter, select: string): string {
  return `SELECT ${select} FROM ${days} CROSS JOIN ${tablesOf(filter).published} USING (date) WHERE true${conditions(filter)}`;
}

function openRows(filter: RowFilter, select: string): string {
  return `SELECT ${select} FROM ${tablesOf(filter).open} WHERE date BETWEEN :from AND :to${conditions(filter)}`;
}

/** A row of a day is in one of the two tables. */
export function selectRows(filter: RowFilter): string {
  const open = filter.unpublished === true ? ` UNION ALL ${openRows(filter, columns)}` : '';
  return `${publishedRows(filter, columns)}${open} ORDER BY date, version, os, signal, bucket LIMIT :limit`;
}

/**
 * As one JSON array of `[date, signal, of, count, reports]`: a year has tens of thousands of sums, and this process would read them
 * one by one.
 */
export function selectJsonSums(filter: RowFilter, by: 'bucket' | 'version'): string {
  return `
    SELECT json_group_array(json_array(date, signal, of, count, reports)) AS sums
    FROM (${selectSums(filter, by)})`;
}

export function selectSums(filter: RowFilter, by: 'bucket' | 'version'): string {
  const select = `date, signal, ${by} AS of, count, reports`;
  const published = sumsOfDays(filter, by);
  const parts = filter.unpublished === true ? [openRows(filter, select)] : [];
  const sums =
    published !== undefined && parts.length === 0
      ? published
      : `
    SELECT date, signal, of, sum(count) AS count, sum(reports) AS reports
    FROM (${[published ?? rowsToAdd(filter, by), ...parts].join(' UNION ALL ')}) GROUP BY date, signal, of`;
  return `${sums} ORDER BY date, signal, of`;
}

/** The rows to add up. Those of one system and signal are found by the versions that each day has of the signal. */
function rowsToAdd(filter: RowFilter, by: 'bucket' | 'version'): string {
  const { published, flag } = tablesOf(filter);
  const { version, os, signal } = filter;
  if (version !== undefined || os === undefined || signal === undefined) {
    return publishedRows(filter, `date, signal, ${by} AS of, count, reports`);
  }
  return `
    SELECT date, found.signal, found.${by} AS of, found.count, found.reports
    FROM ${days} CROSS JOIN published_versions AS versions USING (date) CROSS JOIN ${published} AS found USING (date, version)
    WHERE versions.set_aside = ${flag} AND versions.signal = :signal AND found.os = :os AND found.signal = :signal`;
}

/** The sums that were added up when the days were published, one for each date, signal and `of`; `undefined` if only rows can answer. */
function sumsOfDays(filter: RowFilter, by: 'bucket' | 'version'): string | undefined {
  const { flag } = tablesOf(filter);
  const { version, os, signal } = filter;
  if (version !== undefined || (by === 'version' && os !== undefined)) return undefined;
  const ofSignal = signal === undefined ? '' : ' AND signal = :signal';
  const [table, ofSystem] =
    by === 'version' ? ['published_versions', ''] : ['published_sums', ` AND os = ${os === undefined ? "''" : ':os'}`];
  return `
    SELECT date, signal, ${by} AS of, count, reports FROM ${days} CROSS JOIN ${table} USING (date)
    WHERE set_aside = ${flag}${ofSystem}${ofSignal}`;
}

export const selectOmissions = `
  SELECT date, max(minReports) AS minReports, max(withheld) AS withheld,
    sum(iif(reason = 'failures', batches, 0)) AS failures, sum(iif(reason = 'count', batches, 0)) AS count
  FROM (
    SELECT date, min_reports AS minReports, withheld, NULL AS reason, 0 AS batches FROM published_days
    WHERE min_reports > 0 AND date BETWEEN :from AND :to AND date NOT IN (SELECT date FROM unfinished_days)
    UNION ALL
    SELECT date, 1, 0, reason, batches FROM set_aside_batches
    WHERE date BETWEEN :from AND :to AND (:unpublished OR date IN (SELECT date FROM published_days EXCEPT SELECT date FROM unfinished_days))
  )
  GROUP BY date ORDER BY date`;

const finished = 'date NOT IN (SELECT date FROM unfinished_days)';

export const selectFinishedDays = `SELECT min(date) AS "from", max(date) AS "to" FROM published_days WHERE ${finished}`;

export const selectTotals = {
  ofAll: totals(''),
  since: totals(`
  WHERE version IN (
    SELECT version FROM (SELECT date FROM published_days WHERE date >= :since AND ${finished})
    CROSS JOIN published_versions USING (date) WHERE set_aside = 0
  )`),
} as const;

function totals(where: string): string {
  return `SELECT version, os, signal, bucket, count, reports FROM totals${where} ORDER BY version, os, signal, bucket`;
}
