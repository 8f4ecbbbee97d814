/** The statements of a connection to a SQLite file. */

/** How long a statement that does not begin a write waits for other processes, in milliseconds; the process waits, too. */
export const busyTimeoutMs = 250;

/** `secure_delete`: what is deleted is overwritten with zeros. */
export const connectionSettings = `PRAGMA busy_timeout = ${busyTimeoutMs}; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON`;

/** Writes the log into the file and empties it: until then it contains what was deleted. Without effect while others read. */
export const emptyLog = 'PRAGMA wal_checkpoint(TRUNCATE)';
