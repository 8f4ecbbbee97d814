import { whenIdle } from '../platform.js';
import {
  type ConsentEffect,
  type ConsentEvent,
  initialConsent,
  owesNothing,
  reduceConsent,
} from '../reducers/consent.js';
import { Observable, Subscription } from '../rx/operators.js';
import { type Consent$, consentAnswers, isStillAgreed } from './consentAnswers.js';
import { type EpochLedgerOptions, epochLedger } from './epochLedger.js';
import type { ObservedStore } from './observeStore.js';

export interface ConsentOptions extends EpochLedgerOptions {
  readonly consent$: Consent$;
  readonly store: ObservedStore;
  readonly onFault: () => void;
}

/**
 * Counts while the answer is yes, and erases on no: performs the effects of `reduceConsent`.
 *
 * @param stop$ ends listening. What is counted is still saved, and an erasure still done, before the result completes.
 * @param onAnswer is called with each answer, before anything else is done about it.
 * @param count is subscribed to while counting. Its epoch resolves once consent is confirmed.
 */
export const whileConsented = (
  { consent$, store, onFault, ...options }: ConsentOptions,
  stop$: Observable<unknown>,
  onAnswer: (answer: boolean | undefined) => void,
  count: (epoch: Promise<string>) => Observable<unknown>,
): Observable<never> =>
  new Observable((subscriber) => {
    const ledger = epochLedger({ store, ...options }, consent$.readsStorage ?? whenIdle());
    let state = initialConsent(consent$.readsStorage !== undefined);
    let listening = Subscription.EMPTY;
    let counting = Subscription.EMPTY;
    let confirming = Subscription.EMPTY;
    let storeUnder: (epoch: string) => void;
    let isStopping = false;

    const access = (epoch$: Observable<string>): void => {
      subscriber.add(epoch$.subscribe((epoch) => dispatch({ type: 'done', epoch })));
    };
    const listen = (): void => {
      listening.unsubscribe();
      listening = consentAnswers(consent$, onFault).subscribe((answer) => {
        onAnswer(answer);
        dispatch({ type: 'answered', answer });
      });
      subscriber.add(listening);
    };
    const confirm = (): void => {
      confirming = isStillAgreed(consent$).subscribe((stillAgreed) => dispatch({ type: 'confirmed', stillAgreed }));
      subscriber.add(confirming);
    };
    const keepInMemory = (): void => {
      counting = count(new Promise((resolve) => (storeUnder = resolve))).subscribe();
      counting.add(endIfStopped);
      subscriber.add(counting);
    };
    const endIfStopped = (): void => {
      if (!isStopping || state.heard === 'assumed') return;
      listening.unsubscribe();
      if (counting.closed && owesNothing(state)) subscriber.complete();
    };
    const perform = (effect: ConsentEffect): void => {
      switch (effect.type) {
        case 'read':
          access(ledger.read$);
          break;
        case 'begin':
          access(ledger.begin$);
          break;
        case 'erase':
          access(ledger.erase(effect.isStored, effect.used));
          break;
        case 'look':
          store.read().catch(() => {}); // `ledgers$` emits what it finds
          break;
        case 'listen':
          if (isStopping) subscriber.complete();
          else listen();
          break;
        case 'confirm':
          confirm();
          break;
        case 'keepInMemory':
          keepInMemory();
          break;
        case 'count':
          storeUnder(effect.epoch);
          break;
        case 'stopCounting':
          confirming.unsubscribe();
          counting.unsubscribe();
      }
    };
    const dispatch = oneAtATime((event: ConsentEvent) => {
      const [next, ...effects] = reduceConsent(state, event);
      state = next;
      for (const effect of effects) perform(effect);
      endIfStopped();
    });

    const noticing = store.ledgers$.subscribe(({ epoch }) => dispatch({ type: 'seen', epoch }));
    subscriber.add(noticing);
    subscriber.add(
      stop$.subscribe(() => {
        isStopping = true;
        noticing.unsubscribe();
        endIfStopped();
      }),
    );
    dispatch({ type: 'started' });
  });

/** An event that comes while another is handled waits for its turn: effects may call the app, which may call back. */
function oneAtATime<Event>(handle: (event: Event) => void): (event: Event) => void {
  const waiting: Event[] = [];
  return (event) => {
    if (waiting.push(event) > 1) return;
    for (const each of waiting) handle(each);
    waiting.length = 0;
  };
}
