import { Observable } from '../rx/operators.js';

/** `readsStorage` marks the one of `storedConsent`: it resolves once storage may be read. */
export type Consent$ = Observable<boolean | undefined> & { readonly readsStorage?: Promise<unknown> };

/**
 * The answers of `consent$`, which may emit anything: only `true` and `false` are answers, and a failure is `undefined`.
 * Never ends: the last answer is kept whether or not `consent$` goes on.
 */
export const consentAnswers = (consent$: Consent$, onFault: () => void): Observable<boolean | undefined> =>
  new Observable((subscriber) =>
    guarded(consent$).subscribe({
      next: (answer) => subscriber.next(typeof answer === 'boolean' ? answer : undefined),
      error() {
        onFault();
        subscriber.next(undefined);
      },
    }),
  );

/**
 * Asks `consent$` for its answer once more, and emits whether that is still yes, at most once.
 *
 * A stored answer is read anew, and nothing but a yes will do. An app's own `consent$` that does not emit at once, or
 * emits neither `true` nor `false`, keeps the answer that it has given.
 */
export const isStillAgreed = (consent$: Consent$): Observable<boolean> =>
  new Observable((subscriber) => {
    const isStored = consent$.readsStorage !== undefined;
    const emit = (stillAgreed: boolean): void => {
      subscriber.next(stillAgreed);
      subscriber.complete();
    };
    const end = (): void => emit(!isStored);
    const next = (answer: unknown): void => emit(isStored ? answer === true : answer !== false);
    subscriber.add(guarded(consent$).subscribe({ next, error: end, complete: end }));
    if (!isStored) end();
  });

/** An Observable of the app: it may throw when it is subscribed to, which is a failure, or unsubscribed from, which is ignored. */
const guarded = (source$: Observable<unknown>): Observable<unknown> =>
  new Observable((subscriber) => {
    const subscription = source$.subscribe({
      next: (value) => subscriber.next(value),
      error: (error) => subscriber.error(error),
      complete: () => subscriber.complete(),
    });
    return () => {
      try {
        subscription.unsubscribe();
      } catch {}
    };
  });
