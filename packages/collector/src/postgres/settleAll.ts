import * as z from 'zod/mini';
import type { Decision, Outcome } from '../CollectorStore.js';
import type { BatchDecision } from '../commitDecisions.js';
import { parseOutcome } from '../rowSchemas.js';
import type { OpenDays } from './openDays.js';
import { type Query, sqlState } from './query.js';
import type { Statements } from './statements.js';

type Result = PromiseSettledResult<Outcome>;

export interface SettleContext {
  readonly query: Query;
  readonly sql: Statements;
  readonly days: OpenDays;
}

/** A day is closed once a day, and a deadlock or a serialization failure is rare. */
const attempts = 5;

/**
 * Commits decisions of one day in one statement. Each has the outcome that it would have in a statement of its own, in this order:
 * when the database refuses the data, which changes nothing, each half is tried again, until only the decisions that it refuses
 * fail. After any other error, all of them fail.
 */
export async function settleAll(
  context: SettleContext,
  date: string,
  decisions: readonly BatchDecision[],
): Promise<readonly Result[]> {
  try {
    return await settleTogether(context, date, decisions);
  } catch (reason) {
    if (!isOfData(reason) || decisions.length === 1) return decisions.map(() => ({ status: 'rejected', reason }));
  }
  const middle = Math.ceil(decisions.length / 2);
  return [
    ...(await settleAll(context, date, decisions.slice(0, middle))),
    ...(await settleAll(context, date, decisions.slice(middle))),
  ];
}

async function settleTogether(
  context: SettleContext,
  date: string,
  decisions: readonly BatchDecision[],
): Promise<readonly Result[]> {
  const firstOfId = new Map<string, BatchDecision>();
  for (const each of decisions) if (!firstOfId.has(each.id)) firstOfId.set(each.id, each);
  const different = [...firstOfId.values()];
  const added = await add(context, date, different);
  const outcomes = new Map(
    different.flatMap(({ id, decision }, n) => (added.has(n) ? [[id, fulfilled(outcomeOf(decision))] as const] : [])),
  );
  const known = different.filter(({ id }) => !outcomes.has(id)).map(({ id }) => id);
  const all = known.length === 0 ? outcomes : new Map([...outcomes, ...(await readOutcomes(context, known))]);
  return decisions.map(
    ({ id }) => all.get(id) ?? { status: 'rejected', reason: new Error('the batch id was not stored') },
  );
}

const answer = z.tuple([z.object({ open: z.boolean(), added: z.string() })]);
const numbers = z.array(z.int());

/** Returns the positions of the decisions whose ids are new: these are stored. */
async function add(
  { query, sql, days }: SettleContext,
  date: string,
  decisions: readonly BatchDecision[],
): Promise<ReadonlySet<number>> {
  const input = JSON.stringify(decisions.map(({ id, decision }, n) => ({ n, id, ...columnsOf(decision) })));
  for (let attempt = 1; ; attempt++) {
    try {
      const [{ open, added }] = answer.parse(await query(sql.settle, [await days.find(date), input]));
      if (open) return new Set(numbers.parse(JSON.parse(added)));
      if (attempt === attempts) throw new Error(`no day is open from ${date} on`);
    } catch (error) {
      days.forget();
      if (!isConflict(error) || attempt === attempts) throw error;
    }
    days.forget(); // another collector has closed the day
  }
}

function columnsOf(decision: Decision) {
  if (decision.kind === 'void') return { refusal: decision.refusal, counters: [] };
  const { version, os, counters } = decision.payload;
  return { version, os, counters, ...(decision.kind === 'setAside' && { reason: decision.reason }) };
}

function outcomeOf(decision: Decision): Outcome {
  return decision.kind === 'void' ? { kind: 'void', refusal: decision.refusal } : { kind: 'counted' };
}

/** Returns the outcome of each id that has one. A row that cannot be parsed is a rejected result of that id alone. */
export async function readOutcomes(
  { query, sql }: Pick<SettleContext, 'query' | 'sql'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Result>> {
  const outcomes = new Map<string, Result>();
  for (const row of await query(sql.selectOutcomes, [JSON.stringify(ids)])) {
    try {
      outcomes.set(String(row.id), fulfilled(parseOutcome(row)));
    } catch (reason) {
      outcomes.set(String(row.id), { status: 'rejected', reason });
    }
  }
  return outcomes;
}

const fulfilled = (value: Outcome): Result => ({ status: 'fulfilled', value });

/** A deadlock, or a serialization failure where the database isolates transactions more than by default. */
const isConflict = (error: unknown): boolean => ['40001', '40P01'].includes(sqlState(error) ?? '');

/** Errors of data, of constraints, and those that triggers raise. */
const isOfData = (error: unknown): boolean => ['22', '23', 'P0'].includes((sqlState(error) ?? '').slice(0, 2));
