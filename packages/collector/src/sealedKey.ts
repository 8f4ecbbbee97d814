import { hash } from 'node:crypto';
import type { BatchKey } from './CollectorStore.js';
import type { SealedKey } from './sealedText.js';
import { dayNumber } from './utcDays.js';

/** `undefined` for a batch that came without a sealed day. */
export function sealedKey({ id, sealed }: BatchKey): SealedKey | undefined {
  if (sealed === '') return undefined;
  return { day: dayNumber(sealed), digest: hash('sha256', id, 'hex').slice(0, 32) };
}
