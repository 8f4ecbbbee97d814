import type { CountedRow } from '../CollectorStore.js';
import type { Filter } from '../readFilter.js';

const columns = ['date', 'version', 'os', 'signal', 'bucket', 'count', 'reports'] as const;

/** RFC 4180, with a header. */
export function csv(rows: readonly CountedRow[]): string {
  return [columns, ...rows.map((row) => columns.map((column) => row[column]))]
    .map((cells) => `${cells.map(cell).join(',')}\r\n`)
    .join('');
}

/** A spreadsheet takes what begins like this for a formula; with an apostrophe in front, it is text. */
const formula = /^[=+\-@\t\r]/;

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The rows with what they are of, so that the file explains itself. */
export function json(rows: readonly CountedRow[], filter: Filter, minReports: number): string {
  return `${JSON.stringify({ ...filter, minReports, rows }, undefined, 1)}\n`;
}

/** So that a browser saves it, under a name that says what it is of. All of it is validated: no quotes, no path. */
export function attachment({ from, to, version, against, os }: Filter, extension: 'csv' | 'json') {
  const parts = ['turntally', from, to, version, against, os].filter((part) => part !== undefined);
  return { 'content-disposition': `attachment; filename="${parts.join('_')}.${extension}"` };
}
