import { operatingSystems } from 'turntally/protocol';
import * as z from 'zod/mini';
import { type CountedRow, type DayNote, type Outcome, type Sum, tooFew } from './CollectorStore.js';
import { refusalCodes } from './refusals.js';

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

const sum = z.object({
  date: z.string(),
  signal: z.string(),
  of: z.string(),
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

const foldedRow = z.object({
  version: z.string(),
  os: z.string(),
  signal: z.string(),
  bucket: z.string(),
  count: z.int(),
  reports: z.int(),
  withheld: z.int(),
});

const refusal = z.enum(refusalCodes);

/** @throws if a row is not one that this version of the library stores. */
export function parseRows(rows: unknown): readonly CountedRow[] {
  return z.array(countedRow).parse(rows);
}

/** @throws if a sum is not of rows that this version of the library stores. */
export function parseSums(rows: unknown): readonly Sum[] {
  return z.array(sum).parse(rows);
}

/** @throws if a note is not of rows that this version of the library stores. */
export function parseNotes(rows: unknown): readonly DayNote[] {
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

/** @throws if a row is not one that this version of the library combines. */
export function parseFoldedRows(rows: unknown): readonly z.infer<typeof foldedRow>[] {
  return z.array(foldedRow).parse(rows);
}

/** @throws if the row is not one that this version of the library stores. */
export function parseOutcome(row: { readonly [column: string]: unknown }): Outcome {
  if (row.refusal === null) return { kind: 'counted' };
  return { kind: 'void', refusal: refusal.parse(row.refusal) };
}
