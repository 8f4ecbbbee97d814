import type { Client, Row, Transaction } from '@libsql/client';
import type { BatchKey, Outcome } from './CollectorStore.js';
import { parseOutcome } from './rowSchemas.js';
import { sealedKey, sealedText } from './sealedKey.js';
import { selectOutcomes, selectSealedOutcomes } from './sql/settling.js';

type Result = PromiseSettledResult<Outcome | undefined>;

const unknown: Result = { status: 'fulfilled', value: undefined };

/** Returns the outcome of each batch, in this order. A row that cannot be parsed is a rejected result of that batch alone. */
export async function readOutcomes(
  database: Client | Transaction,
  keys: readonly BatchKey[],
): Promise<readonly Result[]> {
  if (keys.length === 0) return [];
  const sealedKeys = keys.map(sealedKey);
  const unsealed = await select(
    selectOutcomes,
    keys.map(({ id }) => id),
    ({ id }) => String(id),
  );
  const sealed = await select(
    selectSealedOutcomes,
    sealedKeys.filter((key) => key !== undefined),
    ({ day, digest }) => sealedText({ day: Number(day), digest: String(digest) }),
  );
  return sealedKeys.map((key, n) => {
    const ofDay = key === undefined ? undefined : sealed.get(sealedText(key));
    return ofDay ?? unsealed.get(keys[n]?.id ?? '') ?? unknown;
  });

  async function select(
    sql: string,
    input: readonly unknown[],
    keyOf: (row: Row) => string,
  ): Promise<Map<string, Result>> {
    if (input.length === 0) return new Map();
    const { rows } = await database.execute({ sql, args: [JSON.stringify(input)] });
    return new Map(rows.map((row) => [keyOf(row), resultOf(row)]));
  }
}

function resultOf(row: Row): Result {
  try {
    return { status: 'fulfilled', value: parseOutcome(row) };
  } catch (reason) {
    return { status: 'rejected', reason };
  }
}
