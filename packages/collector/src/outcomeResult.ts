import type { Outcome } from './CollectorStore.js';
import { parseOutcome } from './rowSchemas.js';

/** The outcome in a row; rejected if the row cannot be parsed, so that other batches are answered all the same. */
export function outcomeResult(row: { readonly [column: string]: unknown }): PromiseSettledResult<Outcome> {
  try {
    return { status: 'fulfilled', value: parseOutcome(row) };
  } catch (reason) {
    return { status: 'rejected', reason };
  }
}
