import type { MetricsPayload } from 'turntally/protocol';
import * as z from 'zod/mini';
import type { Decision, Settled, Settlement } from '../CollectorStore.js';
import { outcomeOf } from '../outcomeOf.js';
import { repeatedResult } from '../repeatedResult.js';
import { splitAtRepeats } from '../splitAtRepeats.js';
import { sumsOf } from '../sumsOf.js';
import type { OpenDays } from './openDays.js';
import { type Query, sqlState } from './query.js';
import { dayColumn, readOutcomes } from './readOutcomes.js';
import type { Statements } from './statements.js';

type Result = PromiseSettledResult<Settled>;

export interface SettleContext {
  readonly query: Query;
  readonly sql: Statements;
  readonly days: OpenDays;
}

/** A day is closed once a day, and a deadlock or a serialization failure is rare. */
const attempts = 5;

/** Commits settlements of one day, those of different ids in one statement. */
export async function settleAll(
  context: SettleContext,
  date: string,
  settlements: readonly Settlement[],
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const group of splitAtRepeats(settlements, ({ id }) => id)) {
    results.push(...(await settleGroup(context, date, group)));
  }
  return results;
}

/**
 * Commits settlements of different ids in one statement. Each has the outcome that it would have in a statement of its own, in this
 * order: when the database refuses the data, which changes nothing, each half is tried again, until only those that it refuses
 * fail. After any other error, all of them fail.
 */
async function settleGroup(
  context: SettleContext,
  date: string,
  settlements: readonly Settlement[],
): Promise<readonly Result[]> {
  try {
    return await settleTogether(context, date, settlements);
  } catch (reason) {
    if (!isOfData(reason) || settlements.length === 1) return settlements.map(() => ({ status: 'rejected', reason }));
  }
  const middle = Math.ceil(settlements.length / 2);
  return [
    ...(await settleGroup(context, date, settlements.slice(0, middle))),
    ...(await settleGroup(context, date, settlements.slice(middle))),
  ];
}

async function settleTogether(
  context: SettleContext,
  date: string,
  settlements: readonly Settlement[],
): Promise<readonly Result[]> {
  const added = (await addIfAllAreNew(context, date, settlements)) ?? (await add(context, date, settlements));
  const repeats = settlements.filter((_, n) => !added.has(n));
  const known = (await readOutcomes(context.query, context.sql, repeats)).values();
  return settlements.map(({ decision }, n) =>
    added.has(n)
      ? { status: 'fulfilled', value: { outcome: outcomeOf(decision), isRepeat: false } }
      : repeatedResult(known.next().value),
  );
}

const answerOfNew = z.tuple([z.object({ open: z.boolean(), added: z.boolean() })]);

/**
 * Most groups are counted as they are, and have no repeat: then their counters can be summed here. Returns the positions of all,
 * or `undefined` if the group is not one of these and nothing was stored.
 */
async function addIfAllAreNew(
  { query, sql, days }: SettleContext,
  date: string,
  settlements: readonly Settlement[],
): Promise<ReadonlySet<number> | undefined> {
  const keys: { readonly id: string; readonly day: number }[] = [];
  const payloads: MetricsPayload[] = [];
  for (const { id, sealed, decision } of settlements) {
    const day = dayColumn(sealed);
    if (day === null || decision.kind !== 'count') return undefined;
    keys.push({ id, day });
    payloads.push(decision.payload);
  }
  const [ids, sums] = [JSON.stringify(keys), JSON.stringify(sumsOf(payloads))];
  try {
    const isAdded = await onOpenDay(days, date, async (day) => {
      const [{ open, added }] = answerOfNew.parse(await query(sql.settleNew, [day, ids, sums]));
      return open ? added : undefined;
    });
    return isAdded ? new Set(settlements.keys()) : undefined;
  } catch (error) {
    if (sqlState(error) === '23505') return undefined; // another collector has just added one of them
    throw error;
  }
}

const answer = z.tuple([z.object({ open: z.boolean(), added: z.string() })]);
const numbers = z.array(z.int());

/** Returns the positions of the batches that are new: these are stored. */
async function add(
  { query, sql, days }: SettleContext,
  date: string,
  settlements: readonly Settlement[],
): Promise<ReadonlySet<number>> {
  const input = JSON.stringify(
    settlements.map(({ id, sealed, decision }, n) => ({ n, id, day: dayColumn(sealed), ...columnsOf(decision) })),
  );
  return onOpenDay(days, date, async (day) => {
    const [{ open, added }] = answer.parse(await query(sql.settle, [day, input]));
    return open ? new Set(numbers.parse(JSON.parse(added))) : undefined;
  });
}

/** Calls `work` with the first open day from `date` on, again after a conflict, and with the next day where it returns `undefined`. */
async function onOpenDay<T>(days: OpenDays, date: string, work: (day: string) => Promise<T | undefined>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      const result = await work(await days.find(date));
      if (result !== undefined) return result;
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

/** A deadlock, or a serialization failure where the database isolates transactions more than by default. */
const isConflict = (error: unknown): boolean => ['40001', '40P01'].includes(sqlState(error) ?? '');

/** Errors of data, of constraints, and those that triggers raise. */
const isOfData = (error: unknown): boolean => ['22', '23', 'P0'].includes((sqlState(error) ?? '').slice(0, 2));
