import { type CountedRow, type RowFilter, type Sum, tooFew } from '../CollectorStore.js';
import type { CollectorConfig } from '../parseOptions.js';
import type { Filter } from '../readFilter.js';
import { daysBetween } from '../utcDays.js';
import { type SignalStats, signalStats, statsOf } from './model.js';
import { newestFirst } from './versionOrder.js';
import type { View } from './view.js';

/** The most rows in one answer. */
export const maxRows = 100_000;
const daysPerQuery = 31;
const mostUsedReleases = 6;

type Source = Pick<CollectorConfig, 'store' | 'signals' | 'minReports' | 'path'>;

/** Reads the data of the page. The database does all the adding up. */
export async function readView({ store, signals, minReports, path }: Source, filter: Filter): Promise<View> {
  const { version, against, os } = filter;
  const days = daysBetween(filter);
  const read = async (more: Partial<RowFilter>, by: 'bucket' | 'version' = 'bucket') =>
    readSums(days, (period) => store.sums({ ...period, minReports, ...(os !== undefined && { os }), ...more }, by));
  const stats = statsOf(await read(version === undefined ? {} : { version }), days, signals);
  const other = against === undefined ? undefined : statsOf(await read({ version: against }), days, signals);
  const turns = releaseStats(await read({ signal: 'turns' }, 'version'), days);
  const newest = turns.layers.filter(({ name }) => name !== tooFew);
  const most = [...newest].sort((a, b) => b.total - a.total).slice(0, mostUsedReleases);
  return {
    filter,
    stats,
    ...(other && { against: other }),
    ...(version === undefined && { turnsByRelease: turns }),
    releases: { newest: newest.map(({ name }) => name), most: most.map(({ name }) => name) },
    minReports,
    path,
  };
}

/** Reads the rows of an export. Stops as soon as there are more than {@link maxRows}. */
export async function readRows(
  { store, minReports }: Pick<Source, 'store' | 'minReports'>,
  filter: Filter,
): Promise<readonly CountedRow[]> {
  const { version, against, os, signal } = filter;
  const equal = { ...(os !== undefined && { os }), ...(signal !== undefined && { signal }), minReports };
  const rows: CountedRow[] = [];
  for (const wanted of against === undefined ? [version] : [version, against]) {
    const ofVersion = wanted === undefined ? equal : { ...equal, version: wanted };
    for (const period of periods(daysBetween(filter))) {
      rows.push(...(await store.rows({ ...period, ...ofVersion, limit: maxRows + 1 - rows.length })));
      if (rows.length > maxRows) return rows;
      await yieldToEventLoop();
    }
  }
  return rows;
}

async function readSums(
  days: readonly string[],
  read: (period: Period) => Promise<readonly Sum[]>,
): Promise<readonly Sum[]> {
  const sums: Sum[] = [];
  for (const period of periods(days)) {
    sums.push(...(await read(period)));
    await yieldToEventLoop();
  }
  return sums;
}

type Period = Pick<RowFilter, 'from' | 'to'>;

/** Reads a month at a time, because SQLite blocks the process while it reads. Rows are only combined within one day. */
function periods(days: readonly string[]): readonly Period[] {
  return days
    .filter((_, day) => day % daysPerQuery === 0)
    .map((from, period) => ({ from, to: days[(period + 1) * daysPerQuery - 1] ?? days.at(-1) ?? from }));
}

/** Lets waiting requests run, above all posts. */
function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** The turns of each release, the newest first. */
function releaseStats(sums: readonly Sum[], days: readonly string[]): SignalStats {
  const versions = [...new Set(sums.map(({ of }) => of))].filter((version) => version !== tooFew);
  return signalStats('turns', versions.sort(newestFirst), sums, days);
}
