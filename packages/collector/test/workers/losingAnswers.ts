import type { D1Database } from '../../src/d1/index.js';

/** The same database, where the answers to half of the transactions are lost after they were committed. */
export function losingAnswers(database: D1Database): D1Database {
  return {
    prepare: (sql) => database.prepare(sql),
    async batch(statements) {
      const results = await database.batch(statements);
      if (Math.random() < 0.5) throw new Error('the answer was lost');
      return results;
    },
  };
}
