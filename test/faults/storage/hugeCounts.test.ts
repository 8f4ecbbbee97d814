import fc from 'fast-check';
import { expect, test } from 'vitest';
import { totalOf } from '../../../src/reducers/counters.js';
import { emptyLedger, fold, type Ledger, lostIn, reduceLedger } from '../../../src/reducers/ledger.js';
import { parseLedger } from '../../../src/reducers/parseLedger.js';
import { plant } from '../../support/databases.js';
import { effort } from '../../support/effort.js';
import { ledgerSchema } from '../../support/ledgerSchema.js';
import { batchId, linux, now, tallyOf } from '../../support/ledgers.js';
import { freshIndexedDB } from '../../support/worldDatabases.js';
import { app, name } from './app.js';

const most = Number.MAX_SAFE_INTEGER;
const huge = fc.oneof(
  fc.constantFrom(most, most - 1, 2 ** 52, 100_000_000, 100_000_001),
  fc.integer({ min: 1, max: most }),
);
const hugeTally = fc
  .record({ 'turns/total': huge, 'tool_error/exec': huge, 'x/y': huge }, { requiredKeys: [] })
  .map((counters) => tallyOf(counters));

/** Batches until nothing is pending; it must not take for ever. */
function batchesOf(ledger: Ledger): number {
  let batches = 0;
  for (let rest = ledger; batches < 10_000; batches++) {
    rest = reduceLedger(rest, { type: 'opened', id: batchId(batches), now });
    if (!rest.outbox) return batches;
    rest = reduceLedger(rest, { type: 'delivered', id: rest.outbox.id, now });
  }
  return expect.fail('it does not end');
}

test('should make a ledger of counts however large: readable again, and delivered in an end of batches', () => {
  const stored = fc.record({
    pending: fc.array(hugeTally, { maxLength: 3 }),
    lost: fc.record({ corrupt: huge, expired: huge }, { requiredKeys: [] }),
    appended: fc.array(hugeTally, { maxLength: 3 }),
  });
  fc.assert(
    fc.property(stored, ({ pending, lost, appended }) => {
      const revived = parseLedger({ ...emptyLedger('e'), pending, lost }, appended);
      expect(ledgerSchema.safeParse(revived).error).toBeUndefined();
      const again = parseLedger(structuredClone(revived));
      expect(ledgerSchema.safeParse(again).error).toBeUndefined();
      expect(lostIn(again), 'what was given up stays reported').toBeGreaterThanOrEqual(lostIn(revived));
      expect(batchesOf(again)).toBeLessThanOrEqual(3 * 1000);
    }),
    { numRuns: effort(50, 200) },
  );
});

test('should account for what it does not believe, to the last count', () => {
  const stored = fold(emptyLedger('e'), [tallyOf({ 'turns/total': 2 ** 52, 'tool_error/exec': 3 })]);
  const revived = parseLedger(stored);
  const kept = revived.pending.reduce((sum, { counters }) => sum + totalOf(counters), 0);
  expect(kept + lostIn(revived)).toBe(2 ** 52 + 3);
  expect(parseLedger(structuredClone(revived)), 'once').toEqual(revived);
});

test('a launch from a damaged database ends, and the status tells of the rest', async () => {
  freshIndexedDB();
  const { clock, turns, launch, restart, status, collector } = app();
  await clock.advance(100);
  turns();
  await clock.advance(100);
  const damaged = fold(emptyLedger('e'), [{ release: linux, counters: { 'compaction/total': most } }]);
  await plant(name, 'snapshot', damaged);
  await plant(name, 'tally/e/1-x', tallyOf({ 'compaction/total': most }));
  await restart();
  await launch();
  for (let again = 0; again < 3; again++) {
    turns();
    await clock.advance(86_400_000);
    await launch();
  }
  expect(collector.sums['turns/total']).toBe(3);
  expect(collector.sums['compaction/total']).toBeLessThanOrEqual(200_000_000);
  expect(status()).toMatchObject({ storage: 'indexeddb', lost: most });
});
