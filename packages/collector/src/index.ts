export { backUpSqlite } from './backUpSqlite.js';
export { type SqliteStoreOptions, sqliteStore } from './sqliteStore.js';
export * from './withoutSqlite.js';
