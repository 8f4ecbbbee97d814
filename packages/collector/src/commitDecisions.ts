import type { Transaction } from '@libsql/client';
import type { MetricsPayload } from 'turntally/protocol';
import type { CountedRow, Decision, Outcome } from './CollectorStore.js';
import { readOutcomes } from './readOutcomes.js';
import { addSetAsideBatches, addSums, rememberDay, rememberIds } from './sql/settling.js';
import type { WithClient } from './sqliteConnection.js';
import { writeTransaction } from './writeTransaction.js';

export interface BatchDecision {
  readonly id: string;
  readonly decision: Decision;
}

type Result = PromiseSettledResult<Outcome>;

/**
 * Commits decisions of one day in one transaction. Each has the outcome that it would have in a transaction of its own, in this
 * order: when a statement fails, which changes nothing, each half is tried again, until only the decisions that the database
 * refuses fail. When the transaction cannot begin, or its commit fails, all of them fail.
 */
export async function commitDecisions(
  withClient: WithClient,
  date: string,
  decisions: readonly BatchDecision[],
): Promise<readonly Result[]> {
  try {
    return await commitTogether(withClient, date, decisions);
  } catch (error) {
    const refused = error instanceof StatementFailed;
    if (!refused || decisions.length === 1) {
      const reason = refused ? error.cause : error;
      return decisions.map(() => ({ status: 'rejected', reason }));
    }
  }
  const middle = Math.ceil(decisions.length / 2);
  return [
    ...(await commitDecisions(withClient, date, decisions.slice(0, middle))),
    ...(await commitDecisions(withClient, date, decisions.slice(middle))),
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
  decisions: readonly BatchDecision[],
): Promise<readonly Result[]> {
  return writeTransaction(withClient, (transaction) =>
    writeDecisions(transaction, date, decisions).catch((error) => {
      throw new StatementFailed(error);
    }),
  );
}

async function writeDecisions(
  transaction: Transaction,
  date: string,
  decisions: readonly BatchDecision[],
): Promise<readonly Result[]> {
  await transaction.execute({ sql: rememberDay, args: [date] });
  const entries = decisions.map(({ id, decision }) => ({
    id,
    refusal: decision.kind === 'void' ? decision.refusal : null,
  }));
  const { rows } = await transaction.execute({ sql: rememberIds, args: [JSON.stringify(entries)] });
  const decided = newDecisions(decisions, new Set(rows.map(({ id }) => String(id))));
  const counted = decided.flatMap((decision) => (decision.kind === 'count' ? [decision.payload] : []));
  await transaction.execute({ sql: addSums.counts, args: [date, JSON.stringify(sumsOf(counted))] });
  const setAside = decided.flatMap((decision) => (decision.kind === 'setAside' ? [decision] : []));
  if (setAside.length > 0) {
    const sums = sumsOf(setAside.map(({ payload }) => payload));
    await transaction.execute({ sql: addSums.set_aside, args: [date, JSON.stringify(sums)] });
    const reasons = setAside.map(({ reason }) => reason);
    await transaction.execute({ sql: addSetAsideBatches, args: [date, JSON.stringify(reasons)] });
  }
  const ids = decisions.map(({ id }) => id);
  const outcomes = await readOutcomes(transaction, ids);
  return ids.map((id) => outcomes.get(id) ?? { status: 'rejected', reason: new Error('the batch id was not stored') });
}

/** The decisions of the ids that are new. If several decisions have the same new id, the first one is the one that was stored. */
function newDecisions(decisions: readonly BatchDecision[], newIds: ReadonlySet<string>): readonly Decision[] {
  const firstDecisions = new Map<string, Decision>();
  for (const { id, decision } of decisions) {
    if (newIds.has(id) && !firstDecisions.has(id)) firstDecisions.set(id, decision);
  }
  return [...firstDecisions.values()];
}

type SumOfDay = Omit<CountedRow, 'date'>;

/** Adds the payloads up here, so that the database updates each row once and not once per batch. */
function sumsOf(payloads: readonly MetricsPayload[]): readonly SumOfDay[] {
  const sums = new Map<string, SumOfDay>();
  for (const { version, os, counters } of payloads) {
    for (const { signal, bucket, count } of counters) {
      const key = `${version}/${os}/${signal}/${bucket}`; // these names never contain a slash
      const sum = sums.get(key) ?? { version, os, signal, bucket, count: 0, reports: 0 };
      sums.set(key, { ...sum, count: sum.count + count, reports: sum.reports + 1 });
    }
  }
  return [...sums.values()];
}
