import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { agentSignals } from '../../../src/signals.js';
import { createCollector } from '../src/index.js';
import { metricsRequest, newId, openStore, payload, problemOf, setAsideRows, total } from './support.js';

vi.setConfig({ testTimeout: 60_000 });

const tokens = Object.entries(agentSignals).flatMap(([signal, buckets]) =>
  buckets.map((bucket) => ({ signal, bucket })),
);
const counter = fc
  .tuple(fc.constantFrom(...tokens), fc.integer({ min: 1, max: 100_000 }))
  .map(([token, count]) => ({ ...token, count }));
const counters = fc.uniqueArray(counter, {
  minLength: 1,
  maxLength: tokens.length,
  selector: ({ signal, bucket }) => `${signal}/${bucket}`,
});
const valid = fc
  .record({ version: fc.constantFrom('1.4.0', '2'), os: fc.constantFrom('linux', 'ios'), counters })
  .map((value) => ({ body: JSON.stringify(value), sum: value.counters.reduce((sum, { count }) => sum + count, 0) }));

/** A valid body with some bytes replaced, because nearly valid input is the hardest to parse. */
const damaged = fc
  .tuple(valid, fc.nat(), fc.constantFrom('"', '}', ',', '0', '-', '.', 'e9', '\u0000', ' ', '{"__proto__":1,'))
  .map(([{ body }, at, piece]) => body.slice(0, at % body.length) + piece + body.slice((at % body.length) + 1));
const malformed = fc.oneof(
  fc.json(),
  fc.uint8Array({ maxLength: 200 }),
  fc.string(),
  damaged,
  fc.jsonValue().map((value) => payload({ counters: value })),
  fc.array(fc.oneof(counter, fc.jsonValue()), { maxLength: 70 }).map((value) => payload({ counters: value })),
);
const request = fc.oneof(
  valid.map(({ body, sum }) => ({ body, sum, id: true })),
  fc.record({ body: malformed, sum: fc.constant(undefined), id: fc.boolean() }),
);

test('should answer every body with 202 or a problem document, and store exactly the sum of what it accepted', async () => {
  const store = openStore();
  const collector = createCollector({ store });
  let accepted = 0;
  const sent = { accepted: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(request, async ({ body, sum, id }) => {
      const response = await collector.fetch(metricsRequest({ body, ...(!id && { id: 'x' }) }));
      if (response.status === 202) {
        // A damaged payload may still be valid: then its own numbers must have been added.
        accepted += sum ?? sumOf(body);
        sent.accepted += 1;
      } else {
        expect(sum, 'a valid payload').toBeUndefined();
        const problem = await problemOf(response);
        expect(problem.status).toBeGreaterThanOrEqual(400);
        expect(problem.status).toBeLessThan(500);
        expect(problem.void).toBe(id ? true : undefined);
        sent.refused += 1;
      }
      const setAside = (await setAsideRows(store)).reduce((sum, { count }) => sum + count, 0);
      expect((await total(store)) + setAside).toBe(accepted);
    }),
    { numRuns: 600 },
  );
  expect(sent.accepted).toBeGreaterThan(100);
  expect(sent.refused).toBeGreaterThan(100);
});

function sumOf(body: string | Uint8Array<ArrayBuffer>): number {
  const { counters } = JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body));
  return counters.reduce((sum: number, { count }: { count: number }) => sum + count, 0);
}

/** The text of an object, with a key repeated that comes first with another value. */
const repeated = fc
  .record({
    body: valid,
    value: fc.oneof(fc.json(), fc.constantFrom('"a:b"', '"\\"\\":"')),
    at: fc.nat(),
    spaces: fc.boolean(),
  })
  .map(({ body: { body }, value, at, spaces }) => {
    const keys = [...body.matchAll(/"(version|os|counters|signal|bucket|count)":/g)];
    const { index = 0, 0: key = '' } = keys[at % keys.length] ?? {};
    return body.slice(0, index) + key + value + (spaces ? ' ,\n' : ',') + body.slice(index);
  });

test('should refuse every payload with a key that is repeated', async () => {
  const store = openStore();
  const collector = createCollector({ store });
  await fc.assert(
    fc.asyncProperty(repeated, async (body) => {
      const problem = await problemOf(await collector.fetch(metricsRequest({ body })));
      expect(problem).toMatchObject({ status: 400, void: true, detail: expect.stringContaining('two keys') });
    }),
    { numRuns: 200 },
  );
  expect(await total(store)).toBe(0);
});

test('should answer all malformed headers with a problem document', async () => {
  const store = openStore();
  const collector = createCollector({ store });
  const value = fc.string({ unit: fc.constantFrom(...'abz019-_,;/= "\\') });
  const headers = fc.record(
    { 'content-type': value, 'idempotency-key': value, 'content-encoding': value, 'content-length': value },
    { requiredKeys: ['content-type'] },
  );
  await fc.assert(
    fc.asyncProperty(headers, async (given) => {
      const response = await collector.fetch(metricsRequest({ id: newId(), headers: given }));
      expect((await problemOf(response)).status).toBeLessThan(500);
    }),
  );
  expect(await total(store)).toBe(0);
});
