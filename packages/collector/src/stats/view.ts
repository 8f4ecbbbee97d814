import type { Annotation } from '../Annotations.js';
import type { DayOmissions, Sum } from '../CollectorStore.js';
import type { Filter } from '../readFilter.js';
import type { Releases } from './filterForm.js';
import type { SignalStats, Stats } from './model.js';

/** The data of the page. */
export interface View {
  readonly filter: Filter;
  readonly stats: Stats;
  /** The stats of the release that it is compared with. */
  readonly against?: Stats;
  /** As many days before; absent if nothing of them is shown, or if two releases are compared. */
  readonly previous?: Stats;
  /** Whether the last day is not over, so that its counts still grow. */
  readonly isLastDayOpen: boolean;
  readonly previousPeriod: { readonly from: string; readonly to: string };
  /** The stats of each system, if the filter wants them side by side. */
  readonly systems?: readonly { readonly os: string; readonly stats: Stats }[];
  /** The turns of each release; absent if the filter names one release. */
  readonly turnsByRelease?: SignalStats;
  readonly releases: Releases;
  /** How the days of the view were published, and what is left out, whatever its filter. */
  readonly omissions: readonly DayOmissions[];
  /** What the team noted of these days. */
  readonly annotations: readonly Annotation[];
  /** The sums of the batches that were set aside, whatever the filter. */
  readonly setAside: readonly Sum[];
  readonly minReports: number;
  /** The path that apps post to. */
  readonly path: string;
  /** The name of the app, if there are several. */
  readonly app: string | undefined;
}
