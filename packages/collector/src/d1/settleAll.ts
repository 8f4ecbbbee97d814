import type { Decision, Settled, Settlement } from '../CollectorStore.js';
import { sealedTextOf } from '../matchOutcomes.js';
import { outcomeOf } from '../outcomeOf.js';
import { repeatedResult } from '../repeatedResult.js';
import { sealedText } from '../sealedText.js';
import { splitAtRepeats } from '../splitAtRepeats.js';
import { rememberDay, rememberIds, rememberSealedIds } from '../sql/settling.js';
import type { D1Database } from './D1Database.js';
import { outcomesOf, selectKeys } from './readOutcomes.js';
import { rowsOf } from './rowsOf.js';
import { sealedKeyOf } from './sealedKeyOf.js';
import { statement } from './statement.js';
import { addNewSetAsideBatches, addNewSums, rememberNewSealedDays } from './statements.js';

type Result = PromiseSettledResult<Settled>;

/** The characters of a group's JSON. D1 takes values of 2 MB. */
const maxLength = 1_000_000;

/**
 * Commits settlements of one day, those of different ids in one transaction. Each has the outcome that it would have in a transaction
 * of its own, in this order: when the database refuses the data, which changes nothing, each half is tried again, until only those
 * that it refuses fail. After any other error, the whole call fails.
 */
export async function settleAll(
  database: D1Database,
  date: string,
  settlements: readonly Settlement[],
): Promise<readonly Result[]> {
  const entries = await Promise.all(settlements.map(toEntry));
  const results: Result[] = [];
  for (const piece of splitAtRepeats(entries, ({ settlement }) => settlement.id)) {
    for (const group of splitByLength(piece)) results.push(...(await settleGroup(database, date, group)));
  }
  return results;
}

type Entry = Awaited<ReturnType<typeof toEntry>>;

async function toEntry(settlement: Settlement) {
  const { id, decision } = settlement;
  const sealedKey = await sealedKeyOf(settlement);
  const json = JSON.stringify({ id, ...sealedKey, ...columnsOf(decision) });
  return { settlement, sealedKey, json };
}

function columnsOf(decision: Decision) {
  if (decision.kind === 'void') return { refusal: decision.refusal, counters: [] };
  const { version, os, counters } = decision.payload;
  return { version, os, counters, ...(decision.kind === 'setAside' && { reason: decision.reason }) };
}

function splitByLength(entries: readonly Entry[]): readonly Entry[][] {
  const groups: Entry[][] = [];
  let length = 0;
  for (const entry of entries) {
    length += entry.json.length;
    if (groups.length === 0 || length > maxLength) {
      groups.push([]);
      length = entry.json.length;
    }
    groups.at(-1)?.push(entry);
  }
  return groups;
}

async function settleGroup(database: D1Database, date: string, group: readonly Entry[]): Promise<readonly Result[]> {
  try {
    return await commit(database, date, group);
  } catch (reason) {
    if (!isOfData(reason)) throw reason;
    if (group.length === 1) return [{ status: 'rejected', reason }];
  }
  const middle = Math.ceil(group.length / 2);
  return [
    ...(await settleGroup(database, date, group.slice(0, middle))),
    ...(await settleGroup(database, date, group.slice(middle))),
  ];
}

/** What a statement refuses because of its data. */
const isOfData = (error: unknown): boolean => /SQLITE_(CONSTRAINT|MISMATCH|TOOBIG)/.test(String(error));

/** Counts first those whose keys are not stored yet, then stores the keys: a repetition changes nothing. */
async function commit(database: D1Database, date: string, group: readonly Entry[]): Promise<readonly Result[]> {
  const posts = jsonOf(group);
  const unsealed = group.filter(({ sealedKey }) => sealedKey === undefined);
  const sealed = group.filter(({ sealedKey }) => sealedKey !== undefined);
  const isSetAside = group.some(({ settlement }) => settlement.decision.kind === 'setAside');
  const keys = group.map(({ settlement, sealedKey }) => ({ id: settlement.id, sealedKey }));
  const [ofUnsealed, ofSealed, ...stored] = (
    await database.batch([
      statement(database, rememberDay, [date]),
      statement(database, addNewSums.counts, [date, posts]),
      ...(isSetAside
        ? [
            statement(database, addNewSums.set_aside, [date, posts]),
            statement(database, addNewSetAsideBatches, [date, posts]),
          ]
        : []),
      ...(sealed.length > 0 ? [statement(database, rememberNewSealedDays, [jsonOf(sealed)])] : []),
      statement(database, rememberIds, [jsonOf(unsealed)]),
      statement(database, rememberSealedIds, [jsonOf(sealed)]),
      ...selectKeys(database, keys),
    ])
  ).slice(-4);
  const added = new Set([...rowsOf(ofUnsealed).map(({ id }) => String(id)), ...rowsOf(ofSealed).map(sealedTextOf)]);
  const outcomes = outcomesOf(keys, stored);
  return group.map(({ settlement: { id, decision }, sealedKey }, n) =>
    added.has(sealedKey === undefined ? id : sealedText(sealedKey))
      ? { status: 'fulfilled', value: { outcome: outcomeOf(decision), isRepeat: false } }
      : repeatedResult(outcomes[n]),
  );
}

const jsonOf = (group: readonly Entry[]): string => `[${group.map(({ json }) => json).join()}]`;
