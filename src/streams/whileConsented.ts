import { type Platform, whenIdle } from '../platform.js';
import { emptyLedger, type Ledger } from '../reducers/ledger.js';
import {
  defer,
  filter,
  finalize,
  firstOf,
  merge,
  Observable,
  retry,
  Subscription,
  switchMap,
  takeUntil,
  timer,
} from '../rx/operators.js';
import type { ObservedStore } from './observeStore.js';

export interface ConsentOptions {
  /** `readsStorage` marks the one of `storedConsent`: it resolves once storage may be read. */
  readonly consent$: Observable<boolean | undefined> & { readonly readsStorage?: Promise<unknown> };
  readonly store: ObservedStore;
  readonly platform: Pick<Platform, 'newId' | 'scheduler'>;
  /** How long to wait before a failed access to the store is tried again, milliseconds. */
  readonly retryMs: number;
  readonly onFault: () => void;
}

/**
 * Runs `count` while the answer is true, and erases on false. `count` is given the epoch of that consent, to come.
 * `stop$` ends the asking; what runs is left to end by itself.
 *
 * Consent is asked after the epoch is known: had it been asked only before, a withdrawal between the two (in another tab)
 * would leave counts under the epoch that came after it. When another tab has erased, everything is asked again.
 */
export function whileConsented<T>(
  { consent$, store, platform, retryMs, onFault }: ConsentOptions,
  stop$: Observable<unknown>,
  onAnswer: (answer: boolean | undefined) => void,
  count: (epoch: Promise<string>) => Observable<T>,
): Observable<unknown> {
  /** Empty while no other epoch would surprise. */
  let known = '';
  /** What this tab has last counted under. */
  let used = '';
  const accesses = new Subscription();
  /** What `storedConsent` marks takes a moment to read. */
  const isStored = !!consent$.readsStorage;
  /** What a session that is over still does to the ledger: the next one begins after it. The first, once the page is idle. */
  let former: Promise<unknown> | undefined = consent$.readsStorage ?? whenIdle();

  /** Whether the ledger still has the epoch that is known. */
  const look = () => void store.read().catch(() => {});
  const persistently = (access: () => Promise<Ledger>): Promise<Ledger> =>
    new Promise((resolve) => {
      const accessed$ = defer(access).pipe(retry({ delay: () => timer(retryMs, platform.scheduler) }));
      accesses.add(accessed$.subscribe(resolve));
    });

  /** Where nothing was ever stored, counting begins a first epoch. */
  const begin = (ledger: Ledger) =>
    ledger.epoch ? ledger : persistently(() => store.apply({ type: 'folded', epoch: platform.newId() }));
  /**
   * Keeping a stored answer has erased already. So a ledger that holds nothing, and that nothing of this tab can still come
   * to, keeps its epoch: counting may go on there, and two tabs do not erase what the other has erased for ever. After any
   * other withdrawal, another tab may still have something under way to an empty ledger.
   */
  const erase = () => {
    known = '';
    return persistently(async () => {
      const ledger = await store.read();
      const { epoch } = ledger;
      const isErased =
        isStored && epoch && epoch !== used && JSON.stringify(ledger) === JSON.stringify(emptyLedger(epoch));
      // Folding, too, deletes what this tab had still under way.
      return store.apply({ type: isErased ? 'folded' : 'erased', epoch: platform.newId() });
    });
  };
  /** It may have been withdrawn, or cleared, before the epoch was known. One that is not stored and cannot answer at once stands. */
  const askAgain = async (epoch: string): Promise<string> => {
    const stands$ = defer(() => (isStored ? never : [true]));
    const again = await firstOf<boolean | undefined>(false, consent$, stands$);
    if (isStored ? again : again !== false) {
      used = epoch;
      return epoch;
    }
    // Everything is asked again: no ledger has this epoch.
    known = 'withdrawn';
    look();
    return never;
  };

  const session$ = defer(() => {
    known = '';
    let last: boolean | undefined;
    /** There until a stored answer is read. */
    let onTold: (() => void) | undefined;
    const told = isStored ? new Promise<void>((resolve) => (onTold = resolve)) : Promise.resolve();
    const read = (): Promise<Ledger> => persistently(() => store.read());
    let ledger = former ? former.then(read) : read();
    const afterwards = (change: (ledger: Ledger) => Ledger | Promise<Ledger>): Promise<string> => {
      former = ledger = ledger.then(change);
      return ledger.then(({ epoch }) => (known = epoch));
    };
    const agreed = async (): Promise<string> => {
      await told;
      const begun = last && (await afterwards(begin));
      // Asking once more is for who still counts: whoever does not any longer would start over for nothing.
      return begun && last ? askAgain(begun) : never;
    };

    // An answer stands until there is another one, whether or not `consent$` ends. Nothing but true and false is one.
    const answers$ = new Observable<boolean | undefined>((subscriber) => {
      // Until a stored answer is read, counts are kept in memory, and dropped if it is not true.
      if (isStored) subscriber.next(true);
      const next = (said: unknown): void => {
        const answer = typeof said === 'boolean' ? said : undefined;
        onAnswer(answer);
        subscriber.next(answer);
        onTold?.();
        onTold = undefined;
        // It may have been withdrawn and given again: then there is another epoch.
        if (isStored) look();
      };
      const error = (): void => {
        onFault();
        next(undefined);
      };
      return consent$.subscribe({ next, error });
    });
    return answers$.pipe(
      takeUntil(stop$.pipe(switchMap(() => told))),
      filter((answer) => {
        // No longer told: what runs is paused, not ended, so that nothing it still has to save is lost.
        const changed = answer !== last && (answer !== undefined || !!onTold);
        if (changed) last = answer;
        return changed;
      }),
      switchMap((answer) => {
        // It ends when the erasure before it is through, too.
        if (answer)
          return merge<unknown>(
            count(agreed()),
            defer(() => ledger),
          );
        // An erasure goes on to its end whatever is answered meanwhile: a later true counts under the epoch after it.
        return answer === false ? defer(() => afterwards(erase)) : [];
      }),
    );
  });

  return merge<unknown>(
    defer(() => [0]),
    store.ledgers$.pipe(filter(({ epoch }) => !!known && epoch !== known)),
  ).pipe(
    takeUntil(stop$),
    switchMap(() => session$),
    finalize(() => accesses.unsubscribe()),
  );
}

/** For what is not to be gone on with. */
const never = new Promise<never>(() => {});
