import { operatingSystems, type Problem } from 'turntally/protocol';
import * as z from 'zod/mini';
import { type CountedRow, type Outcome, type Sum, tooFew } from './CollectorStore.js';

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
  withheld: z.int(),
});

const problem: z.ZodMiniType<Problem> = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int().check(z.gte(400), z.lte(599)),
  detail: z.string(),
  errors: z.exactOptional(z.array(z.object({ pointer: z.string(), detail: z.string() }))),
  void: z.literal(true),
});

/** @throws if a row is not one that this version of the library stores. */
export function parseRows(rows: unknown): readonly CountedRow[] {
  return z.array(countedRow).parse(rows);
}

/** @throws if a sum is not of rows that this version of the library stores. */
export function parseSums(rows: unknown): readonly Sum[] {
  return z.array(sum).parse(rows);
}

/** @throws if the row is not one that this version of the library stores. */
export function parseOutcome(row: { readonly [column: string]: unknown }): Outcome {
  if (row.refusal === null) return { kind: 'counted' };
  return { kind: 'void', problem: problem.parse(JSON.parse(String(row.refusal))) };
}
