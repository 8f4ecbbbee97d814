import { publishedSumsFromRows, tablesOfPublishedSums } from './publishedSums.js';

/** The tables of the PostgreSQL store, in a schema of their own. */

/** In the table `schema_version`. */
export const schemaVersion = 3;

/** By bytes, as everywhere: the database's own order depends on its locale. */
const text = 'text COLLATE "C" NOT NULL';

const row = `
  date ${text}, set_aside boolean NOT NULL, version ${text}, os ${text}, signal ${text}, bucket ${text},
  count bigint NOT NULL, reports bigint NOT NULL,
  PRIMARY KEY (date, set_aside, version, os, signal, bucket)`;

/**
 * Returns the statement that creates the tables if they are missing. It is one block, so that it is one transaction with every
 * driver, and it takes a lock: CREATE … IF NOT EXISTS fails where two sessions run it at the same time.
 *
 * @param schema - The name of a schema: letters, digits and underscores.
 */
export function createTables(schema: string): string {
  const create = (name: string) => `CREATE TABLE "${schema}".${name}`;
  return `DO $set_up$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('turntally'), hashtext('${schema}'));
  IF EXISTS (SELECT FROM pg_tables WHERE schemaname = '${schema}' AND tablename = 'schema_version') THEN
    RETURN; -- another collector was faster
  END IF;
  IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = '${schema}') THEN
    CREATE SCHEMA "${schema}";
  ELSIF EXISTS (SELECT FROM pg_tables WHERE schemaname = '${schema}') THEN
    RAISE EXCEPTION 'the schema ${schema} has tables of another program';
  END IF;
  -- The rows of days that are not published. They change all the time: with room on its page, a new version of a row needs no
  -- change of the index.
  ${create('counts')} (${row}) WITH (fillfactor = 50);
  ${create('published')} (${row});
  ${tablesOfPublishedSums(schema)}
  -- The days that have or had rows. A day is open, then closed (it takes no more, and is about to be published), then published,
  -- and perhaps dropped. withheld: the number of rows that are in no row of published.
  ${create('days')} (
    date ${text} PRIMARY KEY,
    state ${text} CHECK (state IN ('open', 'closed', 'published', 'dropped')),
    min_reports integer NOT NULL DEFAULT 0,
    withheld bigint NOT NULL DEFAULT 0
  );
  ${create('set_aside_batches')} (date ${text}, reason ${text}, batches bigint NOT NULL, PRIMARY KEY (date, reason));
  -- Batches that came without a sealed day. id: the first half of its SHA-256. refusal: a code; null if the batch was counted or set aside. seen: the newest day of
  -- operation at that time.
  ${create('batches')} (id uuid PRIMARY KEY, refusal text, seen integer NOT NULL);
  CREATE INDEX batches_seen ON "${schema}".batches (seen);
  ${tablesOfSealedIds(schema)}
  -- The different days that the store was given, numbered in the order in which it first was.
  ${create('days_of_operation')} (n integer PRIMARY KEY, date ${text} UNIQUE);
  ${tableOfAnnotations(schema)}
  ${create('schema_version')} (version integer NOT NULL);
  INSERT INTO "${schema}".schema_version VALUES (${schemaVersion});
END $set_up$`;
}

function tablesOfSealedIds(schema: string): string {
  return `-- Batches of which the sealed day is known, by the number of that day.
  CREATE TABLE "${schema}".sealed_ids (day integer NOT NULL, id uuid NOT NULL, refusal text, PRIMARY KEY (day, id));
  -- seen: the newest day of operation on which an id was added.
  CREATE TABLE "${schema}".sealed_days (day integer PRIMARY KEY, seen integer NOT NULL);`;
}

function tableOfAnnotations(schema: string): string {
  return `-- What the team noted of a day.
  CREATE TABLE "${schema}".annotations (date ${text}, text ${text}, PRIMARY KEY (date, text));`;
}

/**
 * Returns the statement that makes the tables of an earlier version those of this version, under the same lock.
 *
 * @param schema - The name of a schema: letters, digits and underscores.
 */
export function migrateTables(schema: string): string {
  return `DO $migrate$
DECLARE
  stored integer;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('turntally'), hashtext('${schema}'));
  SELECT version INTO stored FROM "${schema}".schema_version;
  IF stored < 2 THEN
    ${tablesOfPublishedSums(schema)}
    ${publishedSumsFromRows(schema)}
    ${tablesOfSealedIds(schema)}
  END IF;
  IF stored < ${schemaVersion} THEN -- else another collector was faster
    ${tableOfAnnotations(schema)}
    UPDATE "${schema}".schema_version SET version = ${schemaVersion};
  END IF;
END $migrate$`;
}
