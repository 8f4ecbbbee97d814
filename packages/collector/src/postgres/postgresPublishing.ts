import * as z from 'zod/mini';
import type { CollectorStore } from '../CollectorStore.js';
import type { Query } from './query.js';
import type { Statements } from './statements.js';

const dates = z.array(z.object({ date: z.string() }));

/** Publishes and drops days, each in small transactions. Several collectors may do so at the same time. */
export function postgresPublishing(query: Query, sql: Statements): Pick<CollectorStore, 'publish' | 'drop'> {
  const daysOf = async (statement: string, ...parameters: Parameters<Query>[1]) =>
    dates.parse(await query(statement, parameters)).map(({ date }) => date);

  return {
    async publish(before, minReports) {
      for (const day of await daysOf(sql.selectOpenDays, before)) {
        await query(sql.closeDay, [day]);
        await query(sql.publishDay, [day, minReports]);
      }
    },
    async drop(before, keepDays) {
      for (const day of await daysOf(sql.selectDaysToDrop, before, keepDays)) await query(sql.dropDay, [day]);
    },
  };
}
