import { expect, expectTypeOf, test } from 'vitest';
import type * as z from 'zod/mini';
import { type MetricsPayload, versionRule } from '../../../src/protocol/index.js';
import { agentSignals } from '../../../src/signals.js';
import { metricsPayload } from '../src/payload.js';

test('the schema has the type of the protocol', () => {
  expectTypeOf<z.infer<ReturnType<typeof metricsPayload>>>().toEqualTypeOf<MetricsPayload>();
});

const turns = { signal: 'turns', bucket: 'total', count: 1 };
const good = { version: '1.4.0', os: 'linux', counters: [turns] };

function wrong(value: unknown): string[] {
  const { error } = metricsPayload().safeParse(value);
  return (error?.issues ?? []).map(({ path, message }) => `/${path.join('/')}: ${message}`);
}

test('every token of the vocabulary, at both ends of the count, is accepted', () => {
  const counters = Object.entries(agentSignals).flatMap(([signal, buckets]) =>
    buckets.map((bucket, index) => ({ signal, bucket, count: index % 2 ? 1 : 100_000 })),
  );
  expect(wrong({ ...good, counters })).toEqual([]);
});

const count = 'count must be an integer from 1 to 100000';
const howMany = '/counters: counters must list 1 to 64 counters';

test.each<[string, unknown, string[]]>([
  ['nothing', undefined, ['/: the payload must be an object of version, os and counters']],
  ['an array', [], ['/: the payload must be an object of version, os and counters']],
  ['an extra key', { ...good, extra: 1 }, ['/: the payload has no keys but version, os and counters']],
  ['a version that is no string', { ...good, version: 1 }, ['/version: version must be a string']],
  ['a version with a space', { ...good, version: '1 2' }, [`/version: version ${versionRule}`]],
  ['a version with build metadata', { ...good, version: '1.4.0+build.7' }, [`/version: version ${versionRule}`]],
  ['an os', { ...good, os: 'Linux' }, ['/os: os must be one of linux, macos, windows, android, ios, other']],
  ['counters that are no array', { ...good, counters: {} }, ['/counters: counters must be an array']],
  ['no counters', { ...good, counters: [] }, [howMany]],
  ['too many counters', { ...good, counters: Array(65).fill(null) }, [howMany]],
  [
    'a counter that is null',
    { ...good, counters: [null] },
    ['/counters/0: a counter must be an object of signal, bucket and count'],
  ],
  [
    'a counter with an extra key',
    { ...good, counters: [{ ...turns, x: 1 }] },
    ['/counters/0: a counter has no keys but signal, bucket and count'],
  ],
  [
    'an unknown token',
    { ...good, counters: [turns, { ...turns, bucket: 'stop' }] },
    ['/counters/1: not in the vocabulary'],
  ],
  ['a duplicate', { ...good, counters: [turns, { ...turns, count: 2 }] }, ['/counters/1: listed twice']],
  ['a count of 0', { ...good, counters: [{ ...turns, count: 0 }] }, [`/counters/0/count: ${count}`]],
  ['a count beyond the limit', { ...good, counters: [{ ...turns, count: 100_001 }] }, [`/counters/0/count: ${count}`]],
  ['a fraction', { ...good, counters: [{ ...turns, count: 1.5 }] }, [`/counters/0/count: ${count}`]],
  ['a string', { ...good, counters: [{ ...turns, count: '1' }] }, [`/counters/0/count: ${count}`]],
  ['not a number', { ...good, counters: [{ ...turns, count: Number.NaN }] }, [`/counters/0/count: ${count}`]],
  ['infinity', { ...good, counters: [{ ...turns, count: Number.POSITIVE_INFINITY }] }, [`/counters/0/count: ${count}`]],
])('%s is refused with the pointer and the mistake', (_, value, expected) => {
  expect(wrong(value)).toEqual(expected);
});

test('one answer names every bad counter, also a duplicate after a malformed one', () => {
  const counters = [null, turns, turns, { ...turns, signal: 'plan' }, { ...turns, count: 0 }];
  const named = wrong({ ...good, counters }).map((line) => line.split('/')[2]?.split(':')[0]);
  expect(new Set(named)).toEqual(new Set(['0', '2', '3', '4']));
});

test('a __proto__ key is an extra key', () => {
  const body = '{"version":"1","os":"linux","counters":[{"signal":"turns","bucket":"total","count":1,"__proto__":1}]}';
  expect(wrong(JSON.parse(body))).toEqual(['/counters/0: a counter has no keys but signal, bucket and count']);
});

test('own signals extend the vocabulary', () => {
  const counters = [{ signal: 'plan', bucket: 'pro', count: 1 }];
  expect(metricsPayload({ ...agentSignals, plan: ['free', 'pro'] }).safeParse({ ...good, counters }).success).toBe(
    true,
  );
  expect(wrong({ ...good, counters })).toEqual(['/counters/0: not in the vocabulary']);
});
