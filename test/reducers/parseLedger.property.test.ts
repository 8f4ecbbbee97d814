import fc from 'fast-check';
import { expect, test } from 'vitest';
import { totalOf } from '../../src/reducers/counters.js';
import { emptyLedger, fold, type Ledger } from '../../src/reducers/ledger.js';
import { isNewer, parseLedger } from '../../src/reducers/parseLedger.js';
import { payloadBody } from '../../src/reducers/payload.js';
import { damaged, ledger, nearMiss, pathsOf, readable, readableLosses } from '../support/damage.js';
import { anything } from '../support/hostile.js';
import { ledgerSchema } from '../support/ledgerSchema.js';
import { tally } from '../support/ledgers.js';

/** A real ledger with one place, any place, replaced. */
const broken = fc
  .tuple(ledger, fc.nat(), fc.oneof({ arbitrary: nearMiss, weight: 4 }, fc.anything()))
  .map(([whole, nth, junk]) => {
    const paths = pathsOf(whole);
    const path = paths[nth % paths.length] ?? [];
    return { whole, path, stored: damaged(whole, path, junk) };
  });
const twiceBroken = fc.tuple(broken, fc.nat(), nearMiss).map(([{ stored }, nth, junk]) => {
  const paths = pathsOf(stored);
  return damaged(stored, paths[nth % paths.length] ?? [], junk);
});
const stored = fc.oneof(
  { arbitrary: broken.map((made) => made.stored), weight: 6 },
  { arbitrary: twiceBroken, weight: 3 },
  anything,
  fc
    .tuple(ledger, fc.constantFrom('pending', 'outbox', 'lost'), anything)
    .map(([whole, key, junk]) => damaged(whole, [key], junk)),
  fc.record({ schema: fc.constant(1), epoch: fc.string(), pending: anything, outbox: anything, lost: anything }),
);

/** No app counts that far; beyond, sums of damaged counts are not exact. */
const exact = 2 ** 52;

const kept = ({ pending, outbox }: Ledger): number =>
  [...pending, ...(outbox ? [outbox] : [])].reduce((sum, { counters }) => sum + totalOf(counters), 0);
const lost = ({ lost }: Ledger): number => Object.values(lost).reduce((sum, count) => sum + count, 0);

test('should make a ledger of anything, without throwing', () => {
  fc.assert(
    fc.property(stored, fc.array(fc.oneof(tally, anything, nearMiss), { maxLength: 3 }), (value, appended) => {
      fc.pre(readable(value) + readable({ pending: appended }) < exact);
      expect(ledgerSchema.safeParse(parseLedger(value)).error).toBeUndefined();
      expect(ledgerSchema.safeParse(parseLedger(value, appended)).error).toBeUndefined();
    }),
    { numRuns: 1000 },
  );
});

test('should give back a ledger that is whole, unchanged', () => {
  fc.assert(
    fc.property(ledger, (whole) => {
      expect(parseLedger(structuredClone(whole))).toEqual(whole);
      expect(JSON.stringify(parseLedger(whole).outbox?.counters)).toBe(JSON.stringify(whole.outbox?.counters));
      expect(isNewer(whole)).toBe(false);
    }),
  );
});

test('should fold what was appended into it, as a fold does', () => {
  fc.assert(
    fc.property(ledger, fc.array(tally, { maxLength: 5 }), (whole, tallies) => {
      expect(parseLedger(structuredClone(whole), structuredClone(tallies))).toEqual(fold(whole, tallies));
    }),
  );
});

test('should account for every count that can be read, kept or lost', () => {
  fc.assert(
    fc.property(broken, ({ stored }) => {
      fc.pre(readable(stored) < exact);
      const revived = parseLedger(stored);
      const before = readableLosses(stored);
      expect(kept(revived) + lost(revived)).toBeGreaterThanOrEqual(readable(stored) + before);
    }),
    { numRuns: 1000 },
  );
});

test('should keep what is whole beside what is broken: a broken entry of pending costs that entry only', () => {
  fc.assert(
    fc.property(ledger, fc.nat(), nearMiss, (whole, nth, junk) => {
      fc.pre(whole.pending.length > 1);
      const at = nth % whole.pending.length;
      const { pending } = parseLedger(damaged(whole, ['pending', at], junk));
      const others = whole.pending.filter((_, index) => index !== at);
      for (const { release, counters } of others) {
        const found = pending.find((entry) => JSON.stringify(entry.release) === JSON.stringify(release));
        expect(Object.keys(found?.counters ?? {})).toEqual(expect.arrayContaining(Object.keys(counters)));
      }
    }),
  );
});

test('should never let an id carry other counts: a damaged batch is whole or gone, and then accounted for', () => {
  const withBatch = ledger.filter(({ outbox }) => outbox !== undefined);
  fc.assert(
    fc.property(withBatch, fc.nat(), fc.oneof(nearMiss, fc.anything()), (whole, nth, junk) => {
      const paths = pathsOf(whole.outbox);
      const stored = damaged(whole, ['outbox', ...(paths[nth % paths.length] ?? [])], junk);
      fc.pre(readable(stored) < exact);
      const { outbox, lost } = parseLedger(stored);
      if (outbox === undefined) {
        expect(lost.corrupt ?? 0).toBeGreaterThanOrEqual(readable({ outbox: Reflect.get(Object(stored), 'outbox') }));
      } else {
        // A batch that looks like a sealed one is kept, to the last counter. Earlier versions stored no launches.
        const batch = Reflect.get(Object(stored), 'outbox');
        expect(outbox).toEqual({ ...batch, launches: batch.launches ?? 1 });
        expect(payloadBody(outbox)).toBe(payloadBody(Reflect.get(Object(stored), 'outbox')));
      }
    }),
    { numRuns: 500 },
  );
});

test('an empty ledger is made where nothing is stored', () => {
  expect(parseLedger(undefined)).toEqual(emptyLedger());
});
