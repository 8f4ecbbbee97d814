import type { Filter } from '../readFilter.js';
import type { Releases } from './filterForm.js';
import type { SignalStats, Stats } from './model.js';

/** The data of the page. */
export interface View {
  readonly filter: Filter;
  readonly stats: Stats;
  /** The stats of the release that it is compared with. */
  readonly against?: Stats;
  /** The turns of each release; absent if the filter names one release. */
  readonly turnsByRelease?: SignalStats;
  readonly releases: Releases;
  readonly minReports: number;
  /** The path that apps post to. */
  readonly path: string;
}
