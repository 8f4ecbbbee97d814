import { idRetentionDays } from 'turntally/protocol';
import * as z from 'zod/mini';
import type { CollectorStore } from '../CollectorStore.js';
import { dayNumber } from '../utcDays.js';
import { rememberDay } from './openDays.js';
import type { Query } from './query.js';
import type { Statements } from './statements.js';

/** Ids that one call forgets. */
const idsAtOnce = 1000;

const sealedDays = z.array(z.object({ day: z.int() }));
const counted = z.tuple([z.object({ count: z.int() })]);

/** Several collectors may forget at the same time. */
export function postgresForgetting(query: Query, sql: Statements): Pick<CollectorStore, 'forget'> {
  return {
    async forget(today) {
      await rememberDay(query, sql, today);
      const countOf = async (statement: string, ...parameters: Parameters<Query>[1]) =>
        counted.parse(await query(statement, parameters))[0].count;
      const before = dayNumber(today) - idRetentionDays;
      let forgotten = await countOf(sql.forgetIds, idRetentionDays, idsAtOnce);
      while (forgotten < idsAtOnce) {
        const [old] = sealedDays.parse(await query(sql.selectSealedDayToForget, [before, idRetentionDays]));
        if (old === undefined) return false;
        forgotten += await countOf(sql.forgetSealedIds, old.day, idsAtOnce - forgotten);
        await query(sql.forgetSealedDay, [old.day]);
      }
      return true;
    },
  };
}
