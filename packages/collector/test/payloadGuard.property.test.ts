import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limits, operatingSystems } from '../../../src/protocol/index.js';
import { agentSignals } from '../../../src/signals.js';
import { metricsPayload } from '../src/payload.js';
import { payloadGuard } from '../src/payloadGuard.js';

/** With more tokens than a payload may list. */
const signals = { ...agentSignals, model: Array.from({ length: 60 }, (_, n) => `m${n}`) };
const schema = metricsPayload(signals);
const isPayload = payloadGuard(signals);

const tokens = Object.entries(signals).flatMap(([signal, buckets]) => buckets.map((bucket) => ({ signal, bucket })));
const count = fc.oneof(fc.integer({ min: 1, max: 100_000 }), fc.constantFrom(1, 100_000));
const counter = fc.tuple(fc.constantFrom(...tokens), count).map(([token, count]) => ({ ...token, count }));
const valid = fc.record({
  version: fc.constantFrom('1', '1.4.0', '2026.11.28', '1.4.0-beta.2'),
  os: fc.constantFrom(...operatingSystems),
  counters: fc.uniqueArray(counter, {
    minLength: 1,
    maxLength: limits.counters,
    selector: ({ signal, bucket }) => `${signal}/${bucket}`,
  }),
});

/** Values that are nearly right somewhere. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    0,
    -1,
    1.5,
    100_001,
    Number.POSITIVE_INFINITY,
    '1',
    '',
    null,
    true,
    [],
    {},
    '1.4.0+build',
    'Linux',
    'turns',
  ),
  fc.jsonValue(),
);
const key = fc.constantFrom('version', 'os', 'counters', 'signal', 'bucket', 'count', '__proto__', 'constructor', 'x');
const change = fc.record({ key, value: odd, deletes: fc.boolean(), inCounter: fc.boolean(), at: fc.nat() });

/** A valid payload of which some fields were added, replaced or deleted, or counters repeated. */
const changed = fc
  .tuple(valid, fc.array(change, { minLength: 1, maxLength: 2 }), fc.boolean())
  .map(([payload, changes, repeats]) => {
    const counters: object[] = repeats ? [...payload.counters, ...payload.counters] : [...payload.counters];
    const value = { ...payload, counters };
    for (const { key, value: odd, deletes, inCounter, at } of changes) {
      const counter = counters[at % counters.length] ?? {};
      const target = inCounter ? counter : value;
      if (deletes) Reflect.deleteProperty(target, key);
      else Object.defineProperty(target, key, { value: odd, enumerable: true, configurable: true, writable: true });
    }
    return value;
  });
const long = fc.integer({ min: 60, max: 70 }).map((length) => ({
  version: '1',
  os: 'ios',
  counters: tokens.slice(0, length).map((token) => ({ ...token, count: 1 })),
}));

function check(value: unknown): boolean {
  const { success, data } = schema.safeParse(value);
  expect(isPayload(value)).toBe(success);
  if (success) expect(value).toEqual(data);
  return success;
}

test('should accept every valid payload', () => {
  fc.assert(
    fc.property(valid, (value) => {
      expect(check(value)).toBe(true);
      expect(isPayload(value), 'again').toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('should accept only what the schema accepts as it is, whatever was parsed', () => {
  let refused = 0;
  const parsed = fc.oneof(changed, changed, fc.jsonValue(), long);
  fc.assert(
    fc.property(parsed, (value) => {
      if (!check(JSON.parse(JSON.stringify(value)))) refused += 1;
    }),
    {
      numRuns: 3000,
      examples: [[{ version: '1', os: 'ios', counters: [{ signal: 'turns', bucket: 'total', count: 1, x: 1 }] }]],
    },
  );
  expect(refused).toBeGreaterThan(500);
});
