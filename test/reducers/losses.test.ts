import { expect, test } from 'vitest';
import { limits, plausibleCount } from '../../src/protocol/index.js';
import { emptyLedger, fold, type Ledger, reduceLedger } from '../../src/reducers/ledger.js';
import { lose } from '../../src/reducers/losses.js';
import { agentSignals, type Counters, lostSignals, tokensOf } from '../../src/signals.js';
import { batchId, day, manySignals, now, releaseOf, tallyOf } from '../support/ledgers.js';

const vocabulary = tokensOf({ ...agentSignals, ...lostSignals });
const seal = (ledger: Ledger, known: ReadonlySet<string> = vocabulary, id = batchId(1)): Ledger =>
  reduceLedger(ledger, { type: 'opened', id, now, vocabulary: known });
const withTurns = fold(emptyLedger('e'), [tallyOf({ 'turns/total': 2 })]);
const deliver = (ledger: Ledger): Ledger => reduceLedger(ledger, { type: 'delivered', id: batchId(1), now });

test('each reason is a counter of the batch, after what was counted, and is reported once', () => {
  const lossy = lostSignals.delivery.reduce((ledger, reason, at) => lose(ledger, reason, at + 1), withTurns);
  const sealed = seal(lossy);
  expect(JSON.stringify(sealed.outbox?.counters)).toBe(
    '{"turns/total":2,"delivery/expired":1,"delivery/refused":2,"delivery/corrupt":3,"delivery/overflow":4}',
  );
  expect(sealed).toMatchObject({ lost: { expired: 1, refused: 2, corrupt: 3, overflow: 4 }, unreported: {} });
  const next = seal(fold(deliver(sealed), [tallyOf({ 'turns/total': 1 })]));
  expect(next.outbox?.counters).toEqual({ 'turns/total': 1 });
});

test('a report alone seals no batch, and waits for the next', () => {
  const lossy = lose(emptyLedger('e'), 'expired', 5);
  expect(seal(lossy)).toEqual(lossy);
  const sealed = seal(fold(lossy, [tallyOf({ 'turns/total': 1 }, releaseOf(3))]));
  expect(sealed.outbox).toMatchObject({
    release: releaseOf(3),
    counters: { 'turns/total': 1, 'delivery/expired': 5 },
  });
});

test('nor do counts that are only given up: the loss of a removed signal is reported with the next release', () => {
  const gone = fold(emptyLedger('e'), [
    tallyOf({ 'removed/total': 4 } as Counters, releaseOf(1)),
    tallyOf({ 'turns/total': 1 }, releaseOf(2)),
  ]);
  expect(seal(gone).outbox).toMatchObject({
    release: releaseOf(2),
    counters: { 'turns/total': 1, 'delivery/refused': 4 },
  });
});

test('a batch that expires is reported in the batch that is sealed instead', () => {
  const waiting = fold(seal(withTurns), [tallyOf({ 'compaction/total': 1 })]);
  const opened = reduceLedger(waiting, { type: 'opened', id: batchId(2), now: now + 15 * day, vocabulary });
  expect(opened.outbox?.counters).toEqual({ 'compaction/total': 1, 'delivery/expired': 2 });
});

test('without the signal nothing is reported, nor by a later version that has it', () => {
  const sealed = seal(lose(withTurns, 'expired', 5), tokensOf(agentSignals));
  expect(sealed.outbox?.counters).toEqual({ 'turns/total': 2 });
  const later = lose(fold(deliver(sealed), [tallyOf({ 'turns/total': 1 })]), 'corrupt', 1);
  expect(seal(later).outbox?.counters).toEqual({ 'turns/total': 1, 'delivery/corrupt': 1 });
});

test('a report that is folded back is pending like any count, and joins a later one', () => {
  const sealed = seal(lose(withTurns, 'expired', 5));
  const back = reduceLedger(sealed, { type: 'foldedBack', id: batchId(1), named: [] });
  expect(back).toMatchObject({ pending: [tallyOf({ 'turns/total': 2, 'delivery/expired': 5 } as Counters)] });
  expect(seal(lose(back, 'expired', 2)).outbox?.counters).toEqual({ 'turns/total': 2, 'delivery/expired': 7 });
});

const named = ['delivery/expired', 'turns/total'] as const;
test.each<[string, (sealed: Ledger) => Ledger, Ledger['lost'], Counters]>([
  [
    'named by the collector',
    (sealed) => reduceLedger(sealed, { type: 'foldedBack', id: batchId(1), named: [...named] as never }),
    { expired: 5, refused: 7 },
    { 'delivery/refused': 2 } as Counters,
  ],
  [
    'lost by three strikes',
    (sealed) => [1, 2, 3].reduce((left) => reduceLedger(left, { type: 'struck', id: batchId(1) }), sealed),
    { expired: 5, refused: 7 },
    { 'delivery/refused': 2 } as Counters,
  ],
  [
    'expired',
    (sealed) => reduceLedger(sealed, { type: 'opened', id: batchId(2), now: now + 15 * day, vocabulary }),
    { expired: 12 },
    { 'delivery/expired': 2 } as Counters,
  ],
  [
    'pushed out by sixteen later releases',
    (sealed) => {
      const releases = Array.from({ length: 16 }, (_, n) => tallyOf({ 'turns/total': 1 }, releaseOf(n + 20)));
      return reduceLedger(fold(sealed, releases), { type: 'foldedBack', id: batchId(1), named: [] });
    },
    { expired: 5, overflow: 7 },
    { 'delivery/overflow': 2 } as Counters,
  ],
])('a report that is %s is lost, and not reported again', (_, settle, lost, unreported) => {
  const sealed = seal(lose(withTurns, 'expired', 5));
  expect(settle(sealed)).toMatchObject({ lost, unreported });
  expect(settle(sealed).unreported).toEqual(unreported);
});

test('a batch reports no more than a collector believes; the rest is pending, and is reported by the next', () => {
  const sealed = seal(lose(withTurns, 'refused', plausibleCount + 5));
  expect(sealed.outbox?.counters).toEqual({ 'turns/total': 2, 'delivery/refused': plausibleCount });
  expect(sealed).toMatchObject({ pending: [tallyOf({ 'delivery/refused': 5 } as Counters)], unreported: {} });
  const back = reduceLedger(sealed, { type: 'foldedBack', id: batchId(1), named: [] });
  expect(seal(back, vocabulary, batchId(2)).outbox?.counters).toEqual(sealed.outbox?.counters);
});

test('a report that does not fit beside 64 counters is in the next batch', () => {
  const full = Object.fromEntries([...tokensOf(manySignals)].slice(0, limits.counters).map((token) => [token, 1]));
  const all = tokensOf({ ...manySignals, ...lostSignals });
  const sealed = seal(lose(fold(emptyLedger('e'), [tallyOf(full)]), 'expired', 5), all);
  expect(sealed.outbox?.counters).toEqual(full);
  expect(seal(deliver(sealed), all).outbox?.counters).toEqual({ 'delivery/expired': 5 });
});
