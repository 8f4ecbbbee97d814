export { type DurableObjectStoreOptions, durableObjectStore } from './durableObjectStore.js';
export type { ShardNamespace, ShardResponse, ShardStub } from './ShardNamespace.js';
export type { ShardState, ShardStorage } from './ShardState.js';
export { type ShardBindings, type ShardOptions, TurntallyShard } from './TurntallyShard.js';
