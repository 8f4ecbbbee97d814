/** The statements of a connection to a SQLite file. */

/**
 * `busy_timeout`: milliseconds to wait for another process that is writing; the wait blocks this process too. `secure_delete`:
 * what is deleted is overwritten with zeros.
 */
export const connectionSettings = 'PRAGMA busy_timeout = 250; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON';

/** Writes the log into the file and empties it: until then it contains what was deleted. Without effect while others read. */
export const emptyLog = 'PRAGMA wal_checkpoint(TRUNCATE)';
