import { idRetentionDays } from 'turntally/protocol';
import type { CollectorStore } from './CollectorStore.js';
import { pendingEvents } from './pendingEvents.js';
import { emptyLog } from './sql/connection.js';
import { forgetIds } from './sql/forgetting.js';
import { rememberDay } from './sql/settling.js';
import type { SqliteConnection } from './sqliteConnection.js';
import { writeTransaction } from './writeTransaction.js';

/** Ids that one transaction forgets; posts that arrive meanwhile wait for it. */
const idsAtOnce = 1000;

/** Forgets ids in small transactions, and lets the work that waits run between them. */
export function sqliteForgetting(connection: SqliteConnection): Pick<CollectorStore, 'forget'> {
  return {
    async forget(today) {
      const forgetSome = () =>
        connection.enqueue((withClient) =>
          writeTransaction(withClient, async (transaction) => {
            await transaction.execute({ sql: rememberDay, args: [today] });
            const args = { days: idRetentionDays, limit: idsAtOnce };
            return (await transaction.execute({ sql: forgetIds, args })).rowsAffected;
          }),
        );
      let forgotten = await forgetSome();
      const hasDeleted = forgotten > 0;
      while (forgotten === idsAtOnce) {
        await pendingEvents();
        forgotten = await forgetSome();
      }
      if (hasDeleted) await connection.enqueue((withClient) => withClient((client) => client.execute(emptyLog)));
    },
  };
}
