import { idRetentionDays } from 'turntally/protocol';
import * as z from 'zod/mini';
import type { CollectorStore } from '../CollectorStore.js';
import { rememberDay } from './openDays.js';
import type { Query } from './query.js';
import type { Statements } from './statements.js';

/** Ids that one statement forgets. */
const idsAtOnce = 1000;

const dates = z.array(z.object({ date: z.string() }));
const counted = z.tuple([z.object({ count: z.int() })]);

/** The parts of the store that delete, each in small transactions. Several collectors may do the same at the same time. */
export function postgresMaintenance(
  query: Query,
  sql: Statements,
): Pick<CollectorStore, 'publish' | 'forget' | 'drop'> {
  const daysOf = async (statement: string, ...parameters: Parameters<Query>[1]) =>
    dates.parse(await query(statement, parameters)).map(({ date }) => date);

  return {
    async publish(before, minReports) {
      for (const day of await daysOf(sql.selectOpenDays, before)) {
        await query(sql.closeDay, [day]);
        await query(sql.publishDay, [day, minReports]);
      }
    },
    async forget(today) {
      await rememberDay(query, sql, today);
      const forgetSome = async () => {
        const [{ count }] = counted.parse(await query(sql.forgetIds, [idRetentionDays, idsAtOnce]));
        return count;
      };
      while ((await forgetSome()) === idsAtOnce);
    },
    async drop(before, keepDays) {
      for (const day of await daysOf(sql.selectDaysToDrop, before, keepDays)) await query(sql.dropDay, [day]);
    },
  };
}
