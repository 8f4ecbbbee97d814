/** The statements of the SQLite store that forget ids. */

/** The days of operation that are more than `:days` days of operation old. */
const oldDays = `SELECT date FROM days_of_operation WHERE n < (SELECT max(n) FROM days_of_operation) - :days`;

/** At most `:limit` of them, because every id takes microseconds and posts wait. */
export const forgetIds = `
  DELETE FROM batches WHERE id IN (SELECT id FROM batches WHERE seen IN (${oldDays}) LIMIT :limit)`;
