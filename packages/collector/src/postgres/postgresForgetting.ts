import { idRetentionDays } from 'turntally/protocol';
import * as z from 'zod/mini';
import type { CollectorStore } from '../CollectorStore.js';
import { rememberDay } from './openDays.js';
import type { Query } from './query.js';
import type { Statements } from './statements.js';

/** Ids that one statement forgets. */
const idsAtOnce = 1000;

const counted = z.tuple([z.object({ count: z.int() })]);

/** Forgets ids in small transactions. Several collectors may do so at the same time. */
export function postgresForgetting(query: Query, sql: Statements): Pick<CollectorStore, 'forget'> {
  return {
    async forget(today) {
      await rememberDay(query, sql, today);
      const forgetSome = async () => {
        const [{ count }] = counted.parse(await query(sql.forgetIds, [idRetentionDays, idsAtOnce]));
        return count;
      };
      while ((await forgetSome()) === idsAtOnce);
    },
  };
}
