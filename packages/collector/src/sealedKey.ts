import { createHash } from 'node:crypto';
import type { BatchKey } from './CollectorStore.js';
import { dayNumber } from './utcDays.js';

/** A batch of which the sealed day is known, as the tables name it. */
export interface SealedKey {
  /** The number of the day. */
  readonly day: number;
  /** The first 16 bytes of SHA-256 of the id, in hexadecimal. */
  readonly digest: string;
}

/** `undefined` for a batch that came without a sealed day. */
export function sealedKey({ id, sealed }: BatchKey): SealedKey | undefined {
  if (sealed === '') return undefined;
  return { day: dayNumber(sealed), digest: createHash('sha256').update(id).digest('hex').slice(0, 32) };
}

/** The key as one text, for maps. */
export const sealedText = ({ day, digest }: SealedKey): string => `${day}/${digest}`;
