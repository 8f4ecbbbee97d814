import { type DayOmissions, type Sum, tooFew } from '../CollectorStore.js';

/** What a view leaves out, and what it combines. */
export interface LeftOut {
  /** Of all days. */
  readonly omissions: readonly DayOmissions[];
  /** The rows that are combined over the releases, if the view has one release. */
  readonly ofReleases: readonly Sum[];
  /** The rows that are combined over the systems, if the view has one system. */
  readonly ofSystems: readonly Sum[];
  /** The rows of the view that are combined over the systems or buckets, if the view has one release and all systems. */
  readonly included: readonly Sum[];
}

/** What a view may lack of one signal on one day, or of its buckets. */
export interface MissingDay {
  readonly date: string;
  /** The most batches of each bucket: with one more, its row would be shown. */
  readonly batches: number;
  /** The most rows. */
  readonly rows: number;
  /** The sum of what is missing, or a larger one that it is part of; `undefined` if nothing is known of it. */
  readonly count: number | undefined;
  /** The buckets of which nothing is missing. */
  readonly complete: ReadonlySet<string>;
  /** Whether all of it is in the sums of the signal, so that only its buckets are unknown. */
  readonly isInSums: boolean;
}

/**
 * Returns the days of which a view may lack something of a signal. What is too few of one signal and release is in one place
 * only, see `CollectorStore.publish`: in a row of the release, in a row that is combined with other releases, or in rows
 * that are withheld. So if one of them is shown, there is nothing of it in the others.
 */
export function missingDays(signal: string, leftOut: LeftOut): readonly MissingDay[] {
  const ofReleases = byDate(leftOut.ofReleases, signal);
  const ofSystems = byDate(leftOut.ofSystems, signal);
  const included = byDate(leftOut.included, signal);
  return leftOut.omissions.flatMap(({ date, minReports, withheld }): readonly MissingDay[] => {
    const own = included.get(date) ?? [];
    const day = {
      date,
      batches: minReports - 1,
      rows: Number.POSITIVE_INFINITY,
      complete: new Set(own.map(({ of }) => of)),
    };
    const unsorted = own.filter(({ of }) => of === tooFew);
    if (unsorted.length > 0) return [{ ...day, count: total(unsorted), isInSums: true }];
    const [released, otherSystems] = [ofReleases.get(date) ?? [], ofSystems.get(date) ?? []];
    const isAllCombined = released.length > 0 || withheld === 0;
    const combined = [...released, ...otherSystems];
    if (combined.length === 0) {
      return withheld === 0 ? [] : [{ ...day, rows: withheld, count: undefined, isInSums: false }];
    }
    return [{ ...day, count: isAllCombined ? total(combined) : undefined, isInSums: false }];
  });
}

function byDate(sums: readonly Sum[], signal: string): ReadonlyMap<string, readonly Sum[]> {
  const days = new Map<string, Sum[]>();
  for (const each of sums) {
    if (each.signal === signal) days.set(each.date, [...(days.get(each.date) ?? []), each]);
  }
  return days;
}

function total(sums: readonly Sum[]): number {
  return sums.reduce((all, { count }) => all + count, 0);
}
