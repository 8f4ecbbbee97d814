import { daysBefore } from '../utcDays.js';
import type { Query } from './query.js';
import type { Statements } from './statements.js';

/** The days to which batches are added. */
export interface OpenDays {
  /** Resolves with the first day from `date` on that is open. `date` becomes a day of operation. */
  find(date: string): Promise<string>;
  /** What was found may have changed: looks again. */
  forget(): void;
}

/** Two days of operation want the same number at the same time, and there are two processes at midnight, not a hundred. */
const attempts = 20;

export function openDays(query: Query, sql: Statements): OpenDays {
  let found: { readonly date: string; readonly open: string } | undefined;

  return {
    async find(date) {
      if (found?.date === date) return found.open;
      await rememberDay(query, sql, date);
      const full = new Set((await query(sql.selectFullDays, [date])).map((row) => row.date));
      let open = date;
      while (full.has(open)) open = daysBefore(open, -1);
      await query(sql.openDay, [open]);
      found = { date, open };
      return open;
    },
    forget() {
      found = undefined;
    },
  };
}

/** Makes `date` the newest day of operation, if it is none yet. */
export async function rememberDay(query: Query, sql: Statements, date: string): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    await query(sql.rememberDay, [date]);
    if ((await query(sql.selectDay, [date])).length > 0) return;
  }
  throw new Error(`the day ${date} was not stored`);
}
