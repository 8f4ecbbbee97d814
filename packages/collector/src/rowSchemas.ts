import { operatingSystems } from 'turntally/protocol';
import * as z from 'zod/mini';
import type { Annotation } from './Annotations.js';
import {
  type CountedRow,
  type DayOmissions,
  type Outcome,
  type Sum,
  type Total,
  type Totals,
  tooFew,
} from './CollectorStore.js';
import { refusalCodes } from './refusals.js';
import { isDate } from './utcDays.js';

/** Rows of the database are validated, like all other input. */

const countedRow = z.object({
  date: z.string(),
  version: z.string(),
  os: z.enum([...operatingSystems, tooFew]),
  signal: z.string(),
  bucket: z.string(),
  count: z.int(),
  reports: z.int(),
});

const note = z.object({
  date: z.string(),
  minReports: z.int(),
  withheld: z.int(),
  failures: z.int(),
  count: z.int(),
});

const annotation = z.object({ date: z.string(), text: z.string() });

const total = z.object({
  version: z.string(),
  os: z.enum([...operatingSystems, tooFew]),
  signal: z.string(),
  bucket: z.string(),
  count: z.int(),
  reports: z.int(),
});

const days = z.tuple([z.object({ from: z.nullable(z.string()), to: z.nullable(z.string()) })]);

const portion = z.tuple([z.object({ shown: z.string(), rest: z.string() })]);

const refusal = z.enum(refusalCodes);

/** @throws if a row is not one that this version of the library stores. */
export function parseRows(rows: unknown): readonly CountedRow[] {
  return z.array(countedRow).parse(rows);
}

/**
 * A schema would take longer than the database, because a year has tens of thousands of sums.
 *
 * @param rows - `[date, signal, of, count, reports]`.
 * @throws if a sum is not of rows that this version of the library stores.
 */
export function parseSums(rows: Iterable<readonly unknown[]>): readonly Sum[] {
  return Array.from(rows, ([date, signal, of, count, reports]) => {
    const isSum =
      typeof date === 'string' &&
      typeof signal === 'string' &&
      typeof of === 'string' &&
      isInteger(count) &&
      isInteger(reports);
    if (!isSum) throw new TypeError('the database has a sum that this version does not store');
    return { date, signal, of, count, reports };
  });
}

const isInteger = (value: unknown): value is number => Number.isSafeInteger(value);

const json = z.tuple([z.object({ sums: z.string() })]);

/**
 * @param rows - One row, whose column `sums` has a JSON array of `[date, signal, of, count, reports]`.
 * @throws if a sum is not of rows that this version of the library stores.
 */
export function parseJsonSums(rows: unknown): readonly Sum[] {
  const sums: unknown = JSON.parse(json.parse(rows)[0].sums);
  return parseSums(isArrays(sums) ? sums : [[]]);
}

const isArrays = (value: unknown): value is readonly (readonly unknown[])[] =>
  Array.isArray(value) && value.every((each) => Array.isArray(each));

/** @throws if a note is not of rows that this version of the library stores. */
export function parseOmissions(rows: unknown): readonly DayOmissions[] {
  return z
    .array(note)
    .parse(rows)
    .map(({ date, minReports, withheld, failures, count }) => ({
      date,
      minReports,
      withheld,
      setAside: { failures, count },
    }));
}

/**
 * Leaves out what has no day: people write to this table by hand, and a page must not fail for it.
 *
 * @throws if the rows have other columns.
 */
export function parseAnnotations(rows: unknown): readonly Annotation[] {
  return z
    .array(annotation)
    .parse(rows)
    .filter(({ date }) => isDate(date));
}

/**
 * @param ofDays - One row: the first and the last published day.
 * @throws if a total is not of rows that this version of the library stores.
 */
export function parseTotals(rows: unknown, ofDays: unknown): Totals {
  const totals: readonly Total[] = z.array(total).parse(rows);
  const [{ from, to }] = days.parse(ofDays);
  return { days: from === null || to === null ? undefined : { from, to }, totals };
}

/** Parses what may be shown of some rows, and what is left of them, both as JSON. @throws if the rows are something else. */
export function parsePortion(rows: unknown): z.infer<typeof portion>[0] {
  return portion.parse(rows)[0];
}

/** @throws if the row is not one that this version of the library stores. */
export function parseOutcome(row: { readonly [column: string]: unknown }): Outcome {
  if (row.refusal === null) return { kind: 'counted' };
  return { kind: 'void', refusal: refusal.parse(row.refusal) };
}
