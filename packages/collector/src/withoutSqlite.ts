/** The entry for Workers: without the store in a file, which needs modules of Node. */

export type { Annotation, Annotations } from './Annotations.js';
export type { CollectorAccess, CollectorCredentials } from './access.js';
export { checkAppName } from './apps/appName.js';
export { createAppsCollector } from './apps/createAppsCollector.js';
export type { AppOptions, AppsCollectorOptions } from './apps/options.js';
export type {
  BatchKey,
  CollectorStore,
  CountedRow,
  DayOmissions,
  Decision,
  Outcome,
  Period,
  RowFilter,
  SetAsideReason,
  Settled,
  Settlement,
  Sum,
  Total,
  Totals,
} from './CollectorStore.js';
export {
  type ComparedRate,
  type CompareOptions,
  compareVersions,
  type VersionComparison,
} from './compare/compareVersions.js';
export { createCollector } from './createCollector.js';
export { forwardedAddress } from './forwardedAddress.js';
export { malformedResponse } from './malformedResponse.js';
export { networkOf } from './networkOf.js';
export type { StoreStatus } from './observeStore.js';
export type { Collector, CollectorLimits, CollectorOptions, WorkerContext } from './options.js';
export type { RefusalCode } from './refusals.js';
