/** The statements of the SQLite store that forget ids. */

const newestNumber = `(SELECT max(n) FROM days_of_operation)`;

/** The days of operation that are more than `:days` days of operation old. */
const oldDays = `SELECT date FROM days_of_operation WHERE n < ${newestNumber} - :days`;

/** At most `:limit` of them, because every id takes microseconds and posts wait. */
export const forgetIds = `
  DELETE FROM batches WHERE id IN (SELECT id FROM batches WHERE seen IN (${oldDays}) LIMIT :limit)`;

/** The first sealed day before `:before` to which nothing was added for more than `:days` days of operation. */
export const selectSealedDayToForget = `
  SELECT day FROM sealed_days WHERE day < :before AND seen < ${newestNumber} - :days ORDER BY day LIMIT 1`;

/** At most `:limit` of a day, from the first digest on: what is deleted is one range of the table. */
export const forgetSealedIds = `
  DELETE FROM sealed_ids WHERE day = :day AND digest <= (
    SELECT max(digest) FROM (SELECT digest FROM sealed_ids WHERE day = :day ORDER BY digest LIMIT :limit))`;

export const forgetSealedDay = `
  DELETE FROM sealed_days WHERE day = :day AND NOT EXISTS (SELECT 1 FROM sealed_ids WHERE day = :day)`;
