import { operatingSystems } from 'turntally/protocol';
import {
  type CountedRow,
  type DayOmissions,
  type Period,
  type RowFilter,
  type Sum,
  tooFew,
} from '../CollectorStore.js';
import type { CollectorConfig } from '../parseOptions.js';
import type { Filter } from '../readFilter.js';
import { daysBefore, daysBetween } from '../utcDays.js';
import type { LeftOut } from './missing.js';
import { type SignalStats, type Stats, signalStats, statsOf } from './model.js';
import { newestFirst } from './versionOrder.js';
import type { View } from './view.js';
import { yieldToEventLoop } from './yieldToEventLoop.js';

/** The most rows in one answer. */
export const maxRows = 100_000;
const daysPerQuery = 31;
const mostUsedReleases = 6;

type Source = Pick<CollectorConfig, 'store' | 'signals' | 'minReports' | 'path'>;

/** Reads the data of the page. The database does all the adding up. */
export async function readView(source: Source, filter: Filter): Promise<Omit<View, 'isLastDayOpen' | 'app'>> {
  const { store, minReports, path } = source;
  const { version, against, os } = filter;
  const stats = await readStats(source, filter, { version, os });
  const other = against === undefined ? undefined : await readStats(source, filter, { version: against, os });
  const previousPeriod = { from: daysBefore(filter.from, filter.days), to: daysBefore(filter.from, 1) };
  const previous = against === undefined ? await readStats(source, previousPeriod, { version, os }) : undefined;
  const systems = filter.split === undefined ? undefined : await readSystems(source, filter);
  const turns = await readTurnsByRelease(source, filter, os);
  const newest = turns.layers.filter(({ name }) => name !== tooFew);
  const most = [...newest].sort((a, b) => b.total - a.total).slice(0, mostUsedReleases);
  return {
    filter,
    stats,
    ...(other && { against: other }),
    ...(previous && previous.turns.total > 0 && { previous }),
    previousPeriod,
    ...(systems && { systems }),
    ...(version === undefined && { turnsByRelease: turns }),
    releases: { newest: newest.map(({ name }) => name), most: most.map(({ name }) => name) },
    omissions: await readOmissions(source, filter),
    annotations: await store.annotations(filter),
    setAside: await readSums(source, filter, { setAside: true }),
    minReports,
    path,
  };
}

type Days = Pick<Filter, 'from' | 'to'>;

interface OfStats {
  /** All releases if `undefined`. */
  readonly version?: string | undefined;
  /** All systems if `undefined`. */
  readonly os?: string | undefined;
}

/** Reads the stats of one release, or of all; `leftOut` if it is known. */
export async function readStats(
  source: Omit<Source, 'path'>,
  days: Days,
  of: OfStats,
  leftOut?: LeftOut,
): Promise<Stats> {
  const known = leftOut ?? (await readLeftOut(source, days, of));
  return statsOf(await readSums(source, days, equalTo(of)), daysBetween(days), source.signals, known);
}

async function readLeftOut(source: Omit<Source, 'path'>, days: Days, { version, os }: OfStats): Promise<LeftOut> {
  const isAll = version === undefined && os === undefined;
  const combined = await readSums(source, days, isAll ? { version: tooFew } : equalTo({ version, os: tooFew }));
  const [ofSystems, included] = os === undefined ? [[], combined] : [combined, []];
  const ofReleases = version === undefined ? [] : await readSums(source, days, { version: tooFew });
  return { omissions: await readOmissions(source, days), ofReleases, ofSystems, included };
}

function equalTo({ version, os }: OfStats): Pick<RowFilter, 'version' | 'os'> {
  return { ...(version !== undefined && { version }), ...(os !== undefined && { os }) };
}

async function readSystems(source: Source, filter: Filter): Promise<NonNullable<View['systems']>> {
  const { version } = filter;
  const leftOut = await readLeftOut(source, filter, { version, os: operatingSystems[0] }); // the same for each system
  const systems: { os: string; stats: Stats }[] = [];
  for (const os of operatingSystems) {
    systems.push({ os, stats: await readStats(source, filter, { version, os }, leftOut) });
  }
  return systems;
}

/** Reads the turns of each release, the newest first. */
export async function readTurnsByRelease(
  source: Pick<Source, 'store' | 'minReports'>,
  days: Days,
  os?: string,
): Promise<SignalStats> {
  const sums = await readSums(source, days, { ...equalTo({ os }), signal: 'turns' }, 'version');
  const versions = [...new Set(sums.map(({ of }) => of))].filter((version) => version !== tooFew);
  return signalStats('turns', versions.sort(newestFirst), sums, daysBetween(days));
}

/** Reads the rows of an export. Stops as soon as there are more than {@link maxRows}. */
export async function readRows(
  { store, minReports }: Pick<Source, 'store' | 'minReports'>,
  filter: Filter,
): Promise<readonly CountedRow[]> {
  const { version, against, os, signal } = filter;
  const equal = {
    ...(os !== undefined && { os }),
    ...(signal !== undefined && { signal }),
    unpublished: minReports === 1,
  };
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

/** Reads what is left out of a view, in one query: a day has one entry at most. */
export function readOmissions(
  { store, minReports }: Pick<Source, 'store' | 'minReports'>,
  { from, to }: Days,
): Promise<readonly DayOmissions[]> {
  return store.omissions({ from, to, unpublished: minReports === 1 });
}

async function readSums(
  { store, minReports }: Pick<Source, 'store' | 'minReports'>,
  days: Days,
  equal: Partial<RowFilter>,
  by: 'bucket' | 'version' = 'bucket',
): Promise<readonly Sum[]> {
  const sums: Sum[] = [];
  for (const period of periods(daysBetween(days))) {
    sums.push(...(await store.sums({ ...period, unpublished: minReports === 1, ...equal }, by)));
    await yieldToEventLoop();
  }
  return sums;
}

/** Reads a month at a time, because SQLite blocks the process while it reads. Rows are only combined within one day. */
function periods(days: readonly string[]): readonly Period[] {
  return days
    .filter((_, day) => day % daysPerQuery === 0)
    .map((from, period) => ({ from, to: days[(period + 1) * daysPerQuery - 1] ?? days.at(-1) ?? from }));
}
