import type { BatchKey } from '../CollectorStore.js';
import type { SealedKey } from '../sealedText.js';
import { dayNumber } from '../utcDays.js';

const digestBytes = 16;

/** The same as {@link sealedKey}, without modules of Node. */
export async function sealedKeyOf({ id, sealed }: BatchKey): Promise<SealedKey | undefined> {
  if (sealed === '') return undefined;
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(id));
  const bytes = [...new Uint8Array(hash, 0, digestBytes)];
  return { day: dayNumber(sealed), digest: bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('') };
}
