/**
 * The statements of the SQLite store that settle and find batches. Ids with a sealed day are kept by that day, as the first 16 bytes
 * of their SHA-256: a day is deleted by its key, and an id takes 28 bytes instead of 118.
 */

// "WHERE true" keeps SQLite from reading ON CONFLICT as part of a join: https://www.sqlite.org/lang_upsert.html#parsing_ambiguity

export const rememberDay = `INSERT INTO days_of_operation (date) VALUES (?) ON CONFLICT DO NOTHING`;

const newestDay = `(SELECT date FROM days_of_operation ORDER BY n DESC LIMIT 1)`;
const newestNumber = `(SELECT max(n) FROM days_of_operation)`;

/**
 * From a JSON array of `{id, refusal}`. An id that exists stays as it is and is not returned: the primary key guarantees that a
 * batch counts once.
 */
export const rememberIds = `
  INSERT INTO batches (seen, id, refusal)
  SELECT ${newestDay}, value ->> 'id', value ->> 'refusal' FROM json_each(?) WHERE true
  ON CONFLICT DO NOTHING RETURNING id`;

/** From a JSON array of `{id, day, digest, refusal}`: the same. An id that came without a day is known for every day. */
export const rememberSealedIds = `
  INSERT INTO sealed_ids (day, digest, refusal)
  SELECT value ->> 'day', unhex(value ->> 'digest'), value ->> 'refusal' FROM json_each(?)
  WHERE NOT EXISTS (SELECT 1 FROM batches WHERE id = value ->> 'id')
  ON CONFLICT DO NOTHING RETURNING day, lower(hex(digest)) AS digest`;

/**
 * The same for batches of one day (`?1`) without a refusal, in half the time: from a JSON array of texts, each of which is a digest
 * and then an id. How many are new is the number of changes.
 */
export const rememberCountedIds = `
  INSERT INTO sealed_ids (day, digest)
  SELECT ?1, unhex(substr(value, 1, 32)) FROM json_each(?2)
  WHERE NOT EXISTS (SELECT 1 FROM batches WHERE id = substr(value, 33))
  ON CONFLICT DO NOTHING`;

/** From a JSON array of days: ids were added to them on the newest day of operation. */
export const rememberSealedDays = rememberSealedDaysOf('SELECT value AS day FROM json_each(?)');

/** @param days a query of `day`. */
export function rememberSealedDaysOf(days: string): string {
  return `
    INSERT INTO sealed_days (day, seen) SELECT day, ${newestNumber} FROM (${days}) WHERE true
    ON CONFLICT DO UPDATE SET seen = excluded.seen WHERE seen < excluded.seen`;
}

/** From a JSON array of ids. */
export const selectOutcomes = `SELECT id, refusal FROM batches WHERE id IN (SELECT value FROM json_each(?))`;

/** From a JSON array of `{day, digest}`. */
export const selectSealedOutcomes = `
  SELECT stored.day, lower(hex(stored.digest)) AS digest, refusal FROM json_each(?) AS input
  JOIN sealed_ids AS stored ON stored.day = input.value ->> 'day' AND stored.digest = unhex(input.value ->> 'digest')`;

/** The first day from `?1` on that is not published. */
export const openDay = `(
  WITH RECURSIVE days (date) AS (
    SELECT ?1 UNION ALL SELECT date(date, '+1 day') FROM days WHERE date IN (SELECT date FROM published_days)
  ) SELECT max(date) FROM days)`;

/** From a JSON array of `{version, os, signal, bucket, count, reports}`, to a day that is not published. */
export const addSums = { counts: addTo('counts'), set_aside: addTo('set_aside') } as const;

function addTo(table: 'counts' | 'set_aside'): string {
  return `
    INSERT INTO ${table} (date, version, os, signal, bucket, count, reports)
    SELECT ${openDay}, value ->> 'version', value ->> 'os', value ->> 'signal', value ->> 'bucket',
      value ->> 'count', value ->> 'reports'
    FROM json_each(?2) WHERE true
    ON CONFLICT DO UPDATE SET count = count + excluded.count, reports = reports + excluded.reports`;
}

/** From a JSON array with the reason of each batch. */
export const addSetAsideBatches = `
  INSERT INTO set_aside_batches (date, reason, batches)
  SELECT ${openDay}, value, 1 FROM json_each(?2) WHERE true
  ON CONFLICT DO UPDATE SET batches = batches + 1`;
