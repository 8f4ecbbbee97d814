import { columns } from '../sql/columns.js';
import { forgetSealedDay, forgetSealedIds, selectSealedDayToForget } from '../sql/forgetting.js';
import { addPublished, closeDay, finishDay, portionOf } from '../sql/publishing.js';
import { openDay, rememberSealedDaysOf } from '../sql/settling.js';

/**
 * The statements that only D1 needs, since its transactions are lists of statements, which cannot depend on what one of them has
 * returned. All others are those of the SQLite store.
 */

/** Whether `post`, of a JSON array, has a key that is not stored yet. */
const isNew = `NOT EXISTS (SELECT 1 FROM batches WHERE id = post.value ->> 'id')
    AND NOT EXISTS (
      SELECT 1 FROM sealed_ids WHERE day = post.value ->> 'day' AND digest = unhex(post.value ->> 'digest'))`;

/**
 * From a JSON array of `{id, day?, digest?, reason?, version, os, counters}`, of different ids: adds up those that are not stored, so
 * it must run before their keys are stored. A repetition of the whole transaction adds nothing.
 */
export const addNewSums = { counts: addTo('counts', 'IS NULL'), set_aside: addTo('set_aside', 'IS NOT NULL') } as const;

function addTo(table: 'counts' | 'set_aside', reason: string): string {
  return `
    INSERT INTO ${table} (${columns})
    SELECT ${openDay}, version, os, signal, bucket, sum(count), count(*) FROM (
      SELECT post.value ->> 'version' AS version, post.value ->> 'os' AS os,
        counter.value ->> 'signal' AS signal, counter.value ->> 'bucket' AS bucket, counter.value ->> 'count' AS count
      FROM json_each(?2) AS post, json_each(post.value, '$.counters') AS counter
      WHERE post.value ->> 'reason' ${reason} AND ${isNew}
    )
    GROUP BY version, os, signal, bucket
    ON CONFLICT DO UPDATE SET count = count + excluded.count, reports = reports + excluded.reports`;
}

/** From the same array. */
export const addNewSetAsideBatches = `
  INSERT INTO set_aside_batches (date, reason, batches)
  SELECT ${openDay}, post.value ->> 'reason', count(*) FROM json_each(?2) AS post
  WHERE post.value ->> 'reason' IS NOT NULL AND ${isNew}
  GROUP BY post.value ->> 'reason'
  ON CONFLICT DO UPDATE SET batches = batches + excluded.batches`;

/** From such an array of those with a `day`: ids are added to their days, except by repeats. */
export const rememberNewSealedDays = rememberSealedDaysOf(
  `SELECT DISTINCT post.value ->> 'day' AS day FROM json_each(?1) AS post WHERE ${isNew}`,
);

const tables = ['counts', 'set_aside'] as const;

/** For which the day was closed, perhaps by another Worker with another number. */
const minReports = '(SELECT min_reports FROM published_days WHERE date = :date)';

/** Replaces parameters by what a query returns: the SQLite store reads it, and passes it to the next statement. */
function withQueries(sql: string, queries: Readonly<Record<string, string>>): string {
  return Object.entries(queries).reduce((text, [name, query]) => text.replaceAll(`:${name}`, query), sql);
}

/**
 * The transaction that closes the day `:date`, and publishes a portion of about `:size` rows of each table. Its rows are deleted last,
 * since all other statements read them: what it does is done once, however often and by how many Workers it is run.
 */
export const publishPortion: readonly string[] = [
  ...closeDay,
  ...tables.flatMap((table) => {
    const { last, select, clear, rest } = portionOf[table];
    const version = `(${withQueries(last, { rows: ':size' })})`;
    const portion = withQueries(select, { version, minReports });
    return [
      ...addPublished[table].map((sql) => withQueries(sql, { rows: `(SELECT shown FROM (${portion}))` })),
      withQueries(rest, { rest: `(SELECT rest FROM (${portion}))` }),
      withQueries(clear, { version }),
    ];
  }),
];

/** Whether there is more of the day `:date` to publish. */
export const selectMore = `
  SELECT EXISTS (SELECT 1 FROM counts WHERE date = :date) OR EXISTS (SELECT 1 FROM set_aside WHERE date = :date) AS more`;

/** The transaction that publishes what is left of a day that has no more portions. */
export const publishRest: readonly string[] = [
  ...tables.flatMap((table) => {
    const rest = withQueries(portionOf[table].selectRest, { minReports });
    return addPublished[table].map((sql) => withQueries(sql, { rows: `(SELECT shown FROM (${rest}))` }));
  }),
  ...finishDay,
];

const sealedDayToForget = `(${selectSealedDayToForget})`;

/** At most `:limit` ids of the first sealed day that is no longer needed, then that day, if it has no more ids. */
export const forgetSealed = [forgetSealedIds, forgetSealedDay].map((sql) =>
  sql.replaceAll(/:day\b/g, sealedDayToForget),
);
