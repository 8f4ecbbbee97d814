import { expect, test } from 'vitest';
import { isExpired, limits, maxLaunches } from '../../src/protocol/index.js';
import { emptyLedger, fold, type Ledger, reduceLedger } from '../../src/reducers/ledger.js';
import { lose } from '../../src/reducers/losses.js';
import type { Counters } from '../../src/signals.js';
import { batchId, day, gaveUp, linux, now, releaseOf, tallyOf, tokens } from '../support/ledgers.js';

const id = batchId(1);
const counted = (counters: Counters): Ledger => fold(emptyLedger('e'), [tallyOf(counters)]);
const open = (ledger: Ledger, at = now, batch = id): Ledger =>
  reduceLedger(ledger, { type: 'opened', id: batch, now: at });
/** Days since 1970. */
const today = Math.floor(now / day);
const sealed = open(counted({ 'turns/total': 3, 'tool_error/exec': 2 }));

test('an empty ledger has no epoch, no counts and no memory', () => {
  expect(emptyLedger()).toEqual({
    schema: 1,
    epoch: '',
    pending: [],
    delivery: { failures: 0 },
    lost: {},
    unreported: {},
  });
  expect(emptyLedger('e').epoch).toBe('e');
});

test('opening seals the oldest release; the next waits', () => {
  const old = tallyOf({ 'turns/total': 3 }, releaseOf(1));
  const young = tallyOf({ 'turns/total': 1 }, releaseOf(2));
  const opened = open(fold(emptyLedger('e'), [old, young]));
  expect(opened.outbox).toEqual({ ...old, id, sealedAt: now, strikes: 0, launches: 1 });
  expect(opened.pending).toEqual([young]);
});

test('opening takes the batch that is there, under its own id, and seals no second one', () => {
  const more = fold(sealed, [tallyOf({ 'turns/total': 1 })]);
  expect(open(more, now + 1, batchId(2))).toEqual({ ...more, outbox: { ...more.outbox, launches: 2 } });
});

test('opening an empty ledger seals nothing', () => {
  expect(open(emptyLedger('e'))).toEqual(emptyLedger('e'));
});

test('a batch has at most 64 counters and each at most 100,000; the rest stays pending', () => {
  const extra = tokens.filter((token) => token.startsWith('extra/'));
  const all: Counters = Object.fromEntries(extra.map((token) => [token, 100_001]));
  const { outbox, pending } = open(counted(all));
  expect(Object.values(outbox?.counters ?? {})).toEqual(Array(64).fill(100_000));
  const rest = extra.map((token, at) => [token, at < 64 ? 1 : 100_001]);
  expect(pending).toEqual([tallyOf(Object.fromEntries(rest))]);
});

test.each<[string, number, boolean]>([
  ['just sealed', 0, false],
  ['exactly 14 days old', 14 * day, false],
  ['14 days and a millisecond old', 14 * day + 1, true],
  ['sealed exactly a day in the future', -day, false],
  ['sealed a day and a millisecond in the future', -day - 1, true],
])('a batch %s is given up: %j ms, %s', (_, age, expired) => {
  const opened = open(sealed, now + age, batchId(2));
  expect(opened.outbox).toEqual(expired ? undefined : { ...sealed.outbox, launches: 2 });
  expect(opened.lost).toEqual(expired ? { expired: 5 } : {});
  expect(sealed.outbox && isExpired(sealed.outbox, now + age)).toBe(expired);
});

test('a batch is sent by eight launches; the ninth gives it up', () => {
  let ledger = sealed;
  for (let launch = 2; launch <= maxLaunches; launch++) {
    ledger = open(ledger, now + launch, batchId(launch));
    expect(ledger).toEqual({ ...sealed, outbox: { ...sealed.outbox, launches: launch } });
  }
  const ninth = open(ledger, now + day, batchId(9));
  expect(ninth).toEqual({
    ...emptyLedger('e'),
    ...gaveUp({ expired: 5 }),
    delivery: { failures: 0, lastDay: today + 1 },
  });
});

test('a flush that sends its batch again is no other launch', () => {
  const again = (sentId: string): Ledger => reduceLedger(sealed, { type: 'opened', id: batchId(2), now, sentId });
  expect(again(id)).toEqual(sealed);
  expect(again(batchId(9)).outbox?.launches).toBe(2);
});

test('once a day, nothing is sealed on a day that has had a batch', () => {
  const once = (ledger: Ledger, at: number): Ledger =>
    reduceLedger(ledger, { type: 'opened', id: batchId(2), now: at, oncePerDay: true });
  const delivered = reduceLedger(sealed, { type: 'delivered', id, now });
  const more = fold(delivered, [tallyOf({ 'turns/total': 1 })]);
  const midnight = (today + 1) * day;
  expect(once(more, midnight - 1)).toEqual(more);
  expect(once(more, midnight).outbox?.counters).toEqual({ 'turns/total': 1 });
  expect(open(more, now, batchId(2)).outbox?.counters, 'by hand').toEqual({ 'turns/total': 1 });
  expect(once(more, now - day).outbox, 'a day in the future is not believed').toBeDefined();
});

test('once a day, a batch that is given up takes the day: it may have been counted on it', () => {
  const more = fold(sealed, [tallyOf({ 'turns/total': 1 })]);
  const late = now + 15 * day;
  const opened = reduceLedger(more, { type: 'opened', id: batchId(2), now: late, oncePerDay: true });
  expect(opened.outbox).toBeUndefined();
  expect(opened.pending).toEqual([tallyOf({ 'turns/total': 1 })]);
  expect(open(opened, late + 1, batchId(3)).outbox).toBeDefined();
});

test('turns and failed turns are sealed first, however many other counters there are', () => {
  const others = Object.fromEntries(tokens.filter((token) => token.startsWith('extra/')).map((token) => [token, 1]));
  const { outbox } = open(counted({ ...others, 'provider_error/timeout': 2, 'turns/total': 3 }));
  expect(outbox?.counters).toMatchObject({ 'provider_error/timeout': 2, 'turns/total': 3 });
  expect(Object.keys(outbox?.counters ?? {})).toHaveLength(64);
});

test('no batch of an honest ledger has more failed turns than turns, also with more than fit in one', () => {
  const most = limits.count;
  const failures = { 'provider_error/timeout': most + 5, 'provider_error/http_5xx': most };
  let ledger = counted({ ...failures, 'turns/total': 2 * most + 6 });
  for (let batch = 1; ledger.pending.length > 0; batch++) {
    ledger = open(ledger, now, batchId(batch));
    const { 'turns/total': turns = 0, ...failed } = ledger.outbox?.counters ?? {};
    expect(Object.values(failed).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(turns);
    ledger = reduceLedger(ledger, { type: 'delivered', id: batchId(batch), now });
  }
  expect(ledger.lost).toEqual({});
});

test('what is pending is sealed right after an expired batch was given up', () => {
  const more = fold(sealed, [tallyOf({ 'turns/total': 1 })]);
  const opened = open(more, now + 31 * day, batchId(2));
  expect(opened.outbox).toMatchObject({ id: batchId(2), counters: { 'turns/total': 1 }, sealedAt: now + 31 * day });
  expect(opened.lost).toEqual({ expired: 5 });
});

test('what is not in the vocabulary any more is lost as refused, and never sealed', () => {
  const ledger = counted({ 'turns/total': 3, 'tool_error/exec': 2 });
  const opened = reduceLedger(ledger, { type: 'opened', id, now, vocabulary: new Set(['turns/total']) });
  expect(opened.outbox?.counters).toEqual({ 'turns/total': 3 });
  expect(opened).toMatchObject({ pending: [], lost: { refused: 2 } });
});

test('what was sealed before the vocabulary shrank is left as it is: it may have been sent', () => {
  expect(reduceLedger(sealed, { type: 'opened', id: batchId(2), now, vocabulary: new Set() })).toEqual(open(sealed));
});

test('delivered empties the outbox and forgets the failures', () => {
  const failed = reduceLedger(sealed, { type: 'postponed', until: now + day });
  const delivered = reduceLedger(failed, { type: 'delivered', id, now: now + 1 });
  const delivery = { failures: 0, lastDeliveredAt: now + 1, lastDay: today };
  expect(delivered).toEqual({ ...emptyLedger('e'), delivery });
});

test('folded back, the counters are pending again, but for those that were named', () => {
  const back = reduceLedger(sealed, { type: 'foldedBack', id, named: ['tool_error/exec', 'compaction/total'] });
  expect(back).toEqual({ ...counted({ 'turns/total': 3 }), ...gaveUp({ refused: 2 }) });
  expect(reduceLedger(sealed, { type: 'foldedBack', id, named: [] })).toEqual(
    counted({ 'turns/total': 3, 'tool_error/exec': 2 }),
  );
});

test('folded back, the counters join what was counted since, before any later release', () => {
  const later = tallyOf({ 'turns/total': 7 }, releaseOf(9));
  const since = fold(sealed, [later]);
  const folded = (ledger: Ledger) => reduceLedger(ledger, { type: 'foldedBack', id, named: [] }).pending;
  const back = tallyOf({ 'turns/total': 3, 'tool_error/exec': 2 });
  expect(folded(since)).toEqual([back, later]);
  expect(folded(fold(since, [tallyOf({ 'turns/total': 1 })]))).toEqual([
    later,
    tallyOf({ 'turns/total': 4, 'tool_error/exec': 2 }),
  ]);
});

test('folded back into sixteen releases, it is the oldest and overflows', () => {
  const full = fold(
    sealed,
    Array.from({ length: 16 }, (_, n) => tallyOf({ 'turns/total': 1 }, releaseOf(n + 10))),
  );
  const back = reduceLedger(full, { type: 'foldedBack', id, named: [] });
  expect(back.pending).toEqual(full.pending);
  expect(back.lost).toEqual({ overflow: 5 });
});

test('the third strike loses the batch; until then it stays, under its id', () => {
  const strike = (ledger: Ledger): Ledger => reduceLedger(ledger, { type: 'struck', id });
  const twice = strike(strike(sealed));
  expect(twice).toEqual({ ...sealed, outbox: { ...sealed.outbox, strikes: 2 } });
  expect(open(twice, now + 1, batchId(2)).outbox?.strikes).toBe(2);
  expect(strike(twice)).toEqual({ ...emptyLedger('e'), ...gaveUp({ refused: 5 }) });
});

test('strikes outlive a fold', () => {
  const struck = reduceLedger(sealed, { type: 'struck', id });
  expect(fold(struck, [tallyOf({ 'turns/total': 1 })]).outbox?.strikes).toBe(1);
});

test.each(['delivered', 'struck'] as const)('%s for a batch that is not in the outbox changes nothing', (type) => {
  const other = { type, id: batchId(9), now };
  expect(reduceLedger(sealed, other)).toEqual(sealed);
  expect(reduceLedger(emptyLedger('e'), { ...other, id })).toEqual(emptyLedger('e'));
});

test('a batch given up by one tab is not settled again by a late answer in another', () => {
  const back = reduceLedger(sealed, { type: 'foldedBack', id, named: [] });
  expect(reduceLedger(back, { type: 'foldedBack', id, named: [] })).toEqual(back);
  expect(reduceLedger(back, { type: 'delivered', id, now })).toEqual(back);
});

test('a postponement is remembered, and each one more failure', () => {
  const twice = [now + 1, now + 2].reduce(
    (ledger, until) => reduceLedger(ledger, { type: 'postponed', until }),
    sealed,
  );
  expect(twice).toEqual({ ...sealed, delivery: { failures: 2, notBefore: now + 2 } });
});

test('erasing leaves nothing but the new epoch', () => {
  const busy = reduceLedger(lose(fold(sealed, [tallyOf({ 'turns/total': 1 })]), 'corrupt', 3), {
    type: 'postponed',
    until: now,
  });
  expect(reduceLedger(busy, { type: 'erased' })).toEqual(emptyLedger());
});

test('a ledger gets an epoch once', () => {
  const first = reduceLedger(emptyLedger(), { type: 'folded', epoch: 'first' });
  expect(first).toEqual(emptyLedger('first'));
  expect(reduceLedger(first, { type: 'folded', epoch: 'second' })).toEqual(first);
});

test('losses add up by reason', () => {
  const lost = lose(lose(lose(emptyLedger(), 'expired', 2), 'expired', 3), 'corrupt', 1).lost;
  expect(lost).toEqual({ expired: 5, corrupt: 1 });
  expect(lose(emptyLedger(), 'corrupt', 0)).toEqual(emptyLedger());
});

test('what is lost stays a safe integer', () => {
  const most = lose(emptyLedger(), 'refused', Number.MAX_SAFE_INTEGER);
  expect(lose(most, 'refused', 5).lost).toEqual({ refused: Number.MAX_SAFE_INTEGER });
});

test('no action changes the ledger it is given', () => {
  const frozen = deepFreeze(structuredClone(fold(sealed, [tallyOf({ 'turns/total': 1 }, releaseOf(1))])));
  reduceLedger(frozen, { type: 'opened', id: batchId(2), now: now + 31 * day, vocabulary: new Set() });
  reduceLedger(frozen, { type: 'delivered', id, now });
  reduceLedger(frozen, { type: 'foldedBack', id, named: ['turns/total'] });
  reduceLedger(frozen, { type: 'struck', id });
  reduceLedger(frozen, { type: 'postponed', until: now });
  fold(frozen, [tallyOf({ 'turns/total': 1 }, linux), tallyOf({ 'turns/total': 1 }, releaseOf(2))]);
  lose(frozen, 'expired', 1);
});

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
