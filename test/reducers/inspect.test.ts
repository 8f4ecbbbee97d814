import fc from 'fast-check';
import { expect, test } from 'vitest';
import { metricsPayload } from '../../packages/collector/src/payload.js';
import { totalOf } from '../../src/reducers/counters.js';
import { inspectLedger } from '../../src/reducers/inspect.js';
import { emptyLedger, fold, type Ledger, reduceLedger } from '../../src/reducers/ledger.js';
import { payloadBody } from '../../src/reducers/payload.js';
import { batchId, day, manySignals, now, releaseOf, tally, tallyOf, vocabulary } from '../support/ledgers.js';

/** Some tallies, a batch sealed from them, and some more since. */
const ledger = fc
  .tuple(fc.array(tally, { maxLength: 5 }), fc.boolean(), fc.array(tally, { maxLength: 5 }))
  .map(([before, seal, since]) => {
    const folded = fold(emptyLedger('e'), before);
    return fold(seal ? reduceLedger(folded, { type: 'opened', id: batchId(0), now }) : folded, since);
  });

function deliverAll(ledger: Ledger, at: number): string[] {
  const bodies: string[] = [];
  for (let next = ledger, n = 1; n <= 1000; n++) {
    const opened = reduceLedger(next, { type: 'opened', id: batchId(n), now: at, vocabulary });
    if (opened.outbox === undefined) return bodies;
    bodies.push(payloadBody(opened.outbox));
    next = reduceLedger(opened, { type: 'delivered', id: opened.outbox.id, now: at });
  }
  return bodies;
}

test('should show the very bodies that flushes would send, with all that is kept in them', () => {
  const payload = metricsPayload(manySignals);
  fc.assert(
    fc.property(ledger, (kept) => {
      const before = structuredClone(kept);
      const { next, pending, outbox } = inspectLedger(kept, true, now + day, vocabulary);
      expect(next).toEqual(deliverAll(kept, now + day));
      const sent = next.flatMap((body) => payload.parse(JSON.parse(body)).counters);
      const total = [...pending, ...(outbox ? [outbox] : [])].reduce((sum, entry) => sum + totalOf(entry.counters), 0);
      expect(sent.reduce((sum, { count }) => sum + count, 0)).toBe(total);
      expect(kept).toEqual(before);
    }),
  );
});

test('the sealed batch comes first, then what is pending, the oldest release first', () => {
  const sealed = reduceLedger(fold(emptyLedger('e'), [tallyOf({ 'turns/total': 1 }, releaseOf(3))]), {
    type: 'opened',
    id: batchId(0),
    now,
  });
  const kept = fold(sealed, [tallyOf({ 'turns/total': 2 }, releaseOf(5)), tallyOf({ 'turns/total': 3 }, releaseOf(4))]);
  const { next } = inspectLedger(kept, true, now, vocabulary);
  expect(next.map((body) => JSON.parse(body).version)).toEqual(['1.3.0', '1.5.0', '1.4.0']);
});

test('what would be given up is not shown as to be sent: an expired batch, a token not counted any more', () => {
  const sealed = reduceLedger(fold(emptyLedger('e'), [tallyOf({ 'turns/total': 1 })]), {
    type: 'opened',
    id: batchId(0),
    now,
  });
  expect(inspectLedger(sealed, true, now + 31 * day, vocabulary)).toMatchObject({ next: [], outbox: sealed.outbox });
  expect(inspectLedger(fold(emptyLedger('e'), [tallyOf({ 'turns/total': 1 })]), true, now, new Set()).next).toEqual([]);
});

test('a hundred bodies are enough', () => {
  const kept = fold(emptyLedger('e'), [tallyOf({ 'turns/total': 20_000_000 })]);
  expect(inspectLedger(kept, true, now, vocabulary).next).toHaveLength(100);
});

test('everything stored is shown as it is', () => {
  const kept: Ledger = {
    ...fold(emptyLedger('e'), [tallyOf({ 'turns/total': 1 })]),
    delivery: { failures: 2, notBefore: now, lastDeliveredAt: now - day },
    lost: { refused: 3 },
  };
  const { epoch: _, schema: __, ...shown } = kept;
  for (const consent of [true, false, undefined]) {
    const next = [payloadBody(tallyOf({ 'turns/total': 1 }))];
    expect(inspectLedger(kept, consent, now, vocabulary)).toEqual({ ...shown, consent, next });
  }
  expect(inspectLedger(kept, true, now, vocabulary)).not.toHaveProperty('outbox');
});
