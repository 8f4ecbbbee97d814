import { type CountedRow, type RowFilter, type Sum, tooFew } from '../CollectorStore.js';
import type { checkedOptions } from '../options.js';
import { daysOf, type Filter } from '../readFilter.js';
import { type SignalStats, signalStats, statsOf } from './model.js';
import type { View } from './page.js';
import { newestFirst } from './versionOrder.js';

/** As many rows as one answer has; who wants more narrows it down. */
export const maxRows = 100_000;
const daysAtOnce = 31;
const mostUsed = 6;

type Source = Pick<ReturnType<typeof checkedOptions>, 'store' | 'signals' | 'minReports'>;

/** Reads what the page shows. All adding up is done by the database. */
export async function readView({ store, signals, minReports }: Source, filter: Filter): Promise<View> {
  const { version, against, os } = filter;
  const days = daysOf(filter);
  const read = async (more: Partial<RowFilter>, by: 'bucket' | 'version' = 'bucket') =>
    readSums(days, (piece) => store.sums({ ...piece, minReports, ...(os !== undefined && { os }), ...more }, by));
  const stats = statsOf(await read(version === undefined ? {} : { version }), days, signals);
  const other = against === undefined ? undefined : statsOf(await read({ version: against }), days, signals);
  const turns = releaseStats(await read({ signal: 'turns' }, 'version'), days);
  const newest = turns.layers.filter(({ name }) => name !== tooFew);
  const most = [...newest].sort((a, b) => b.total - a.total).slice(0, mostUsed);
  return {
    filter,
    stats,
    ...(other && { against: other }),
    ...(version === undefined && { turnsByRelease: turns }),
    releases: { newest: newest.map(({ name }) => name), most: most.map(({ name }) => name) },
    minReports,
  };
}

/** The rows of an export; more than {@link maxRows} where there are too many for one. */
export async function readRows(
  { store, minReports }: Omit<Source, 'signals'>,
  filter: Filter,
): Promise<readonly CountedRow[]> {
  const { version, against, os, signal } = filter;
  const equal = { ...(os !== undefined && { os }), ...(signal !== undefined && { signal }), minReports };
  const rows: CountedRow[] = [];
  for (const wanted of against === undefined ? [version] : [version, against]) {
    const ofVersion = wanted === undefined ? equal : { ...equal, version: wanted };
    for (const piece of pieces(daysOf(filter))) {
      rows.push(...(await store.rows({ ...piece, ...ofVersion, limit: maxRows + 1 - rows.length })));
      if (rows.length > maxRows) return rows;
      await others();
    }
  }
  return rows;
}

async function readSums(
  days: readonly string[],
  read: (piece: Piece) => Promise<readonly Sum[]>,
): Promise<readonly Sum[]> {
  const sums: Sum[] = [];
  for (const piece of pieces(days)) {
    sums.push(...(await read(piece)));
    await others();
  }
  return sums;
}

type Piece = Pick<RowFilter, 'from' | 'to'>;

/** A month at a time: SQLite holds up the whole process while it reads, and what is folded is folded within a day. */
function pieces(days: readonly string[]): readonly Piece[] {
  return days
    .filter((_, day) => day % daysAtOnce === 0)
    .map((from, piece) => ({ from, to: days[(piece + 1) * daysAtOnce - 1] ?? days.at(-1) ?? from }));
}

/** Lets what else is waiting, posts above all, have its turn. */
const others = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** The turns of each release, the newest first. */
function releaseStats(sums: readonly Sum[], days: readonly string[]): SignalStats {
  const versions = [...new Set(sums.map(({ of }) => of))].filter((version) => version !== tooFew);
  return signalStats('turns', versions.sort(newestFirst), sums, days);
}
