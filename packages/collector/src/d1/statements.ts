import { columns } from '../sql/columns.js';
import { forgetSealedDay, forgetSealedIds, selectSealedDayToForget } from '../sql/forgetting.js';
import { publishRows } from '../sql/publishing.js';
import { openDay } from '../sql/settling.js';

/**
 * The statements that only D1 needs, since its transactions are lists of statements, which cannot depend on what one of them has
 * returned. All others are those of the SQLite store.
 */

/** Whether `post`, of the JSON array `?2`, has a key that is not stored yet. */
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

/** The transaction that publishes the day `:date`. Without effect on a day that is published: it has no rows to move. */
export const publishDay = [
  moveTo('published', publishRows.counts.select),
  moveTo('published_set_aside', publishRows.set_aside.select),
  `INSERT INTO published_days (date, min_reports, withheld)
   SELECT :date, :minReports, coalesce(sum(withheld), 0) FROM (${publishRows.counts.select}) WHERE true
   ON CONFLICT DO NOTHING`,
  'DELETE FROM counts WHERE date = :date',
  'DELETE FROM set_aside WHERE date = :date',
] as const;

function moveTo(table: string, select: string): string {
  return `
    INSERT INTO ${table} (${columns})
    SELECT :date, version, os, signal, bucket, count, reports FROM (${select}) WHERE withheld = 0`;
}

const sealedDayToForget = `(${selectSealedDayToForget})`;

/** At most `:limit` ids of the first sealed day that is no longer needed, then that day, if it has no more ids. */
export const forgetSealed = [forgetSealedIds, forgetSealedDay].map((sql) =>
  sql.replaceAll(/:day\b/g, sealedDayToForget),
);
