import { isExpired } from '../../../src/protocol/index.js';
import {
  type ConsentEvent,
  type ConsentState,
  type ConsentTransition,
  reduceConsent,
} from '../../../src/reducers/consent.js';
import { type DeliveryEvent, type DeliveryState, reduceDelivery } from '../../../src/reducers/delivery.js';
import type { CollectorResponse } from '../../../src/reducers/judgeResponse.js';
import { type Batch, type Ledger, type LedgerAction, reduceLedger } from '../../../src/reducers/ledger.js';
import type { Rules } from './rules.js';

/** The real pure code where all rules hold; for each that is dropped, wrapped. */
export interface PureCode {
  readonly reduce: (ledger: Ledger, action: LedgerAction, isFirstAttempt: boolean) => Ledger;
  readonly reduceDelivery: (state: DeliveryState, event: DeliveryEvent, isFirstAttempt: boolean) => DeliveryState;
  /** What a response is taken for. */
  readonly believed: (response: CollectorResponse | undefined) => CollectorResponse | undefined;
  readonly reduceConsent: (state: ConsentState, event: ConsentEvent) => ConsentTransition;
}

export function pureCode(rules: Rules): PureCode {
  const expired = (batch: Batch, now: number, isFirstAttempt: boolean): boolean => {
    if (!isExpired(batch, now)) return false;
    if (batch.sealedAt > now) return rules.futureNotBelieved;
    return rules.batchesExpire && (rules.ageCheckedEachAttempt || isFirstAttempt);
  };

  const open = (ledger: Ledger, action: LedgerAction & { type: 'opened' }, isFirstAttempt: boolean): Ledger => {
    const { outbox } = ledger;
    if (!outbox) return reduceLedger(ledger, action);
    if (!rules.outboxAdopted) {
      return reduceLedger(reduceLedger(ledger, { type: 'foldedBack', id: outbox.id, named: [] }), action);
    }
    // A clock that shows the moment of sealing: the batch is taken as it is.
    const now = expired(outbox, action.now, isFirstAttempt) ? action.now : outbox.sealedAt;
    const opened = reduceLedger(ledger, { ...action, now });
    return rules.outboxTakesNoMore || !opened.outbox ? opened : withPending(opened, opened.outbox);
  };

  const believed: PureCode['believed'] = (response) => {
    const status = response?.status ?? 0;
    if (!rules.only202Counts && status >= 200 && status < 300) return { status: 202, void: false, named: [] };
    const isRefusal = status >= 400 && status < 500 && !response?.void;
    return !rules.onlyVoidFoldsBack && isRefusal ? { status: 429, void: true, named: [] } : response;
  };

  return {
    reduce(ledger, action, isFirstAttempt) {
      const { outbox } = ledger;
      if (action.type === 'opened') return open(ledger, action, isFirstAttempt);
      if (!('id' in action) || !outbox) return reduceLedger(ledger, action);
      let done: LedgerAction = rules.answerSettlesItsBatch ? action : { ...action, id: outbox.id };
      if (done.type === 'struck' && !rules.strikesCounted) done = { type: 'foldedBack', id: done.id, named: [] };
      if (done.type === 'foldedBack' && !rules.namedAreLost) done = { ...done, named: [] };
      return reduceLedger(ledger, done);
    },
    reduceConsent(state, event) {
      const forgets = !rules.erasedAtEveryStart && state.at === 'reading' && event.type === 'done';
      const [next, ...effects] = reduceConsent(forgets ? { ...state, owesErasure: false } : state, event);
      if (rules.consentAskedAgain || !effects.includes('confirm')) return [next, ...effects];
      const [unasked, ...more] = reduceConsent(next, { type: 'confirmed', epoch: next.epoch, stillAgreed: true });
      return [unasked, ...effects.filter((effect) => effect !== 'confirm'), ...more];
    },
    believed,
    reduceDelivery(state, event, isFirstAttempt) {
      if (event.type === 'answered') return reduceDelivery(state, { ...event, response: believed(event.response) });
      const { outbox } = event.type === 'ledger' ? event.ledger : {};
      if (event.type !== 'ledger' || state.at !== 'check' || !outbox) return reduceDelivery(state, event);
      const isRefused = rules.ageCheckedAfterCommit && expired(outbox, event.now, isFirstAttempt);
      // A clock that shows the moment of sealing: the batch is taken as it is.
      return reduceDelivery(state, isRefused ? event : { ...event, now: outbox.sealedAt });
    },
  };
}

/** The outbox with what is pending of its release in it. */
function withPending(ledger: Ledger, outbox: Batch): Ledger {
  const [oldest, ...pending] = ledger.pending;
  if (!oldest || oldest.release.version !== outbox.release.version) return ledger;
  return { ...ledger, pending, outbox: { ...outbox, counters: { ...outbox.counters, ...oldest.counters } } };
}
