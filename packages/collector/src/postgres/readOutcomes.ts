import * as z from 'zod/mini';
import type { BatchKey, Outcome } from '../CollectorStore.js';
import { outcomeResult } from '../outcomeResult.js';
import { dayNumber } from '../utcDays.js';
import type { Query } from './query.js';
import type { Statements } from './statements.js';

type Result = PromiseSettledResult<Outcome | undefined>;

const positions = z.array(z.looseObject({ n: z.int() }));

/** Returns the outcome of each batch, in this order. A row that cannot be parsed is a rejected result of that batch alone. */
export async function readOutcomes(
  query: Query,
  { selectOutcomes }: Statements,
  keys: readonly BatchKey[],
): Promise<readonly Result[]> {
  const results = keys.map((): Result => ({ status: 'fulfilled', value: undefined }));
  if (keys.length === 0) return results;
  const input = keys.map(({ id, sealed }, n) => ({ n, id, day: dayColumn(sealed) }));
  for (const row of positions.parse(await query(selectOutcomes, [JSON.stringify(input)])))
    results[row.n] = outcomeResult(row);
  return results;
}

/** The number of a sealed day; null for a batch that came without one. */
export const dayColumn = (sealed: string): number | null => (sealed === '' ? null : dayNumber(sealed));
