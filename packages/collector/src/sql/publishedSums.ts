const numbers = 'count INTEGER NOT NULL, reports INTEGER NOT NULL';

/** The tables of what is added up when a day is published, so that nothing reads all rows of a year. */
export const tablesOfPublishedSums = [
  // By system and bucket; the os is '' for all systems.
  `CREATE TABLE IF NOT EXISTS published_sums (
     date TEXT NOT NULL, set_aside INTEGER NOT NULL, os TEXT NOT NULL, signal TEXT NOT NULL, bucket TEXT NOT NULL, ${numbers},
     PRIMARY KEY (date, set_aside, os, signal, bucket)
   ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS published_versions (
     date TEXT NOT NULL, set_aside INTEGER NOT NULL, signal TEXT NOT NULL, version TEXT NOT NULL, ${numbers},
     PRIMARY KEY (date, set_aside, signal, version)
   ) STRICT, WITHOUT ROWID`,
  // Of all published days, also of those that were dropped since; nothing that was set aside.
  `CREATE TABLE IF NOT EXISTS totals (
     version TEXT NOT NULL, os TEXT NOT NULL, signal TEXT NOT NULL, bucket TEXT NOT NULL, ${numbers},
     PRIMARY KEY (version, os, signal, bucket)
   ) STRICT, WITHOUT ROWID`,
  // The days that are closed, but not published to the end; they are in published_days, too.
  'CREATE TABLE IF NOT EXISTS unfinished_days (date TEXT PRIMARY KEY) STRICT, WITHOUT ROWID',
  // What is too few of each version of such a day, and its number of rows.
  `CREATE TABLE IF NOT EXISTS unfinished_rests (
     date TEXT NOT NULL, set_aside INTEGER NOT NULL, signal TEXT NOT NULL, ${numbers}, rows INTEGER NOT NULL,
     PRIMARY KEY (date, set_aside, signal)
   ) STRICT, WITHOUT ROWID`,
] as const;

export const columnsOfPublishedSums = [
  'SELECT date, set_aside, os, signal, bucket, count, reports FROM published_sums LIMIT 0',
  'SELECT date, set_aside, signal, version, count, reports FROM published_versions LIMIT 0',
  'SELECT version, os, signal, bucket, count, reports FROM totals LIMIT 0',
  'SELECT date FROM unfinished_days LIMIT 0',
  'SELECT date, set_aside, signal, count, reports, rows FROM unfinished_rests LIMIT 0',
] as const;

/** For files that have published rows without their sums. */
export const publishedSumsFromRows = [
  ...(['published', 'published_set_aside'] as const).flatMap((table, setAside) => [
    `INSERT INTO published_sums (date, set_aside, os, signal, bucket, count, reports)
     SELECT date, ${setAside}, os, signal, bucket, sum(count), sum(reports) FROM ${table} GROUP BY date, os, signal, bucket
     UNION ALL
     SELECT date, ${setAside}, '', signal, bucket, sum(count), sum(reports) FROM ${table} GROUP BY date, signal, bucket`,
    `INSERT INTO published_versions (date, set_aside, signal, version, count, reports)
     SELECT date, ${setAside}, signal, version, sum(count), sum(reports) FROM ${table} GROUP BY date, signal, version`,
  ]),
  `INSERT INTO totals (version, os, signal, bucket, count, reports)
   SELECT version, os, signal, bucket, sum(count), sum(reports) FROM published GROUP BY version, os, signal, bucket`,
] as const;
