import type { Outcome } from './CollectorStore.js';
import { outcomeResult } from './outcomeResult.js';
import { type SealedKey, sealedText } from './sealedText.js';

/** A batch as the tables name it; without a sealed key if it came without a day. */
export interface StoredKey {
  readonly id: string;
  readonly sealedKey: SealedKey | undefined;
}

type Row = Readonly<Record<string, unknown>>;
type Result = PromiseSettledResult<Outcome | undefined>;

const unknown: Result = { status: 'fulfilled', value: undefined };

/**
 * Returns the outcome of each batch, in this order, from the rows of `selectOutcomes` and `selectSealedOutcomes`. A row that cannot be
 * parsed is a rejected result of that batch alone.
 */
export function matchOutcomes(
  keys: readonly StoredKey[],
  ofIds: readonly Row[],
  ofSealedKeys: readonly Row[],
): readonly Result[] {
  const unsealed = new Map(ofIds.map((row) => [String(row.id), outcomeResult(row)]));
  const sealed = new Map(ofSealedKeys.map((row) => [sealedTextOf(row), outcomeResult(row)]));
  return keys.map(({ id, sealedKey }) => {
    const ofDay = sealedKey && sealed.get(sealedText(sealedKey));
    return ofDay ?? unsealed.get(id) ?? unknown;
  });
}

/** The text of the sealed key in a row. */
export const sealedTextOf = ({ day, digest }: Row): string => sealedText({ day: Number(day), digest: String(digest) });
