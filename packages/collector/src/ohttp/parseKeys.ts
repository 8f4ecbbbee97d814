import { checkOption } from 'turntally/signals';
import * as z from 'zod/mini';
import type { GatewayKey } from './GatewayKey.js';

const key = z.strictObject({
  id: z.int().check(z.gte(0), z.lte(255)),
  publicKey: z.string().check(z.regex(/^B[A-Za-z0-9_-]{86}$/)),
  privateKey: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/)),
  validUntil: z.optional(z.iso.datetime()),
});
const keyList = z.array(key).check(z.minLength(1), z.maxLength(256));

/**
 * Checks the keys of a gateway, such as those of a file that `turntally ohttp-keys` wrote.
 *
 * @throws OptionError if they are malformed. Its message repeats nothing of a key.
 */
export function parseKeys(value: unknown): readonly GatewayKey[] {
  const { data: keys, error } = keyList.safeParse(value);
  const place = error?.issues[0]?.path.join('.') ?? '';
  checkOption(keys !== undefined, place ? `keys.${place}` : 'keys', 'must be what turntally ohttp-keys writes');
  const ids = new Set(keys.map(({ id }) => id));
  checkOption(ids.size === keys.length, 'keys', 'must not have the same id twice');
  return keys.map(({ validUntil, ...pair }) => ({ ...pair, ...(validUntil !== undefined && { validUntil }) }));
}
