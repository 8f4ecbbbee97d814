export type {
  CollectorStore,
  CountedRow,
  Decision,
  Outcome,
  RowFilter,
} from './CollectorStore.js';
export { createCollector } from './createCollector.js';
export type { Collector, CollectorLimits, CollectorOptions } from './options.js';
export { sqliteStore } from './sqliteStore.js';
