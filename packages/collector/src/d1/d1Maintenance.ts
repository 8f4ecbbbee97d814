import { idRetentionDays } from 'turntally/protocol';
import * as z from 'zod/mini';
import type { CollectorStore } from '../CollectorStore.js';
import { forgetIds } from '../sql/forgetting.js';
import { dropDay, markDropped, selectDaysToDrop, selectOpenDays } from '../sql/publishing.js';
import { rememberDay } from '../sql/settling.js';
import { dayNumber } from '../utcDays.js';
import type { D1Database, D1PreparedStatement } from './D1Database.js';
import { statement } from './statement.js';
import { forgetSealed, publishPortion, publishRest, selectMore } from './statements.js';

/** Ids that one call forgets: some ten milliseconds, during which the database does nothing else. */
const idsAtOnce = 5000;

/** About as many rows of a table that one transaction publishes. Their JSON must be shorter than 2 MB. */
const rowsAtOnce = 5000;

const dates = z.array(z.object({ date: z.string() }));
const answer = z.tuple([
  z.pipe(
    z.object({ more: z.int() }),
    z.transform(({ more }) => ({ more: more === 1 })),
  ),
]);

/** The parts of the store that delete. Several Workers may do the same at the same time. */
export function d1Maintenance(database: D1Database): Pick<CollectorStore, 'publish' | 'forget' | 'drop'> {
  async function daysOf(select: D1PreparedStatement): Promise<readonly string[]> {
    const [result] = await database.batch([select]);
    return dates.parse(result?.results).map(({ date }) => date);
  }

  return {
    async publish(before, minReports) {
      for (const date of await daysOf(statement(database, selectOpenDays, [before]))) {
        const parameters = { date, minReports, size: rowsAtOnce };
        const portion = [...publishPortion, selectMore].map((sql) => statement(database, sql, parameters));
        let more = true;
        while (more) [{ more }] = answer.parse((await database.batch(portion)).at(-1)?.results);
        await database.batch(publishRest.map((sql) => statement(database, sql, parameters)));
      }
    },
    async forget(today) {
      const ages = {
        before: dayNumber(today) - idRetentionDays,
        days: idRetentionDays,
        limit: idsAtOnce,
      };
      const [, ...deletions] = await database.batch([
        statement(database, rememberDay, [today]),
        ...[forgetIds, ...forgetSealed].map((sql) => statement(database, sql, ages)),
      ]);
      return deletions.some(({ meta }) => meta.changes > 0);
    },
    async drop(before, keepDays) {
      for (const date of await daysOf(statement(database, selectDaysToDrop, { before, days: keepDays }))) {
        await database.batch([...dropDay, markDropped].map((sql) => statement(database, sql, [date])));
      }
    },
  };
}
