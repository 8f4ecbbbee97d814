import { isExpired, longestPauseMs } from '../protocol/index.js';
import { type CollectorResponse, judgeResponse, type Verdict } from './judgeResponse.js';
import { type Batch, isDayTaken, type Ledger, type LedgerAction, lostIn } from './ledger.js';

/** What a flush did. */
export interface FlushReport {
  /** Why it did nothing. */
  readonly skipped?: 'consent' | 'offline' | 'busy' | 'postponed' | 'empty' | 'today';
  /** Batches answered 202. */
  readonly delivered: number;
  /** Batches returned to pending, because the collector said that it had not counted them. */
  readonly foldedBack: number;
  /** Batches left in the outbox, to be sent again under the same id. */
  readonly held: number;
  /** Counts given up. */
  readonly lost: number;
}

/**
 * One flush, as a pure state machine. `at` names what is done next; `streams/deliver` does it, and what comes of it is the
 * next event.
 */
export type DeliveryState = Common &
  /** `read`: reads the ledger. `open`: applies `opened`. `fail`: ends the attempt. `postpone`: reads how long to wait. */
  (
    | { readonly at: 'begin' | 'read' | 'open' | 'fail' | 'postpone' | 'end' }
    /** Reads the ledger again: does the outbox still have the batch of this id? */
    | { readonly at: 'check'; readonly id: string | undefined }
    | { readonly at: 'post'; readonly batch: Batch }
    /** Applies the action, and goes on as `next` says. */
    | { readonly at: 'apply'; readonly action: LedgerAction; readonly next: Next }
  );

type Next = Verdict['next'] | 'end';

interface Common {
  /** The consent that the flush acts under; under any other, nothing is sent. */
  readonly epoch: string;
  readonly report: FlushReport;
  /** Whether it ends when one batch is delivered, and does nothing on a UTC day that has one already. */
  readonly oncePerDay: boolean;
  /** The batch that it sent last. */
  readonly sentId?: string | undefined;
  /** Counts that the ledger had given up before. */
  readonly lostBefore: number;
  /** How long the collector asked to wait when it answered last, milliseconds. */
  readonly retryAfterMs?: number | undefined;
}

export type DeliveryEvent =
  /** The first attempt begins, or another one. */
  | { readonly type: 'begun' }
  /** The store has answered. `now`: epoch milliseconds, when it did. */
  | { readonly type: 'ledger'; readonly ledger: Ledger; readonly now: number }
  /** `undefined`: the collector did not answer in time. */
  | { readonly type: 'answered'; readonly response: CollectorResponse | undefined; readonly now: number }
  /** There is no other attempt. */
  | { readonly type: 'gaveUp' };

export const emptyReport: FlushReport = { delivered: 0, foldedBack: 0, held: 0, lost: 0 };

export const initialDelivery = (epoch: string, oncePerDay = false): DeliveryState => ({
  at: 'begin',
  epoch,
  oncePerDay,
  report: emptyReport,
  lostBefore: 0,
});

export function reduceDelivery(state: DeliveryState, event: DeliveryEvent): DeliveryState {
  switch (event.type) {
    case 'begun':
      return { ...state, at: state.at === 'fail' ? 'open' : 'read' };
    case 'gaveUp':
      return { ...state, at: 'postpone' };
    case 'answered':
      return state.at === 'post' ? judged(state, event.response, event.now) : state;
    case 'ledger':
      return met(state, event.ledger, event.now);
  }
}

function met(state: DeliveryState, ledger: Ledger, now: number): DeliveryState {
  const { outbox: batch, delivery } = ledger;
  const isSame = ledger.epoch === state.epoch;
  switch (state.at) {
    case 'read': {
      const skipped = whyNot(ledger, state, now);
      if (skipped) return { ...state, at: 'end', report: { ...state.report, skipped } };
      return { ...state, at: 'open', lostBefore: lostIn(ledger) };
    }
    case 'open':
      return { ...state, at: 'check', id: batch?.id, sentId: batch?.id, report: noted(state, ledger) };
    case 'check':
      // Committing may have taken long: the machine may have slept, and another tab may have erased.
      return batch && batch.id === state.id && isSame && !isExpired(batch, now) && !isTaken(state, ledger, now)
        ? { ...state, at: 'post', batch }
        : { ...state, at: 'end' };
    case 'apply':
      return goOn({ ...state, report: noted(state, ledger, state.action.type) }, state.next);
    case 'postpone': {
      if (!isSame) return { ...state, at: 'end' };
      const until = now + pauseMs(delivery.failures + 1, state.retryAfterMs);
      return { ...state, at: 'apply', action: { type: 'postponed', until }, next: 'end' };
    }
    default:
      return state;
  }
}

function judged(
  state: DeliveryState & { readonly at: 'post' },
  response: CollectorResponse | undefined,
  now: number,
): DeliveryState {
  const { batch: type, next } = judgeResponse(response);
  const answered = { ...state, retryAfterMs: response?.retryAfterMs };
  if (type === 'held') return goOn(answered, next);
  const action = { type, id: state.batch.id, now, named: response?.named ?? [] };
  return { ...answered, at: 'apply', action, next: type === 'delivered' && state.oncePerDay ? 'end' : next };
}

const goOn = (state: DeliveryState, next: Next): DeliveryState => ({ ...state, at: following[next] });

/** Another attempt is of no use after `stop`. */
const following = { goOn: 'open', backOff: 'fail', stop: 'postpone', end: 'end' } as const satisfies Record<
  Next,
  string
>;

function noted({ report, lostBefore }: DeliveryState, ledger: Ledger, action?: LedgerAction['type']): FlushReport {
  return {
    ...report,
    delivered: report.delivered + (action === 'delivered' ? 1 : 0),
    foldedBack: report.foldedBack + (action === 'foldedBack' ? 1 : 0),
    held: ledger.outbox ? 1 : 0,
    lost: Math.max(0, lostIn(ledger) - lostBefore),
  };
}

const isTaken = ({ oncePerDay }: DeliveryState, ledger: Ledger, now: number): boolean =>
  oncePerDay && isDayTaken(ledger, now);

function whyNot(ledger: Ledger, state: DeliveryState, now: number): FlushReport['skipped'] {
  const { epoch, pending, outbox, delivery } = ledger;
  if (epoch !== state.epoch) return 'consent';
  if (!pending.length && !outbox) return 'empty';
  if (isTaken(state, ledger, now)) return 'today';
  const waitMs = (delivery.notBefore ?? 0) - now;
  // A longer pause is not believed: the clock was wrong when it was remembered.
  return waitMs > 0 && waitMs <= longestPauseMs ? 'postponed' : undefined;
}

const minuteMs = 60_000;

/** How long after the n-th failed flush in a row no other is to send: 1 minute, doubling up to 6 hours, or as asked. */
export const pauseMs = (failures: number, retryAfterMs = 0): number =>
  Math.min(longestPauseMs, Math.max(retryAfterMs, Math.min(360 * minuteMs, minuteMs * 2 ** (failures - 1))));
