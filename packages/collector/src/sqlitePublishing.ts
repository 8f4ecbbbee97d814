import type { Transaction } from '@libsql/client';
import type { CollectorStore } from './CollectorStore.js';
import { pendingEvents } from './pendingEvents.js';
import { parseFoldedRows } from './rowSchemas.js';
import { emptyLog } from './sql/connection.js';
import {
  dropDay,
  markDropped,
  markPublished,
  publishRows,
  selectDaysToDrop,
  selectOpenDays,
} from './sql/publishing.js';
import type { SqliteConnection } from './sqliteConnection.js';
import { writeTransaction } from './writeTransaction.js';

/** Publishes and drops days, each in a transaction, and lets the work that waits run between them. */
export function sqlitePublishing(connection: SqliteConnection): Pick<CollectorStore, 'publish' | 'drop'> {
  const write = <T>(work: (transaction: Transaction) => Promise<T>): Promise<T> =>
    connection.enqueue((withClient) => writeTransaction(withClient, work));
  const daysOf = (sql: string, args: Readonly<Record<string, string | number>> | [string]) =>
    connection.enqueue((withClient) =>
      withClient(async (client) => (await client.execute({ sql, args })).rows.map(({ date }) => String(date))),
    );
  const clearLog = () => connection.enqueue((withClient) => withClient((client) => client.execute(emptyLog)));

  return {
    async publish(before, minReports) {
      const days = await daysOf(selectOpenDays, [before]);
      for (const day of days) {
        await write((transaction) => publishDay(transaction, day, minReports));
        await pendingEvents();
      }
      await clearLog(); // also what was published just before a crash
    },
    async drop(before, keepDays) {
      const days = await daysOf(selectDaysToDrop, { before, days: keepDays });
      for (const day of days) {
        await write(async (transaction) => {
          for (const sql of [...dropDay, markDropped]) await transaction.execute({ sql, args: [day] });
        });
        await pendingEvents();
      }
      if (days.length > 0) await clearLog();
    },
  };
}

/** Publishes nothing if another process has published the day meanwhile. */
async function publishDay(transaction: Transaction, date: string, minReports: number): Promise<void> {
  const before = await transaction.execute({ sql: 'SELECT 1 FROM published_days WHERE date = ?', args: [date] });
  if (before.rows.length > 0) return;
  const withheld = await move(publishRows.counts);
  await move(publishRows.set_aside);
  await transaction.execute({ sql: markPublished, args: [date, minReports, withheld] });

  async function move({ select, clear, insert }: typeof publishRows.counts): Promise<number> {
    const { rows } = await transaction.execute({ sql: select, args: { date, minReports } });
    const folded = parseFoldedRows(rows);
    await transaction.execute({ sql: clear, args: [date] });
    const shown = folded.filter((row) => row.withheld === 0);
    await transaction.execute({ sql: insert, args: [date, JSON.stringify(shown)] });
    return folded.reduce((sum, row) => sum + row.withheld, 0);
  }
}
