import { OptionError } from 'turntally';
import { createSuite, parseKeyConfigs } from 'turntally/ohttp/messages';
import { describe, expect, test } from 'vitest';
import { type GatewayKey, parseKeys, publicKeyConfigs, rotateKeys } from '../../src/ohttp/index.js';
import { day, noon } from '../support.js';

const at = (days: number) => () => noon + days * day;
const ids = (keys: readonly GatewayKey[]) => keys.map(({ id }) => id);
const configIds = (keys: readonly GatewayKey[], days: number) =>
  parseKeyConfigs(publicKeyConfigs(keys, at(days)()), createSuite()).map(({ id }) => id);

describe('rotation', () => {
  test('the key before the new one is valid for 14 more days, then dropped', async () => {
    const first = await rotateKeys([], { now: at(0) });
    const second = await rotateKeys(first, { now: at(100) });
    expect(ids(first)).toEqual([1]);
    expect(ids(second)).toEqual([2, 1]);
    expect(second.map(({ validUntil }) => validUntil)).toEqual([undefined, new Date(at(114)()).toISOString()]);
    expect(configIds(second, 100)).toEqual([2, 1]);
    expect(configIds(second, 113.999)).toEqual([2, 1]);
    expect(configIds(second, 114)).toEqual([2]);
    expect(ids(await rotateKeys(second, { now: at(113) }))).toEqual([3, 2, 1]);
    expect(ids(await rotateKeys(second, { now: at(114) }))).toEqual([3, 2]);
  });

  test('another rotation does not postpone the end of a key', async () => {
    const first = await rotateKeys([], { now: at(0) });
    const second = await rotateKeys(first, { now: at(0), overlapDays: 20 });
    const third = await rotateKeys(second, { now: at(10), overlapDays: 100 });
    expect(third.map(({ validUntil }) => validUntil)).toEqual([
      undefined,
      new Date(at(110)()).toISOString(),
      new Date(at(20)()).toISOString(),
    ]);
  });

  test('ids begin again after 255, and none is used twice', async () => {
    const [key = expect.fail()] = await rotateKeys([]);
    expect(
      ids(
        await rotateKeys([
          { ...key, id: 255 },
          { ...key, id: 0 },
        ]),
      ),
    ).toEqual([1, 255, 0]);
    const all = Array.from({ length: 256 }, (_, id) => ({ ...key, id }));
    await expect(rotateKeys(all)).rejects.toThrow('turntally: keys must be at most 255');
  });

  test.each([13, 14.5, 3651, Number.NaN])('overlapDays: %s is refused', async (overlapDays) => {
    await expect(rotateKeys([], { overlapDays })).rejects.toThrow(
      'turntally: overlapDays must be an integer from 14 to 3650',
    );
  });
});

describe('the keys of a file', async () => {
  const keys = await rotateKeys(await rotateKeys([]));
  const [key = expect.fail()] = keys;

  test('are what was written', () => {
    expect(parseKeys(JSON.parse(JSON.stringify(keys)))).toEqual(keys);
  });

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'keys'],
    ['no list', { keys }, 'keys'],
    ['no key', [], 'keys'],
    ['an id twice', [key, key], 'keys'],
    ['an id of 256', [{ ...key, id: 256 }], 'keys.0.id'],
    ['a short key', [{ ...key, privateKey: key.privateKey.slice(1) }], 'keys.0.privateKey'],
    ['a compressed point', [{ ...key, publicKey: `A${key.publicKey.slice(1)}` }], 'keys.0.publicKey'],
    ['a malformed end', [key, { ...key, id: 9, validUntil: 'soon' }], 'keys.1.validUntil'],
    ['another field', [{ ...key, note: '' }], 'keys.0'],
  ])('%s: refused, without a word of the key', (_, value, option) => {
    let error: unknown;
    try {
      parseKeys(value);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(OptionError);
    expect(error).toMatchObject({ option });
    expect(String(error)).not.toContain(key.privateKey.slice(5, 15));
  });
});
