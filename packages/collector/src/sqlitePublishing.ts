import type { CollectorStore } from './CollectorStore.js';
import { pendingEvents } from './pendingEvents.js';
import { parsePortion } from './rowSchemas.js';
import { emptyLog } from './sql/connection.js';
import {
  addPublished,
  closeDay,
  dropDay,
  finishDay,
  markDropped,
  portionOf,
  selectDaysToDrop,
  selectOpenDays,
  selectUnfinished,
} from './sql/publishing.js';
import type { Transaction } from './sqliteClient.js';
import type { SqliteConnection } from './sqliteConnection.js';
import { writeTransaction } from './writeTransaction.js';

/** About as many rows one transaction publishes: posts that arrive meanwhile wait for it. */
const rowsAtOnce = 1000;

/** Publishes and drops days in small transactions, and lets the work that waits run between them. */
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
        let isPublished = false;
        while (!isPublished) {
          isPublished = await write((transaction) => publishPortion(transaction, day, minReports));
          await pendingEvents();
        }
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

/**
 * Publishes the next portion of a day, which is closed before. Returns whether the day is published to the end, by this or another
 * process; until then, nothing of it is read. A portion has all rows of its versions, so what is shown of it does not depend on the
 * others. A process that goes on after a crash uses the number for which the day was closed.
 */
async function publishPortion(transaction: Transaction, date: string, wanted: number): Promise<boolean> {
  for (const sql of closeDay) await transaction.execute({ sql, args: { date, minReports: wanted } });
  const [unfinished] = (await transaction.execute({ sql: selectUnfinished, args: [date] })).rows;
  if (unfinished === undefined) return true;
  const minReports = Number(unfinished.minReports);

  for (const table of ['counts', 'set_aside'] as const) {
    if (await movePortion(table)) return false;
  }
  for (const table of ['counts', 'set_aside'] as const) {
    await addShown(table, await read(portionOf[table].selectRest, { date, minReports }));
  }
  for (const sql of finishDay) await transaction.execute({ sql, args: { date } });
  return true;

  /** Returns whether there is more to move. */
  async function movePortion(table: 'counts' | 'set_aside'): Promise<boolean> {
    const { last, select, clear, rest } = portionOf[table];
    const lastVersion = async () =>
      (await transaction.execute({ sql: last, args: { date, rows: rowsAtOnce - 1 } })).rows[0]?.version ?? null;
    const version = await lastVersion();
    if (version === null) return false;
    const portion = await read(select, { date, version: String(version), minReports });
    await transaction.execute({ sql: clear, args: { date, version: String(version) } });
    await addShown(table, portion);
    await transaction.execute({ sql: rest, args: { date, rest: portion.rest } });
    return (await lastVersion()) !== null;
  }

  async function read(sql: string, args: Readonly<Record<string, string | number>>) {
    return parsePortion((await transaction.execute({ sql, args })).rows);
  }

  async function addShown(table: 'counts' | 'set_aside', { shown }: { readonly shown: string }): Promise<void> {
    if (shown === '[]') return;
    for (const sql of addPublished[table]) await transaction.execute({ sql, args: { date, rows: shown } });
  }
}
