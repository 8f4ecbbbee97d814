export { type PostgresStoreOptions, postgresStore } from './postgresStore.js';
export type { Query, QueryParameter } from './query.js';
