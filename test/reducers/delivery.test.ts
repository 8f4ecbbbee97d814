import { describe, expect, test } from 'vitest';
import {
  type DeliveryEvent,
  type DeliveryState,
  emptyReport,
  initialDelivery,
  pauseMs,
  reduceDelivery,
} from '../../src/reducers/delivery.js';
import type { CollectorResponse } from '../../src/reducers/judgeResponse.js';
import { type Batch, emptyLedger, type Ledger } from '../../src/reducers/ledger.js';
import { batchId, day, now, tallyOf } from '../support/ledgers.js';

const batch: Batch = { ...tallyOf({ 'turns/total': 2 }), id: batchId(1), sealedAt: now, strikes: 0, launches: 1 };
const empty = emptyLedger('e1');
const pending: Ledger = { ...empty, pending: [tallyOf({ 'turns/total': 2 })] };
const sealed: Ledger = { ...empty, outbox: batch };

const begun: DeliveryEvent = { type: 'begun' };
const gaveUp: DeliveryEvent = { type: 'gaveUp' };
const met = (ledger: Ledger, at = now): DeliveryEvent => ({ type: 'ledger', ledger, now: at });
const answered = (response?: CollectorResponse): DeliveryEvent => ({ type: 'answered', response, now });
const plain = (status: number): DeliveryEvent => answered({ status, void: false, named: [] });

const stateAfter = (...events: readonly DeliveryEvent[]): DeliveryState =>
  events.reduce(reduceDelivery, initialDelivery('e1'));

/** Each state, and the events that lead to it. */
const states = {
  begin: [],
  read: [begun],
  open: [begun, met(pending)],
  check: [begun, met(pending), met(sealed)],
  post: [begun, met(pending), met(sealed), met(sealed)],
  'apply, delivered': [begun, met(pending), met(sealed), met(sealed), plain(202)],
  'apply, turned away': [
    begun,
    met(pending),
    met(sealed),
    met(sealed),
    answered({ status: 429, void: true, named: [], retryAfterMs: 90_000 }),
  ],
  'apply, refused': [begun, met(pending), met(sealed), met(sealed), answered({ status: 400, void: true, named: [] })],
  fail: [begun, met(pending), met(sealed), met(sealed), plain(500)],
  postpone: [begun, met(pending), met(sealed), met(sealed), plain(500), gaveUp],
  'apply, postponed': [begun, met(pending), met(sealed), met(sealed), plain(500), gaveUp, met(sealed)],
  end: [begun, met(empty)],
} as const satisfies Record<string, readonly DeliveryEvent[]>;

/** Where a flush goes from each state, and what of the state that follows matters. */
type Row = [from: keyof typeof states, what: string, event: DeliveryEvent, next: Partial<DeliveryState>];
const settle = (type: 'delivered' | 'foldedBack' | 'struck', named: readonly string[] = []) =>
  ({ type, id: batch.id, now, named }) as never;
const reports = (report: object) => ({ report: { ...emptyReport, ...report } });
const table: readonly Row[] = [
  ['begin', 'begins with a reading', begun, { at: 'read' }],

  ['read', 'counts are pending', met(pending), { at: 'open', lostBefore: 0 }],
  ['read', 'a batch is in the outbox', met(sealed), { at: 'open' }],
  ['read', 'notes what was lost before', met({ ...pending, lost: { expired: 7 } }), { at: 'open', lostBefore: 7 }],
  ['read', 'nothing to send', met(empty), { at: 'end', ...reports({ skipped: 'empty' }) }],
  ['read', 'another epoch', met({ ...pending, epoch: 'e2' }), { at: 'end', ...reports({ skipped: 'consent' }) }],
  ['read', 'a pause', met(paused(1)), { at: 'end', ...reports({ skipped: 'postponed' }) }],
  ['read', 'the longest pause', met(paused(day)), { at: 'end', ...reports({ skipped: 'postponed' }) }],
  ['read', 'a pause that is over', met(paused(0)), { at: 'open' }],
  ['read', 'a pause that is too long to be believed', met(paused(day + 1)), { at: 'open' }],

  ['open', 'a batch was sealed', met(sealed), { at: 'check', id: batch.id, sentId: batch.id, ...reports({ held: 1 }) }],
  [
    'open',
    'nothing was left to seal',
    met({ ...empty, lost: { refused: 2 } }),
    { at: 'check', ...reports({ lost: 2 }) },
  ],

  ['check', 'the batch is still there', met(sealed), { at: 'post', batch }],
  ['check', 'another epoch', met({ ...sealed, epoch: 'e2' }), { at: 'end' }],
  ['check', 'another batch', met({ ...sealed, outbox: { ...batch, id: batchId(2) } }), { at: 'end' }],
  ['check', 'no batch', met(pending), { at: 'end' }],
  ['check', 'the batch has expired meanwhile', met(sealed, now + 31 * day), { at: 'end' }],

  ['post', 'counted', plain(202), { at: 'apply', action: settle('delivered'), next: 'goOn' }],
  [
    'post',
    'refused, a counter is named',
    answered({ status: 400, void: true, named: ['turns/total'] }),
    { at: 'apply', action: settle('foldedBack', ['turns/total']), next: 'goOn' },
  ],
  [
    'post',
    'turned away',
    answered({ status: 503, void: true, named: [], retryAfterMs: 5 }),
    { at: 'apply', action: settle('foldedBack'), next: 'backOff', retryAfterMs: 5 },
  ],
  [
    'post',
    'refused',
    answered({ status: 400, void: true, named: [] }),
    { at: 'apply', action: settle('struck'), next: 'stop' },
  ],
  ['post', 'no answer', answered(), { at: 'fail', retryAfterMs: undefined }],
  ['post', 'an answer that settles nothing', plain(500), { at: 'fail' }],
  ['post', 'a wrong endpoint', plain(404), { at: 'postpone' }],

  ['apply, delivered', 'more may be pending', met(empty), { at: 'open', ...reports({ delivered: 1 }) }],
  [
    'apply, turned away',
    'backs off',
    met(pending),
    { at: 'fail', retryAfterMs: 90_000, ...reports({ foldedBack: 1 }) },
  ],
  ['apply, refused', 'is of no use to repeat', met(sealed), { at: 'postpone', ...reports({ held: 1 }) }],
  [
    'apply, refused',
    'the third strike is a loss',
    met({ ...empty, lost: { refused: 2 } }),
    { at: 'postpone', ...reports({ lost: 2 }) },
  ],
  ['apply, postponed', 'is over', met(sealed), { at: 'end', ...reports({ held: 1 }) }],

  ['fail', 'another attempt opens again', begun, { at: 'open' }],
  ['fail', 'no other attempt', gaveUp, { at: 'postpone' }],

  [
    'postpone',
    'waits longer after each failure',
    met({ ...sealed, delivery: { failures: 2 } }),
    { at: 'apply', action: { type: 'postponed', until: now + 4 * 60_000 }, next: 'end' },
  ],
  ['postpone', 'another epoch has no failures', met({ ...sealed, epoch: 'e2' }), { at: 'end' }],
];

function paused(ms: number): Ledger {
  return { ...pending, delivery: { failures: 1, notBefore: now + ms } };
}

test.each(table)('%s: %s', (from, _, event, next) => {
  expect(reduceDelivery(stateAfter(...states[from]), event)).toMatchObject(next);
});

test('a flush waits as long as the collector has asked for, also when it gives up', () => {
  const state = stateAfter(...states['apply, turned away'], met(pending), gaveUp, met(pending));
  expect(state).toMatchObject({ action: { type: 'postponed', until: now + 90_000 } });
});

describe('once a day', () => {
  const today = Math.floor(now / day);
  const taken = (ledger: Ledger): Ledger => ({ ...ledger, delivery: { failures: 0, lastDay: today } });
  const onceAfter = (...events: readonly DeliveryEvent[]): DeliveryState =>
    events.reduce(reduceDelivery, initialDelivery('e1', true));
  const posting = [begun, met(pending), met(sealed), met(sealed)];

  test('a day that has had a batch is skipped, with a batch in the outbox as well', () => {
    const skips = { at: 'end', ...reports({ skipped: 'today' }) };
    expect(onceAfter(begun, met(taken(pending)))).toMatchObject(skips);
    expect(onceAfter(begun, met(taken(sealed)))).toMatchObject(skips);
    expect(onceAfter(begun, met(taken(pending), now + day))).toMatchObject({ at: 'open' });
    expect(stateAfter(begun, met(taken(pending)))).toMatchObject({ at: 'open' });
  });

  test('it ends when one batch is delivered', () => {
    expect(onceAfter(...posting, plain(202))).toMatchObject({ action: settle('delivered'), next: 'end' });
    expect(onceAfter(...posting, plain(202), met(taken(pending)))).toMatchObject({
      at: 'end',
      ...reports({ delivered: 1 }),
    });
  });

  test('a batch that was not counted does not take the day', () => {
    const named = answered({ status: 400, void: true, named: ['turns/total'] });
    expect(onceAfter(...posting, named)).toMatchObject({ at: 'apply', next: 'goOn' });
  });

  test('nothing is posted if another tab has delivered meanwhile', () => {
    expect(onceAfter(begun, met(pending), met(sealed), met(taken(sealed)))).toMatchObject({ at: 'end' });
  });
});

test('counts each batch that is settled, over all attempts', () => {
  const oneMore = [met(sealed), met(sealed), plain(202), met(sealed)];
  const state = stateAfter(begun, met(pending), ...oneMore, ...oneMore, met(sealed), met(sealed), plain(500), begun);
  expect(stateAfter().report).toEqual(emptyReport);
  expect(state).toMatchObject({ at: 'open', report: { delivered: 2, held: 1 } });
});

test.each(['open', 'check', 'read', 'apply, delivered', 'postpone', 'end'] as const)(
  'an answer that comes in the state "%s" changes nothing',
  (from) => {
    const state = stateAfter(...states[from]);
    expect(reduceDelivery(state, plain(202))).toBe(state);
  },
);

test.each(['begin', 'post', 'fail', 'end'] as const)('a ledger in the state "%s" changes nothing', (from) => {
  const state = stateAfter(...states[from]);
  expect(reduceDelivery(state, met(sealed))).toBe(state);
});

describe('pauseMs()', () => {
  const minute = 60_000;
  const hour = 60 * minute;
  test.each([
    [1, undefined, minute],
    [2, undefined, 2 * minute],
    [3, undefined, 4 * minute],
    [9, undefined, 256 * minute],
    [10, undefined, 6 * hour],
    [11, undefined, 6 * hour],
    [5000, undefined, 6 * hour],
    [1, 1000, minute],
    [1, 61_000, 61_000],
    [3, 61_000, 4 * minute],
    [20, 7 * hour, 7 * hour],
    [1, 24 * hour, 24 * hour],
    [1, 25 * hour, 24 * hour],
    [9999, Number.MAX_SAFE_INTEGER, 24 * hour],
  ])('after %i failures, asked for %s ms: %i ms', (failures, retryAfterMs, ms) =>
    expect(pauseMs(failures, retryAfterMs)).toBe(ms),
  );
});
