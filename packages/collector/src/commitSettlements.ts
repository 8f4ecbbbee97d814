import type { Settled, Settlement } from './CollectorStore.js';
import { outcomeOf } from './outcomeOf.js';
import { readOutcomes } from './readOutcomes.js';
import { rememberKeys } from './rememberKeys.js';
import { repeatedResult } from './repeatedResult.js';
import { addSetAsideBatches, addSums, rememberDay } from './sql/settling.js';
import type { Transaction } from './sqliteClient.js';
import type { WithClient } from './sqliteConnection.js';
import { sumsOf } from './sumsOf.js';
import { writeTransaction } from './writeTransaction.js';

type Result = PromiseSettledResult<Settled>;

/**
 * Commits settlements of one day in one transaction. Each has the outcome that it would have in a transaction of its own, in this
 * order: when a statement fails, which changes nothing, each half is tried again, until only those that the database refuses fail.
 * When the transaction cannot begin, or its commit fails, all of them fail.
 */
export async function commitSettlements(
  withClient: WithClient,
  date: string,
  settlements: readonly Settlement[],
): Promise<readonly Result[]> {
  try {
    return await commitTogether(withClient, date, settlements);
  } catch (error) {
    const refused = error instanceof StatementFailed;
    if (!refused || settlements.length === 1) {
      const reason = refused ? error.cause : error;
      return settlements.map(() => ({ status: 'rejected', reason }));
    }
  }
  const middle = Math.ceil(settlements.length / 2);
  return [
    ...(await commitSettlements(withClient, date, settlements.slice(0, middle))),
    ...(await commitSettlements(withClient, date, settlements.slice(middle))),
  ];
}

/** A statement of an open transaction failed, and the transaction was not committed. */
class StatementFailed extends Error {
  constructor(cause: unknown) {
    super('a statement failed', { cause });
  }
}

function commitTogether(
  withClient: WithClient,
  date: string,
  settlements: readonly Settlement[],
): Promise<readonly Result[]> {
  return writeTransaction(withClient, (transaction) =>
    writeSettlements(transaction, date, settlements).catch((error) => {
      throw new StatementFailed(error);
    }),
  );
}

async function writeSettlements(
  transaction: Transaction,
  date: string,
  settlements: readonly Settlement[],
): Promise<readonly Result[]> {
  await transaction.execute({ sql: rememberDay, args: [date] });
  const isNew = await rememberKeys(transaction, settlements);
  const decided = settlements.filter((_, n) => isNew[n]).map(({ decision }) => decision);
  const counted = decided.flatMap((decision) => (decision.kind === 'count' ? [decision.payload] : []));
  await transaction.execute({ sql: addSums.counts, args: [date, JSON.stringify(sumsOf(counted))] });
  const setAside = decided.flatMap((decision) => (decision.kind === 'setAside' ? [decision] : []));
  if (setAside.length > 0) {
    const sums = sumsOf(setAside.map(({ payload }) => payload));
    await transaction.execute({ sql: addSums.set_aside, args: [date, JSON.stringify(sums)] });
    const reasons = setAside.map(({ reason }) => reason);
    await transaction.execute({ sql: addSetAsideBatches, args: [date, JSON.stringify(reasons)] });
  }
  const repeats = await readOutcomes(
    transaction,
    settlements.filter((_, n) => !isNew[n]),
  );
  const ofRepeats = repeats.values();
  return settlements.map(({ decision }, n) =>
    isNew[n]
      ? { status: 'fulfilled', value: { outcome: outcomeOf(decision), isRepeat: false } }
      : repeatedResult(ofRepeats.next().value),
  );
}
