export type { CollectorAccess, CollectorCredentials } from './access.js';
export type {
  CollectorStore,
  CountedRow,
  Decision,
  Outcome,
  RowFilter,
  Sum,
} from './CollectorStore.js';
export { createCollector } from './createCollector.js';
export { forwardedAddress } from './forwardedAddress.js';
export { networkOf } from './networkOf.js';
export type { StoreStatus } from './observeStore.js';
export type { Collector, CollectorLimits, CollectorOptions } from './options.js';
export { sqliteStore } from './sqliteStore.js';
