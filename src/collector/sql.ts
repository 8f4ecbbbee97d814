/** The statements of the SQLite store. */

/** A file that another process is writing to is waited for, at most this long: the wait blocks this process too. */
export const connectionSettings = 'PRAGMA busy_timeout = 250; PRAGMA synchronous = FULL';

export const tables = [
  `CREATE TABLE IF NOT EXISTS counts (
     date TEXT NOT NULL, version TEXT NOT NULL, os TEXT NOT NULL, signal TEXT NOT NULL, bucket TEXT NOT NULL,
     count INTEGER NOT NULL, reports INTEGER NOT NULL,
     PRIMARY KEY (date, version, os, signal, bucket)
   ) STRICT, WITHOUT ROWID`,
  // refusal: the problem document to repeat; null for a batch that was counted
  `CREATE TABLE IF NOT EXISTS batches (id TEXT PRIMARY KEY, refusal TEXT, seen TEXT NOT NULL) STRICT, WITHOUT ROWID`,
  `CREATE INDEX IF NOT EXISTS batches_seen ON batches (seen)`,
] as const;

export const forgetIds = `DELETE FROM batches WHERE seen < date(?, ?)`;

/** Fails where the id is taken, and the transaction with it: the primary key is what makes a batch count once. */
export const rememberId = `INSERT INTO batches (id, refusal, seen) VALUES (?, ?, ?)`;

// "WHERE true" keeps SQLite from reading ON CONFLICT as part of a join: https://www.sqlite.org/lang_upsert.html#parsing_ambiguity
export const addCounters = `
  INSERT INTO counts (date, version, os, signal, bucket, count, reports)
  SELECT ?, ?, ?, value ->> 'signal', value ->> 'bucket', value ->> 'count', 1 FROM json_each(?) WHERE true
  ON CONFLICT DO UPDATE SET count = count + excluded.count, reports = reports + 1`;

export const selectOutcome = `SELECT refusal FROM batches WHERE id = ?`;

export const selectRows = `
  SELECT date, version, os, signal, bucket, count, reports FROM counts
  WHERE date BETWEEN :from AND :to
    AND (:version IS NULL OR version = :version) AND (:os IS NULL OR os = :os) AND (:signal IS NULL OR signal = :signal)
  ORDER BY date, version, os, signal, bucket`;
