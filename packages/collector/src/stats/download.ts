import type { Annotation } from '../Annotations.js';
import type { CountedRow, DayOmissions } from '../CollectorStore.js';
import type { Filter } from '../readFilter.js';

const columns = ['date', 'version', 'os', 'signal', 'bucket', 'count', 'reports'] as const;

/** Returns the rows as RFC 4180, with a header line. */
export function toCsv(rows: readonly CountedRow[]): string {
  return [columns, ...rows.map((row) => columns.map((column) => row[column]))]
    .map((cells) => `${cells.map(cell).join(',')}\r\n`)
    .join('');
}

/** A spreadsheet evaluates a text that begins like this; after an apostrophe it is plain text. */
const formula = /^[=+\-@\t\r]/;

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Returns the rows together with their filter and what is not in them, so that the file explains itself. */
export function toJson(
  rows: readonly CountedRow[],
  { isFixed: _, by: __, split: ___, ...filter }: Filter,
  minReports: number,
  omissions: readonly DayOmissions[],
  annotations: readonly Annotation[],
): string {
  return `${JSON.stringify({ ...filter, minReports, omissions, annotations, rows }, undefined, 1)}\n`;
}

/** Names the file after its app, if there are several, and its filter. All parts are validated and contain neither quotes nor slashes. */
export function downloadHeaders(
  { from, to, version, against, os }: Filter,
  extension: 'csv' | 'json',
  app: string | undefined,
) {
  const parts = ['turntally', app, from, to, version, against, os].filter((part) => part !== undefined);
  return { 'content-disposition': `attachment; filename="${parts.join('_')}.${extension}"` };
}
