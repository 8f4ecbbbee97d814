import type { Client, Transaction } from '@libsql/client';
import type { Outcome } from './CollectorStore.js';
import { parseOutcome } from './rowSchemas.js';
import { selectOutcomes } from './sql/settling.js';

/** Returns the outcome of each id that has one. A row that cannot be parsed is a rejected result of that id alone. */
export async function readOutcomes(
  database: Client | Transaction,
  ids: readonly string[],
): Promise<ReadonlyMap<string, PromiseSettledResult<Outcome>>> {
  const { rows } = await database.execute({ sql: selectOutcomes, args: [JSON.stringify(ids)] });
  const outcomes = new Map<string, PromiseSettledResult<Outcome>>();
  for (const row of rows) {
    try {
      outcomes.set(String(row.id), { status: 'fulfilled', value: parseOutcome(row) });
    } catch (reason) {
      outcomes.set(String(row.id), { status: 'rejected', reason });
    }
  }
  return outcomes;
}
