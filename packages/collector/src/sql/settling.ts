/** The statements of the SQLite store that settle and find batches. */

// "WHERE true" keeps SQLite from reading ON CONFLICT as part of a join: https://www.sqlite.org/lang_upsert.html#parsing_ambiguity

export const rememberDay = `INSERT INTO days_of_operation (date) VALUES (?) ON CONFLICT DO NOTHING`;

const newestDay = `(SELECT date FROM days_of_operation ORDER BY n DESC LIMIT 1)`;

/**
 * From a JSON array of `{id, refusal}`. An id that exists stays as it is and is not returned: the primary key guarantees that a
 * batch counts once.
 */
export const rememberIds = `
  INSERT INTO batches (seen, id, refusal)
  SELECT ${newestDay}, value ->> 'id', value ->> 'refusal' FROM json_each(?) WHERE true
  ON CONFLICT DO NOTHING RETURNING id`;

/** The first day from `?1` on that is not published. */
const openDay = `(
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

export const selectOutcomes = `SELECT id, refusal FROM batches WHERE id IN (SELECT value FROM json_each(?))`;
