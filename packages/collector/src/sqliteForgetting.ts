import { idRetentionDays } from 'turntally/protocol';
import type { CollectorStore } from './CollectorStore.js';
import { emptyLog } from './sql/connection.js';
import { forgetIds, forgetSealedDay, forgetSealedIds, selectSealedDayToForget } from './sql/forgetting.js';
import { rememberDay } from './sql/settling.js';
import type { Transaction } from './sqliteClient.js';
import type { SqliteConnection } from './sqliteConnection.js';
import { dayNumber } from './utcDays.js';
import { writeTransaction } from './writeTransaction.js';

/** Ids that one transaction forgets; posts that arrive meanwhile wait for it. */
const idsAtOnce = 1000;

export function sqliteForgetting(connection: SqliteConnection): Pick<CollectorStore, 'forget'> {
  /** Whether ids were forgotten that are still in the log. */
  let hasForgotten = false;

  return {
    async forget(today) {
      const forgotten = await connection.enqueue((withClient) =>
        writeTransaction(withClient, (transaction) => forgetSome(transaction, today)),
      );
      hasForgotten ||= forgotten > 0;
      if (forgotten === idsAtOnce) return true;
      if (hasForgotten) await connection.enqueue((withClient) => withClient((client) => client.execute(emptyLog)));
      hasForgotten = false;
      return false;
    },
  };
}

/** Forgets at most `idsAtOnce` ids, and returns how many. */
async function forgetSome(transaction: Transaction, today: string): Promise<number> {
  await transaction.execute({ sql: rememberDay, args: [today] });
  const days = idRetentionDays;
  const before = dayNumber(today) - idRetentionDays;
  let forgotten = (await transaction.execute({ sql: forgetIds, args: { days, limit: idsAtOnce } })).rowsAffected;
  while (forgotten < idsAtOnce) {
    const [old] = (await transaction.execute({ sql: selectSealedDayToForget, args: { before, days } })).rows;
    if (old === undefined) break;
    const day = Number(old.day);
    const limit = idsAtOnce - forgotten;
    forgotten += (await transaction.execute({ sql: forgetSealedIds, args: { day, limit } })).rowsAffected;
    await transaction.execute({ sql: forgetSealedDay, args: { day } });
  }
  return forgotten;
}
