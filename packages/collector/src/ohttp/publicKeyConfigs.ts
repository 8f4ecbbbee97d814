import { createSuite, formatKeyConfigs } from 'turntally/ohttp/messages';
import { fromBase64Url } from './fromBase64Url.js';
import type { GatewayKey } from './GatewayKey.js';
import { isValid } from './isValid.js';

/**
 * The public part of the keys that are valid at `time` (epoch milliseconds), the newest first: `application/ohttp-keys`, the
 * option `keyConfig` of `obliviousFetch`.
 */
export function publicKeyConfigs(keys: readonly GatewayKey[], time: number = Date.now()): Uint8Array {
  const valid = keys.filter((key) => isValid(key, time));
  return formatKeyConfigs(
    valid.map(({ id, publicKey }) => ({ id, publicKey: fromBase64Url(publicKey) })),
    createSuite(),
  );
}
