import { expect, test } from 'vitest';
import { emptyLedger, fold, type Ledger, reduceLedger } from '../../src/reducers/ledger.js';
import { isNewer, parseLedger } from '../../src/reducers/parseLedger.js';
import { damaged, gone } from '../support/damage.js';
import { batchId, gaveUp, linux, now, releaseOf, tallyOf, tokens } from '../support/ledgers.js';

const five = fold(emptyLedger('e'), [tallyOf({ 'turns/total': 3, 'tool_error/exec': 2 })]);
const sealed = reduceLedger(five, { type: 'opened', id: batchId(0), now });
const corrupt = (stored: unknown): unknown => parseLedger(stored).lost.corrupt;

test.each<[string, unknown, boolean]>([
  ['a later schema', { ...five, schema: 2 }, true],
  ['a much later one of another shape', { schema: 99, ledger: [] }, true],
  ['this one', five, false],
  ['an earlier one', { ...five, schema: 0 }, false],
  ['none', damaged(five, ['schema'], gone), false],
  ['no number', { ...five, schema: Number.NaN }, false],
  ['nothing', undefined, false],
  ['null', null, false],
  ['a text', 'schema', false],
])('newer is a schema above this one: %s', (_, stored, newer) => expect(isNewer(stored)).toBe(newer));

test.each<[string, unknown, number]>([
  ['null', null, 1],
  ['a text', 'ledger', 1],
  ['an empty object', {}, 1],
  ['another schema', { ...five, schema: 0 }, 5],
  ['no schema', damaged(five, ['schema'], gone), 5],
  ['no epoch', damaged(five, ['epoch'], gone), 5],
  ['an epoch that is no text', { ...five, epoch: 7 }, 5],
  ['another schema, a batch and more', { ...fold(sealed, [tallyOf({ 'turns/total': 1 })]), schema: 0 }, 6],
])('what cannot be a ledger of this schema and consent is lost: %s', (_, stored, counts) => {
  expect(parseLedger(stored)).toEqual({ ...emptyLedger(), ...gaveUp({ corrupt: counts }) });
});

test.each<[string, unknown, number]>([
  ['a token that is none', damaged(five, ['pending', 0, 'counters', 'A Prompt'], 4), 4],
  [
    'a prototype key',
    {
      ...five,
      pending: [{ release: linux, counters: JSON.parse('{"turns/total":3,"tool_error/exec":2,"__proto__":4}') }],
    },
    4,
  ],
  ['a count below zero', damaged(five, ['pending', 0, 'counters', 'turns/x'], -4), 1],
  ['half a count', damaged(five, ['pending', 0, 'counters', 'turns/x'], 0.5), 1],
  ['a count beyond counting', damaged(five, ['pending', 0, 'counters', 'turns/x'], 2 ** 53), 1],
  ['a count that is a text', damaged(five, ['pending', 0, 'counters', 'turns/x'], '4'), 1],
  ['an entry that is none', { ...five, pending: [null, ...five.pending] }, 1],
  ['an entry without counters', { ...five, pending: [{ release: linux }, ...five.pending] }, 1],
  [
    'a version that is none',
    { ...five, pending: [tallyOf({ 'turns/total': 4 }, { ...linux, version: '1 2' }), ...five.pending] },
    4,
  ],
  [
    'an unknown system',
    { ...five, pending: [{ release: { version: '1', os: 'beos' }, counters: { 'turns/total': 4 } }, ...five.pending] },
    4,
  ],
])('the rest of pending stays beside %s', (_, stored, counts) => {
  expect(parseLedger(stored)).toEqual({ ...five, ...gaveUp({ corrupt: counts }) });
});

test('a release listed twice is one again', () => {
  expect(parseLedger({ ...five, pending: [...five.pending, ...five.pending] })).toEqual(fold(five, five.pending));
});

test('more releases than a ledger keeps overflow', () => {
  const pending = Array.from({ length: 20 }, (_, n) => tallyOf({ 'turns/total': 1 }, releaseOf(n)));
  expect(parseLedger({ ...five, pending })).toMatchObject({ pending: pending.slice(4), lost: { overflow: 4 } });
});

const batch = (path: readonly string[], junk: unknown): unknown => damaged(sealed, ['outbox', ...path], junk);

test.each<[string, unknown, number]>([
  ['no id', batch(['id'], gone), 5],
  ['an id too short', batch(['id'], 'short'), 5],
  ['an id with a blank', batch(['id'], 'batch 0123456789abcdef'), 5],
  ['no time', batch(['sealedAt'], gone), 5],
  ['a time that is none', batch(['sealedAt'], Number.NaN), 5],
  ['a third strike', batch(['strikes'], 3), 5],
  ['strikes that are none', batch(['strikes'], '0'), 5],
  ['no counters', batch(['counters'], {}), 1],
  ['a counter of none', batch(['counters', 'turns/total'], 0), 2],
  ['a counter that is too large', batch(['counters', 'turns/total'], 100_001), 100_003],
  ['a counter more that is no token', batch(['counters', 'a prompt'], 4), 9],
  ['a broken release', batch(['release', 'os'], 'beos'), 5],
  ['65 counters', batch(['counters'], Object.fromEntries(tokens.slice(0, 65).map((token) => [token, 1]))), 65],
  ['null in its place', batch([], null), 1],
])('a batch with %s is dropped whole and accounted for', (_, stored, counts) => {
  expect(parseLedger(stored)).toEqual({ ...emptyLedger('e'), ...gaveUp({ corrupt: counts }) });
});

test('a batch of tokens that are not counted any more is kept: it may have been sent', () => {
  const stored = batch(['counters', 'gone_signal/total'], 1);
  expect(parseLedger(stored).outbox?.counters).toHaveProperty(['gone_signal/total'], 1);
});

test('what is remembered of deliveries and losses is read field by field', () => {
  const stored = {
    ...five,
    delivery: { failures: -1, notBefore: now, lastDeliveredAt: 'x', more: 1 },
    lost: { refused: 2, expired: 'x', more: 3 },
  };
  const { delivery, lost } = parseLedger(stored);
  expect(delivery).toEqual({ failures: 0, notBefore: now });
  expect(lost).toEqual({ refused: 2 });
  expect(parseLedger({ ...five, delivery: null, lost: null })).toEqual(five);
});

test('what is to be reported is read strictly, and a ledger of a version that reported nothing has nothing', () => {
  const due = { ...five, unreported: { 'delivery/expired': 3, 'delivery/corrupt': 1 } };
  expect(parseLedger(due)).toEqual(due);
  expect(parseLedger({ ...five, unreported: undefined })).toEqual(five);
  const junk = { 'delivery/expired': 3, 'turns/total': 5, 'delivery/refused': 0.5, 'delivery/corrupt': 0, a: 1 };
  expect(parseLedger({ ...five, unreported: junk }).unreported).toEqual({ 'delivery/expired': 3 });
  for (const wrong of [null, 'text', 7, [3]]) expect(parseLedger({ ...five, unreported: wrong })).toEqual(five);
});

test('a damaged number of what is to be reported ends, too', () => {
  const damagedDue = parseLedger({ ...five, unreported: { 'delivery/expired': Number.MAX_SAFE_INTEGER } });
  expect(damagedDue.unreported).toEqual({ 'delivery/expired': 100_000_000 });
});

test('losses known before are kept beside the new one', () => {
  const known: Ledger = { ...five, lost: { corrupt: 2, refused: 1 } };
  expect(parseLedger({ ...known, epoch: undefined }).lost).toEqual({ corrupt: 7, refused: 1 });
  expect(corrupt({ ...known, pending: [null] })).toBe(3);
});

test('what was appended and cannot be read is lost like the rest', () => {
  const appended = [tallyOf({ 'turns/total': 1 }), null, { release: linux, counters: { nonsense: 4 } }, {}];
  const revived = parseLedger(five, appended);
  expect(revived.pending).toEqual([tallyOf({ 'turns/total': 4, 'tool_error/exec': 2 })]);
  expect(revived.lost).toEqual({ corrupt: 6 });
});

test('a counter or a schema that has no primitive value costs no more than itself', () => {
  const odd = { toString: 0 };
  const whole = reduceLedger(
    fold(emptyLedger('epoch'), [{ release: { version: '1.0.0', os: 'linux' }, counters: { 'turns/total': 7 } }]),
    { type: 'postponed', until: 5 },
  );
  const outbox = { id: 'batch-0000000000000000', release: { version: '1.0.0', os: 'linux' }, sealedAt: 1, strikes: 0 };
  const revived = parseLedger({
    ...whole,
    outbox: { ...outbox, counters: { 'turns/total': 2, 'compaction/total': odd } },
  });
  expect(revived).toEqual({ ...whole, ...gaveUp({ corrupt: 3 }) });
  expect(isNewer({ ...whole, schema: odd })).toBe(false);
});

test.each<[unknown, number | undefined]>([
  [undefined, 1],
  [8, 8],
  [0, undefined],
  [9, undefined],
  ['1', undefined],
])('a batch of %j launches is kept, formerly stored without, or it is damaged', (launches, kept) => {
  expect(parseLedger(batch(['launches'], launches)).outbox?.launches).toBe(kept);
});

test('the day of the last delivery is kept', () => {
  expect(parseLedger({ ...five, delivery: { failures: 0, lastDay: 20_593 } }).delivery.lastDay).toBe(20_593);
});
