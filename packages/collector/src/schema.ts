import { columnsOfPublishedSums, publishedSumsFromRows, tablesOfPublishedSums } from './sql/publishedSums.js';

/** The tables of the SQLite store, and how files of earlier versions become files of this one. */

/** `PRAGMA user_version` of a file. It is 0 in a new file, and in files of the first version. */
export const schemaVersion = 3;

const row = `
  date TEXT NOT NULL, version TEXT NOT NULL, os TEXT NOT NULL, signal TEXT NOT NULL, bucket TEXT NOT NULL,
  count INTEGER NOT NULL, reports INTEGER NOT NULL,
  PRIMARY KEY (date, version, os, signal, bucket)`;

export const tables = [
  // the rows of days that are not published
  `CREATE TABLE IF NOT EXISTS counts (${row}) STRICT, WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS published (${row}) STRICT, WITHOUT ROWID`,
  // withheld: the number of rows that are in no row of published
  `CREATE TABLE IF NOT EXISTS published_days (
     date TEXT PRIMARY KEY, min_reports INTEGER NOT NULL, withheld INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID`,
  // the same of batches that were set aside
  `CREATE TABLE IF NOT EXISTS set_aside (${row}) STRICT, WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS published_set_aside (${row}) STRICT, WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS set_aside_batches (
     date TEXT NOT NULL, reason TEXT NOT NULL, batches INTEGER NOT NULL, PRIMARY KEY (date, reason)
   ) STRICT, WITHOUT ROWID`,
  ...tablesOfPublishedSums,
  // batches that came without a sealed day, and those of version 1. refusal: a code; null if the batch was counted or set aside.
  // seen: the newest day of operation at that time
  `CREATE TABLE IF NOT EXISTS batches (id TEXT PRIMARY KEY, refusal TEXT, seen TEXT NOT NULL) STRICT, WITHOUT ROWID`,
  `CREATE INDEX IF NOT EXISTS batches_seen ON batches (seen)`,
  // batches of which the sealed day is known. day: the number of the sealed day; digest: the first 16 bytes of SHA-256 of the id
  `CREATE TABLE IF NOT EXISTS sealed_ids (
     day INTEGER NOT NULL, digest BLOB NOT NULL, refusal TEXT, PRIMARY KEY (day, digest)
   ) STRICT, WITHOUT ROWID`,
  // seen: the number of the newest day of operation on which an id was added
  `CREATE TABLE IF NOT EXISTS sealed_days (day INTEGER PRIMARY KEY, seen INTEGER NOT NULL) STRICT`,
  // n: the different days that the store was given, numbered in the order in which it first was
  `CREATE TABLE IF NOT EXISTS days_of_operation (n INTEGER PRIMARY KEY, date TEXT NOT NULL UNIQUE) STRICT`,
  // what the team noted of a day
  `CREATE TABLE IF NOT EXISTS annotations (
     date TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (date, text)
   ) STRICT, WITHOUT ROWID`,
] as const;

/** These fail if tables of these names belong to another program. */
export const columnsOfTables = [
  'SELECT date, version, os, signal, bucket, count, reports FROM counts LIMIT 0',
  'SELECT date, version, os, signal, bucket, count, reports FROM published LIMIT 0',
  'SELECT date, min_reports, withheld FROM published_days LIMIT 0',
  'SELECT date, version, os, signal, bucket, count, reports FROM set_aside LIMIT 0',
  'SELECT date, version, os, signal, bucket, count, reports FROM published_set_aside LIMIT 0',
  'SELECT date, reason, batches FROM set_aside_batches LIMIT 0',
  ...columnsOfPublishedSums,
  'SELECT id, refusal, seen FROM batches LIMIT 0',
  'SELECT day, digest, refusal FROM sealed_ids LIMIT 0',
  'SELECT day, seen FROM sealed_days LIMIT 0',
  'SELECT n, date FROM days_of_operation LIMIT 0',
  'SELECT date, text FROM annotations LIMIT 0',
] as const;

/** From files without a version, which kept a refusal as a problem document. What they did not write stays, and is rejected when read. */
const fromFirstVersion = [
  `INSERT INTO days_of_operation (date)
   SELECT date FROM (SELECT date FROM counts UNION SELECT seen FROM batches) ORDER BY date`,
  `UPDATE batches SET refusal = coalesce(CASE
     WHEN refusal ->> 'status' = 429 THEN 'rate'
     WHEN refusal ->> 'status' = 503 THEN 'overloaded'
     WHEN refusal ->> 'status' = 413 THEN 'too_long'
     WHEN refusal ->> 'status' = 415 THEN iif(refusal ->> 'detail' LIKE '%encoding%', 'encoding', 'media_type')
     WHEN refusal ->> 'status' <> 400 THEN NULL
     WHEN refusal ->> '$.errors[0].pointer' = '/version' AND refusal ->> '$.errors[0].detail' LIKE 'this version%' THEN 'version'
     WHEN refusal ->> 'errors' IS NOT NULL THEN 'payload'
     WHEN refusal ->> 'detail' LIKE '%two keys%' THEN 'repeated_key'
     ELSE 'not_json'
   END, refusal) WHERE refusal LIKE '{%' AND json_valid(refusal)`,
] as const;

/** The statements that make the contents of a file of version `from` those of this version, once it has all tables. */
export const migrationFrom = (from: number): readonly string[] => [
  ...(from === 0 ? fromFirstVersion : []),
  ...(from < 2 ? publishedSumsFromRows : []),
  `PRAGMA user_version = ${schemaVersion}`,
];
