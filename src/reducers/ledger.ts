import { isExpired, limits, maxLaunches, plausibleCount, type Release } from '../protocol/index.js';
import type { Counters, SignalToken } from '../signals.js';
import { addCounters, entriesOf, isEmpty, splitCounters, sumOf, totalOf } from './counters.js';
import { isReport, type Losses, loseCounters } from './losses.js';

/** Counters, and the release that they were counted in. */
export interface Tally {
  readonly release: Release;
  readonly counters: Counters;
}

/** Counters that are sealed for sending under one random id, the idempotency key. */
export interface Batch extends Tally {
  readonly id: string;
  /** When it was sealed, epoch milliseconds. */
  readonly sealedAt: number;
  /** How often the collector has voided it without a reason that can be acted on, 0 to 2; the third time loses it. */
  readonly strikes: number;
  /** How many flushes have sent it, or were about to: 1 to 8. A flush that sends it again counts once. */
  readonly launches: number;
}

/** What is remembered of former flushes. */
export interface Delivery {
  /** How many flushes in a row have failed. */
  readonly failures: number;
  /** No flush sends before this time, epoch milliseconds. */
  readonly notBefore?: number;
  /** When a batch was last delivered, epoch milliseconds. */
  readonly lastDeliveredAt?: number;
  /** The last UTC day, in days since 1970, on which a batch of this device was counted, or may have been. */
  readonly lastDay?: number;
}

/** The persisted state: the result of all tallies and actions. */
export interface Ledger extends Losses {
  readonly schema: 1;
  /** The consent that all this was counted under: a random id; `''` if nothing was stored since the last erasure. */
  readonly epoch: string;
  /** Counts that are not yet sealed: one entry a release, oldest first. */
  readonly pending: readonly Tally[];
  readonly outbox?: Batch;
  readonly delivery: Delivery;
}

export type LedgerAction =
  /**
   * Keeps the batch that is in the outbox, unless it is too old or 8 launches have sent it: it is lost then. Else seals one
   * under `id`. Pending counts of tokens outside `vocabulary` are lost. What was given up is reported in the batch it seals if
   * `vocabulary` has tokens for that, and is never reported otherwise.
   */
  | {
      readonly type: 'opened';
      readonly id: string;
      readonly now: number;
      readonly vocabulary?: ReadonlySet<string>;
      /** The batch that this flush has sent already: to send it again is no other launch. */
      readonly sentId?: string | undefined;
      /** Seals nothing on a day on which a batch was counted, or may have been. */
      readonly oncePerDay?: boolean;
    }
  /** The collector has counted the batch: the outbox is emptied, and the failures are forgotten. */
  | { readonly type: 'delivered'; readonly id: string; readonly now: number }
  /** The collector has voided the batch: its counters are pending again, except for those it has named, which are lost. */
  | { readonly type: 'foldedBack'; readonly id: string; readonly named: readonly SignalToken[] }
  /** The collector has voided the batch without a reason that can be acted on. It stays in the outbox; the third time, it is lost. */
  | { readonly type: 'struck'; readonly id: string }
  /** The flush has failed: none sends before `until`, epoch milliseconds. */
  | { readonly type: 'postponed'; readonly until: number }
  /** Consent was withdrawn: everything is deleted, the epoch too, so that nothing that is left tells two devices apart. */
  | { readonly type: 'erased' }
  /** Folds the appended tallies, and nothing else. A ledger without an epoch gets this one. */
  | { readonly type: 'folded'; readonly epoch: string };

export const maxReleases = 16;
export const maxStrikes = 3;

export const emptyLedger = (epoch = ''): Ledger => ({
  schema: 1,
  epoch,
  pending: [],
  delivery: { failures: 0 },
  lost: {},
  unreported: {},
});

/** Adds appended tallies to pending. */
export const fold = (ledger: Ledger, tallies: readonly Tally[]): Ledger =>
  tallies.reduce((folded, tally) => addPending(folded, tally, 'push'), ledger);

export function reduceLedger(ledger: Ledger, action: LedgerAction): Ledger {
  const { outbox, ...rest } = ledger;
  const { failures } = ledger.delivery;
  switch (action.type) {
    case 'erased':
      return emptyLedger();
    case 'folded':
      return ledger.epoch ? ledger : { ...ledger, epoch: action.epoch };
    case 'postponed':
      return { ...ledger, delivery: { ...ledger.delivery, failures: failures + 1, notBefore: action.until } };
    case 'opened':
      return open(ledger, action);
  }
  // A response to a batch that is no longer in the outbox changes nothing.
  if (outbox?.id !== action.id) return ledger;
  switch (action.type) {
    case 'delivered':
      return { ...rest, delivery: { failures: 0, lastDeliveredAt: action.now, lastDay: dayOf(action.now) } };
    case 'foldedBack': {
      const [refused, kept] = splitCounters(outbox.counters, (token) => action.named.includes(token));
      return loseCounters(addPending(rest, { ...outbox, counters: kept }, 'unshift'), 'refused', refused);
    }
    case 'struck': {
      const strikes = outbox.strikes + 1;
      return strikes < maxStrikes
        ? { ...rest, outbox: { ...outbox, strikes } }
        : loseCounters(rest, 'refused', outbox.counters);
    }
  }
}

type Opened = LedgerAction & { type: 'opened' };

function open(ledger: Ledger, action: Opened): Ledger {
  const { outbox, ...rest } = ledger;
  let left: Ledger = rest;
  if (outbox) {
    const launches = outbox.launches + (outbox.id === action.sentId ? 0 : 1);
    if (launches <= maxLaunches && !isExpired(outbox, action.now)) return { ...rest, outbox: { ...outbox, launches } };
    // It may have been counted today.
    const delivery = { ...ledger.delivery, lastDay: dayOf(action.now) };
    left = loseCounters({ ...rest, delivery }, 'expired', outbox.counters);
  }
  return action.oncePerDay && isDayTaken(left, action.now) ? left : seal(left, action);
}

const dayOf = (ms: number): number => Math.floor(ms / 86_400_000);

/** Whether a batch of this device was counted on the UTC day of `now`, or may have been. A day in the future is not believed. */
export const isDayTaken = ({ delivery }: Ledger, now: number): boolean => delivery.lastDay === dayOf(now);

function seal(ledger: Ledger, action: Opened): Ledger {
  const { id, now, vocabulary } = action;
  const [oldest, ...later] = ledger.pending;
  if (!oldest) return ledger;
  const { release } = oldest;
  // An upgrade of the app may have removed a signal: its counts are no longer sent.
  const [unknown, known] = splitCounters(oldest.counters, (token) => vocabulary?.has(token) === false);
  const left = loseCounters({ ...ledger, pending: later }, 'refused', unknown);
  if (isEmpty(known)) return seal(left, action);
  // What is outside the vocabulary is forgotten: a later version that lists it reports only what was lost since.
  const [reports] = splitCounters(left.unreported, (token) => vocabulary?.has(token) === true);
  const { sealed, rest } = fitIn(addCounters(known, reports));
  const outbox = { id, release, counters: sealed, sealedAt: now, strikes: 0, launches: 1 };
  return { ...addPending({ ...left, unreported: {} }, { release, counters: rest }, 'unshift'), outbox };
}

/** As much of `counters` as one batch holds, and the rest. */
function fitIn(counters: Counters): Record<'sealed' | 'rest', Counters> {
  const sealed: Counters = {};
  const rest: Counters = {};
  let room = limits.counters - Object.keys(counters).filter(isOfTurns).length;
  // Of more turns than fit, no more failed ones are sealed either.
  let failures = (counters['turns/total'] ?? 0) > limits.count ? limits.count : Number.POSITIVE_INFINITY;
  for (const [token, count] of entriesOf(counters)) {
    const most = isOfTurns(token) || room-- > 0 ? limits.count : 0;
    // The client makes reports of any size, and no batch is to be set aside for one.
    const fitting = Math.min(count, most, isFailure(token) ? failures : isReport(token) ? plausibleCount : most);
    if (isFailure(token)) failures -= fitting;
    if (fitting) sealed[token] = fitting;
    if (count > fitting) rest[token] = count - fitting;
  }
  return { sealed, rest };
}

/** Turns and failed turns go into one batch: the collector sets a batch aside that has more failed turns than turns. */
const isOfTurns = (token: string): boolean => token === 'turns/total' || isFailure(token);
const isFailure = (token: string): boolean => token.startsWith('provider_error/');

function addPending(ledger: Ledger, { release, counters }: Tally, add: 'push' | 'unshift'): Ledger {
  if (isEmpty(counters)) return ledger;
  const pending = [...ledger.pending];
  const at = pending.findIndex((entry) => sameRelease(entry.release, release));
  const known = pending[at];
  if (known) pending[at] = { release, counters: addCounters(known.counters, counters) };
  else pending[add]({ release, counters });
  const oldest = pending.length > maxReleases ? pending.shift() : undefined;
  return loseCounters({ ...ledger, pending }, 'overflow', oldest?.counters ?? {});
}

const sameRelease = (a: Release, b: Release): boolean => a.version === b.version && a.os === b.os;

export const countsOf = (tallies: readonly Tally[]): number => sumOf(tallies.map(({ counters }) => totalOf(counters)));

/** How many counts a ledger has given up. */
export const lostIn = ({ lost }: Ledger): number => totalOf(lost);
