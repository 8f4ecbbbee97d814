-- The tables of @turntally/collector/d1.
CREATE TABLE IF NOT EXISTS counts (
  date TEXT NOT NULL, version TEXT NOT NULL, os TEXT NOT NULL, signal TEXT NOT NULL, bucket TEXT NOT NULL,
  count INTEGER NOT NULL, reports INTEGER NOT NULL,
  PRIMARY KEY (date, version, os, signal, bucket)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS published (
  date TEXT NOT NULL, version TEXT NOT NULL, os TEXT NOT NULL, signal TEXT NOT NULL, bucket TEXT NOT NULL,
  count INTEGER NOT NULL, reports INTEGER NOT NULL,
  PRIMARY KEY (date, version, os, signal, bucket)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS published_days (
     date TEXT PRIMARY KEY, min_reports INTEGER NOT NULL, withheld INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS set_aside (
  date TEXT NOT NULL, version TEXT NOT NULL, os TEXT NOT NULL, signal TEXT NOT NULL, bucket TEXT NOT NULL,
  count INTEGER NOT NULL, reports INTEGER NOT NULL,
  PRIMARY KEY (date, version, os, signal, bucket)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS published_set_aside (
  date TEXT NOT NULL, version TEXT NOT NULL, os TEXT NOT NULL, signal TEXT NOT NULL, bucket TEXT NOT NULL,
  count INTEGER NOT NULL, reports INTEGER NOT NULL,
  PRIMARY KEY (date, version, os, signal, bucket)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS set_aside_batches (
     date TEXT NOT NULL, reason TEXT NOT NULL, batches INTEGER NOT NULL, PRIMARY KEY (date, reason)
   ) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS published_sums (
     date TEXT NOT NULL, set_aside INTEGER NOT NULL, os TEXT NOT NULL, signal TEXT NOT NULL, bucket TEXT NOT NULL, count INTEGER NOT NULL, reports INTEGER NOT NULL,
     PRIMARY KEY (date, set_aside, os, signal, bucket)
   ) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS published_versions (
     date TEXT NOT NULL, set_aside INTEGER NOT NULL, signal TEXT NOT NULL, version TEXT NOT NULL, count INTEGER NOT NULL, reports INTEGER NOT NULL,
     PRIMARY KEY (date, set_aside, signal, version)
   ) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS totals (
     version TEXT NOT NULL, os TEXT NOT NULL, signal TEXT NOT NULL, bucket TEXT NOT NULL, count INTEGER NOT NULL, reports INTEGER NOT NULL,
     PRIMARY KEY (version, os, signal, bucket)
   ) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS unfinished_days (date TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS unfinished_rests (
     date TEXT NOT NULL, set_aside INTEGER NOT NULL, signal TEXT NOT NULL, count INTEGER NOT NULL, reports INTEGER NOT NULL, rows INTEGER NOT NULL,
     PRIMARY KEY (date, set_aside, signal)
   ) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS batches (id TEXT PRIMARY KEY, refusal TEXT, seen TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS batches_seen ON batches (seen);
CREATE TABLE IF NOT EXISTS sealed_ids (
     day INTEGER NOT NULL, digest BLOB NOT NULL, refusal TEXT, PRIMARY KEY (day, digest)
   ) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sealed_days (day INTEGER PRIMARY KEY, seen INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS days_of_operation (n INTEGER PRIMARY KEY, date TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE IF NOT EXISTS annotations (
     date TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (date, text)
   ) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL) STRICT;
INSERT INTO schema_version SELECT 3 WHERE NOT EXISTS (SELECT 1 FROM schema_version);
