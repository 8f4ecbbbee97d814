import { createSuite } from 'turntally/ohttp/messages';
import { batchRetentionDays } from 'turntally/protocol';
import { checkOption } from 'turntally/signals';
import { msPerDay } from '../utcDays.js';
import type { GatewayKey } from './GatewayKey.js';
import { isValid } from './isValid.js';

export interface RotateOptions {
  /**
   * Days for which the keys before the new one stay valid: an integer from 14 to 3650. Apps that pin only older keys cannot
   * deliver afterwards.
   *
   * @defaultValue 14
   */
  readonly overlapDays?: number;
  /**
   * Returns the time in epoch milliseconds.
   *
   * @defaultValue `Date.now`
   */
  readonly now?: () => number;
}

/**
 * Returns the keys with a new one, which is the first. Keys whose end has come are dropped; those that had no end get one.
 *
 * @throws OptionError if an option is wrong or all 256 ids are in use.
 */
export async function rotateKeys(
  keys: readonly GatewayKey[],
  { overlapDays = batchRetentionDays, now = Date.now }: RotateOptions = {},
): Promise<readonly GatewayKey[]> {
  const isInRange = Number.isSafeInteger(overlapDays) && overlapDays >= batchRetentionDays && overlapDays <= 3650;
  checkOption(isInRange, 'overlapDays', `must be an integer from ${batchRetentionDays} to 3650`);
  const time = now();
  const end = new Date(time + overlapDays * msPerDay).toISOString();
  const kept = keys.filter((key) => isValid(key, time)).map((key) => ({ ...key, validUntil: key.validUntil ?? end }));
  return [await generateKey(nextId(keys)), ...kept];
}

/** The id after the newest one. An id that is in use would be ambiguous, one that was used lately would mislead old apps. */
function nextId(keys: readonly GatewayKey[]): number {
  const newest = keys[0]?.id ?? 0;
  const used = new Set(keys.map(({ id }) => id));
  const ids = Array.from({ length: 256 }, (_, index) => (newest + 1 + index) % 256);
  const id = ids.find((candidate) => !used.has(candidate));
  checkOption(id !== undefined, 'keys', 'must be at most 255: there is no id for another');
  return id;
}

async function generateKey(id: number): Promise<GatewayKey> {
  const suite = createSuite();
  const { publicKey, privateKey } = await suite.GenerateKeyPair(true);
  return {
    id,
    publicKey: toBase64Url(await suite.SerializePublicKey(publicKey)),
    privateKey: toBase64Url(await suite.SerializePrivateKey(privateKey)),
  };
}

/** Base64 with `-` and `_`, without padding. */
function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
