import type { Client, Transaction } from '@libsql/client';
import type { MetricsPayload } from 'turntally/protocol';
import { idRetentionDays } from 'turntally/protocol';
import type { Settled } from './batchCalls.js';
import type { Decision, Outcome } from './CollectorStore.js';
import type { Connection } from './connection.js';
import { outcomeOf } from './rowSchemas.js';
import { addSums, connectionSettings, forgetIds, rememberIds, selectOutcomes } from './sql.js';

/** What is to become of a batch id. */
export interface Settlement {
  readonly id: string;
  readonly decision: Decision;
}

/** What was decided about each of the batch ids that something was decided about. */
export async function outcomesOf(
  database: Client | Transaction,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Settled<Outcome>>> {
  const { rows } = await database.execute({ sql: selectOutcomes, args: [JSON.stringify(ids)] });
  return new Map(rows.map((row) => [String(row.id), settled(() => outcomeOf(row))]));
}

/**
 * Settles batches of one day in one transaction. Each comes to what it would have come to alone, in this order: where a
 * statement is refused, which changes nothing, each half is tried again, until what the database refuses stands alone.
 * Where the transaction cannot begin, or its commit fails, all are in doubt alike.
 */
export async function settleTogether(
  connection: Connection,
  date: string,
  settlements: readonly Settlement[],
): Promise<readonly Settled<Outcome>[]> {
  let refused = false;
  try {
    return await connection.use(async (client) => {
      await client.executeMultiple(connectionSettings);
      const transaction = await client.transaction('write');
      try {
        refused = true;
        const results = await settleIn(transaction, date, settlements);
        refused = false;
        await transaction.commit();
        return results;
      } finally {
        transaction.close(); // rolls back what is not committed
      }
    });
  } catch (reason) {
    if (!refused || settlements.length === 1) return settlements.map(() => ({ status: 'rejected', reason }));
  }
  const middle = Math.ceil(settlements.length / 2);
  return [
    ...(await settleTogether(connection, date, settlements.slice(0, middle))),
    ...(await settleTogether(connection, date, settlements.slice(middle))),
  ];
}

async function settleIn(
  transaction: Transaction,
  date: string,
  settlements: readonly Settlement[],
): Promise<readonly Settled<Outcome>[]> {
  await transaction.execute({ sql: forgetIds, args: [date, `-${idRetentionDays} days`] });
  const remembered = settlements.map(({ id, decision }) => [id, decision.kind === 'void' ? decision.problem : null]);
  const { rows } = await transaction.execute({ sql: rememberIds, args: [date, JSON.stringify(remembered)] });
  const fresh = new Set(rows.map(({ id }) => id));
  // Of two with one id it is the first that was remembered.
  const decisions = settlements.flatMap(({ id, decision }) => (fresh.delete(id) ? [decision] : []));
  const payloads = decisions.flatMap((decision) => (decision.kind === 'count' ? [decision.payload] : []));
  await transaction.execute({ sql: addSums, args: [date, JSON.stringify(added(payloads))] });
  const outcomes = await outcomesOf(
    transaction,
    settlements.map(({ id }) => id),
  );
  return settlements.map(
    ({ id }) => outcomes.get(id) ?? { status: 'rejected', reason: new Error('an id is not kept') },
  );
}

type Row = [version: string, os: string, signal: string, bucket: string, count: number, reports: number];

/** Added up here, so that the database adds to a row once and not for every batch. */
function added(payloads: readonly MetricsPayload[]): readonly Row[] {
  const rows = new Map<string, Row>();
  for (const { version, os, counters } of payloads) {
    for (const { signal, bucket, count } of counters) {
      const key = `${version}/${os}/${signal}/${bucket}`; // none of them may contain a slash
      const row = rows.get(key);
      if (row) {
        row[4] += count;
        row[5] += 1;
      } else rows.set(key, [version, os, signal, bucket, count, 1]);
    }
  }
  return [...rows.values()];
}

function settled<T>(value: () => T): Settled<T> {
  try {
    return { status: 'fulfilled', value: value() };
  } catch (reason) {
    return { status: 'rejected', reason };
  }
}
