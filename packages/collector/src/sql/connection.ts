/** The statements of a connection to a SQLite file. */

/** How long a write waits for another process that is writing, in milliseconds. */
export const busyTimeoutMs = 250;

/** `secure_delete`: what is deleted is overwritten with zeros. */
export const connectionSettings = `PRAGMA busy_timeout = ${busyTimeoutMs}; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON`;

/** Writes the log into the file and empties it: until then it contains what was deleted. Without effect while others read. */
export const emptyLog = 'PRAGMA wal_checkpoint(TRUNCATE)';
