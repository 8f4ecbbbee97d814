import { type CountedRow, type Decision, tooFew } from '../CollectorStore.js';

/** A batch that was counted or set aside, under the day it was added to. */
export interface Batch {
  readonly date: string;
  readonly decision: Exclude<Decision, { kind: 'void' }>;
}

export interface CombinedRows {
  readonly rows: readonly CountedRow[];
  /** The number of rows that are in no row. */
  readonly withheld: number;
}

/** What `publish` shows of the rows of a day: those of enough batches, and the others combined in three steps. */
export function combineRows(rows: readonly CountedRow[], minReports: number): CombinedRows {
  const enough = (group: readonly CountedRow[]) => reportsOf(group) >= minReports;
  const small = rows.filter(({ reports }) => reports < minReports);
  const shown = rows.filter(({ reports }) => reports >= minReports);

  const byBucket = groups(small, ({ version, signal, bucket }) => [version, signal, bucket]);
  for (const group of byBucket.filter(enough)) shown.push(combined(group, { os: tooFew }));

  const byVersion = groups(byBucket.filter((group) => !enough(group)).flat(), ({ version, signal }) => [
    version,
    signal,
  ]);
  for (const group of byVersion.filter(enough)) shown.push(combined(group, { os: tooFew, bucket: tooFew }));

  const byDay = groups(byVersion.filter((group) => !enough(group)).flat(), ({ signal }) => [signal]);
  for (const group of byDay.filter(enough))
    shown.push(combined(group, { version: tooFew, os: tooFew, bucket: tooFew }));
  return { rows: shown, withheld: byDay.filter((group) => !enough(group)).flat().length };
}

/** The rows by what `keyOf` returns. */
function groups(rows: readonly CountedRow[], keyOf: (row: CountedRow) => readonly string[]): CountedRow[][] {
  const found = new Map<string, CountedRow[]>();
  for (const row of rows) {
    const key = JSON.stringify(keyOf(row));
    found.set(key, [...(found.get(key) ?? []), row]);
  }
  return [...found.values()];
}

/** A batch has one version and one os, and may be in the rows of several buckets: of these, the largest is a lower bound. */
function reportsOf(rows: readonly CountedRow[]): number {
  const bySender = groups(rows, ({ version, os }) => [version, os]);
  return bySender.reduce((sum, group) => sum + Math.max(...group.map(({ reports }) => reports)), 0);
}

function combined([first, ...rest]: readonly CountedRow[], names: Partial<CountedRow>): CountedRow {
  if (first === undefined) throw new RangeError('a group has rows');
  const rows = [first, ...rest];
  const count = rows.reduce((sum, row) => sum + row.count, 0);
  return { ...first, ...names, count, reports: reportsOf(rows) };
}
