import type { BatchKey, Outcome } from '../CollectorStore.js';
import { matchOutcomes, type StoredKey } from '../matchOutcomes.js';
import { selectOutcomes, selectSealedOutcomes } from '../sql/settling.js';
import type { D1Database, D1PreparedStatement, D1Result } from './D1Database.js';
import { rowsOf } from './rowsOf.js';
import { sealedKeyOf } from './sealedKeyOf.js';
import { statement } from './statement.js';

type Result = PromiseSettledResult<Outcome | undefined>;

/** Returns the outcome of each batch, in this order. */
export async function readOutcomes(database: D1Database, keys: readonly BatchKey[]): Promise<readonly Result[]> {
  const stored = await Promise.all(keys.map(async (key) => ({ id: key.id, sealedKey: await sealedKeyOf(key) })));
  return outcomesOf(stored, await database.batch(selectKeys(database, stored)));
}

/** Two statements, whose results {@link outcomesOf} takes. */
export function selectKeys(database: D1Database, keys: readonly StoredKey[]): D1PreparedStatement[] {
  const sealed = keys.flatMap(({ sealedKey }) => sealedKey ?? []);
  return [
    statement(database, selectOutcomes, [JSON.stringify(keys.map(({ id }) => id))]),
    statement(database, selectSealedOutcomes, [JSON.stringify(sealed)]),
  ];
}

export const outcomesOf = (keys: readonly StoredKey[], [unsealed, sealed]: readonly D1Result[]): readonly Result[] =>
  matchOutcomes(keys, rowsOf(unsealed), rowsOf(sealed));
