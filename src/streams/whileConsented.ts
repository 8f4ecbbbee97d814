import { type Platform, whenIdle } from '../platform.js';
import {
  type ConsentEffect,
  type ConsentEvent,
  initialConsent,
  owesNothing,
  reduceConsent,
} from '../reducers/consent.js';
import type { Ledger } from '../reducers/ledger.js';
import { firstValueOr } from '../rx/firstValueOr.js';
import { defer, map, Observable, retry, Subscription, timer } from '../rx/operators.js';
import { unlessItThrows } from '../unlessItThrows.js';
import type { ObservedStore } from './observeStore.js';

export interface ConsentOptions {
  /** `readsStorage` marks the one of `storedConsent`: it resolves once storage may be read. */
  readonly consent$: Observable<boolean | undefined> & { readonly readsStorage?: Promise<unknown> };
  readonly store: ObservedStore;
  readonly platform: Pick<Platform, 'newId' | 'scheduler'>;
  /** How long to wait before a failed access to the store is repeated, milliseconds. */
  readonly retryMs: number;
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
  options: ConsentOptions,
  stop$: Observable<unknown>,
  onAnswer: (answer: boolean | undefined) => void,
  count: (epoch: Promise<string>) => Observable<unknown>,
): Observable<never> =>
  new Observable((subscriber) => {
    const { consent$, store, platform, retryMs, onFault } = options;
    /** Storage is not read while the page is still loading. */
    const ready = consent$.readsStorage ?? whenIdle();
    let state = initialConsent(consent$.readsStorage !== undefined);
    let listening = Subscription.EMPTY;
    let counting = Subscription.EMPTY;
    let storeUnder: (epoch: string) => void;
    let isStopping = false;

    const dispatch = oneAtATime((event: ConsentEvent) => {
      if (subscriber.closed) return;
      const [next, ...effects] = reduceConsent(state, event);
      state = next;
      for (const effect of effects) perform[effect]();
      endIfStopped();
    });
    const perform: Record<ConsentEffect, () => void> = {
      read: () => access(() => (ready === undefined ? read() : ready.then(read))),
      begin: () => access(() => store.apply({ type: 'folded', epoch: platform.newId() })),
      erase: () => access(() => store.apply({ type: 'erased' })),
      look: () => void read().catch(() => {}), // `ledgers$` emits what it finds
      listen() {
        stopListening();
        if (isStopping) subscriber.complete();
        else listening = consent$.subscribe({ next: hear, error: hearFailure });
      },
      async confirm() {
        const { epoch, isStored } = state;
        // An app's own answer that is not emitted at once is still the last one.
        const sources = isStored ? [consent$] : [consent$, defer(() => [undefined])];
        const answer = await firstValueOr<unknown>(undefined, ...sources);
        dispatch({ type: 'confirmed', epoch, stillAgreed: isStored ? answer === true : answer !== false });
      },
      keepInMemory() {
        counting = count(new Promise((resolve) => (storeUnder = resolve))).subscribe();
        counting.add(endIfStopped);
        subscriber.add(counting);
      },
      count: () => storeUnder(state.epoch),
      stopCounting: () => counting.unsubscribe(),
    };

    const read = (): Promise<Ledger> => store.read();
    /** Repeats the work until it succeeds. */
    const access = (work: () => Promise<Ledger>): void => {
      const epoch$ = defer(work).pipe(
        map(({ epoch }) => epoch),
        retry({ delay: () => timer(retryMs, platform.scheduler) }),
      );
      subscriber.add(epoch$.subscribe((epoch) => dispatch({ type: 'done', epoch })));
    };
    /** An app may emit anything; only `true` and `false` are answers. */
    const hear = (said: unknown): void => {
      const answer = typeof said === 'boolean' ? said : undefined;
      // After `stop`, nothing begins any more. A withdrawal still takes back what waits to be saved.
      if (isStopping && state.heard !== 'assumed' && answer !== false) return;
      onAnswer(answer);
      dispatch({ type: 'answered', answer });
    };
    const hearFailure = (): void => {
      onFault();
      hear(undefined);
    };
    const stopListening = (): void => {
      // An app's own Observable may throw then.
      unlessItThrows(() => listening.unsubscribe());
    };
    const endIfStopped = (): void => {
      if (isStopping && state.heard !== 'assumed' && counting.closed && owesNothing(state)) subscriber.complete();
    };

    const noticing = store.ledgers$.subscribe(({ epoch }) => dispatch({ type: 'seen', epoch }));
    subscriber.add(stopListening);
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
