import type { Settlement } from './CollectorStore.js';
import { sealedKey } from './sealedKey.js';
import { sealedText } from './sealedText.js';
import { splitAtRepeats } from './splitAtRepeats.js';
import { rememberCountedIds, rememberIds, rememberSealedDays, rememberSealedIds } from './sql/settling.js';
import type { Transaction } from './sqliteClient.js';

/**
 * Stores the keys of batches, with the refusals of those that are void. Returns which of them are new, by position: of several
 * with the same key, the first is.
 */
export async function rememberKeys(
  transaction: Transaction,
  settlements: readonly Settlement[],
): Promise<readonly boolean[]> {
  const entries = settlements.map(({ decision, ...key }) => ({
    id: key.id,
    refusal: decision.kind === 'void' ? decision.refusal : null,
    sealed: sealedKey(key),
  }));
  if (await addIfAllAreNew(transaction, entries)) return entries.map(() => true);
  const added = new Set<string>();
  for (const piece of splitAtRepeats(entries, ({ id }) => id)) {
    for (const key of await addUnsealed(transaction, piece)) added.add(key);
    for (const key of await addSealed(transaction, piece)) added.add(key);
  }
  return entries.map((entry) => added.delete(textOf(entry)));
}

interface Entry {
  readonly id: string;
  readonly refusal: string | null;
  readonly sealed: ReturnType<typeof sealedKey>;
}

/** An id never contains a slash, as the text of a sealed key does. */
const textOf = ({ id, sealed }: Entry): string => (sealed === undefined ? id : sealedText(sealed));

/** Most groups have no repeat and no refusal. Then nothing needs to be returned for each id, which takes most of the time. */
async function addIfAllAreNew(transaction: Transaction, entries: readonly Entry[]): Promise<boolean> {
  const ofDays = new Map<number, string[]>();
  for (const { id, refusal, sealed } of entries) {
    if (sealed === undefined || refusal !== null) return false;
    const texts = ofDays.get(sealed.day);
    if (texts) texts.push(sealed.digest + id);
    else ofDays.set(sealed.day, [sealed.digest + id]);
  }
  await transaction.execute('SAVEPOINT before_keys');
  let added = 0;
  for (const [day, texts] of ofDays) {
    added += (await transaction.execute({ sql: rememberCountedIds, args: [day, JSON.stringify(texts)] })).rowsAffected;
  }
  const areAllNew = added === entries.length;
  if (areAllNew) await rememberDays(transaction, [...ofDays.keys()]);
  else await transaction.execute('ROLLBACK TO before_keys');
  await transaction.execute('RELEASE before_keys');
  return areAllNew;
}

async function rememberDays(transaction: Transaction, days: readonly number[]): Promise<void> {
  await transaction.execute({ sql: rememberSealedDays, args: [JSON.stringify(days)] });
}

async function addUnsealed(transaction: Transaction, entries: readonly Entry[]): Promise<readonly string[]> {
  const unsealed = entries.flatMap(({ id, refusal, sealed }) => (sealed === undefined ? [{ id, refusal }] : []));
  if (unsealed.length === 0) return [];
  const { rows } = await transaction.execute({ sql: rememberIds, args: [JSON.stringify(unsealed)] });
  return rows.map(({ id }) => String(id));
}

async function addSealed(transaction: Transaction, entries: readonly Entry[]): Promise<readonly string[]> {
  const sealed = entries.flatMap(({ id, refusal, sealed }) =>
    sealed === undefined ? [] : [{ ...sealed, id, refusal }],
  );
  if (sealed.length === 0) return [];
  const { rows } = await transaction.execute({ sql: rememberSealedIds, args: [JSON.stringify(sealed)] });
  const days = [...new Set(rows.map(({ day }) => Number(day)))];
  if (days.length > 0) await rememberDays(transaction, days);
  return rows.map(({ day, digest }) => sealedText({ day: Number(day), digest: String(digest) }));
}
