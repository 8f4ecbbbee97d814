import type { D1Database } from '../../src/d1/index.js';

/** The same database, which commits all transactions. Half of its answers are lost, so that half of the transactions are repeated. */
export function losingAnswers(database: D1Database): D1Database {
  let isRepeat = false;
  return {
    prepare: (sql) => database.prepare(sql),
    async batch(statements) {
      const results = await database.batch(statements);
      isRepeat = !isRepeat && Math.random() < 0.5;
      if (isRepeat) throw new Error('the answer was lost');
      return results;
    },
  };
}
