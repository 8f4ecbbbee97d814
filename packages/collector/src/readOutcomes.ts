import type { BatchKey, Outcome } from './CollectorStore.js';
import { matchOutcomes } from './matchOutcomes.js';
import { sealedKey } from './sealedKey.js';
import { selectOutcomes, selectSealedOutcomes } from './sql/settling.js';
import type { Client, Row, Transaction } from './sqliteClient.js';

/** Returns the outcome of each batch, in this order. */
export async function readOutcomes(
  database: Client | Transaction,
  keys: readonly BatchKey[],
): Promise<readonly PromiseSettledResult<Outcome | undefined>[]> {
  const stored = keys.map((key) => ({ id: key.id, sealedKey: sealedKey(key) }));
  const ofIds = await select(
    selectOutcomes,
    stored.map(({ id }) => id),
  );
  const ofSealedKeys = await select(
    selectSealedOutcomes,
    stored.flatMap((key) => key.sealedKey ?? []),
  );
  return matchOutcomes(stored, ofIds, ofSealedKeys);

  async function select(sql: string, input: readonly unknown[]): Promise<readonly Row[]> {
    if (input.length === 0) return [];
    return (await database.execute({ sql, args: [JSON.stringify(input)] })).rows;
  }
}
