import { defer, filter, finalize, Observable, Subscription, switchMap, takeUntil } from 'rxjs';
import type { Host } from '../host.js';
import type { WatchedStore } from '../persistence/watchStore.js';
import { emptyLedger } from '../reducers/ledger.js';
import { firstOf, merge, startWith } from './lean.js';

export interface ConsentOptions {
  readonly consent$: Observable<boolean | undefined>;
  readonly store: WatchedStore;
  readonly host: Pick<Host, 'newId' | 'scheduler'>;
  /** Ends the asking; what runs is left to end by itself. */
  readonly stop$: Observable<unknown>;
  /** How long to wait before a failed access to the store is tried again, milliseconds. */
  readonly retryMs: number;
  readonly onAnswer: (answer: boolean | undefined) => void;
  readonly onFault: () => void;
}

/**
 * Runs `count` while the answer is true, and erases on false. `count` is given the epoch of that consent, to come.
 *
 * Consent is asked after the epoch is known: had it been asked only before, a withdrawal between the two (in another tab)
 * would leave counts under the epoch that came after it. When another tab has erased, everything is asked again.
 */
export function whileConsented<T>(
  { consent$, store, host, stop$, retryMs, onAnswer, onFault }: ConsentOptions,
  count: (epoch: Promise<string>) => Observable<T>,
): Observable<unknown> {
  /** Empty while no other epoch would surprise. */
  let known = '';
  /** What this tab has last counted under. */
  let used = '';
  const timers = new Subscription();
  /** What `storedConsent` marks takes a moment to read. */
  const isStored = 'readsStorage' in consent$;

  const persistently = async <V>(access: () => Promise<V>): Promise<V> => {
    for (;;) {
      try {
        return await access();
      } catch {
        await new Promise((resolve) => timers.add(host.scheduler.schedule(resolve, retryMs)));
      }
    }
  };

  /** Where nothing was ever stored, counting begins a first epoch. */
  const begin = async (epoch: string): Promise<string> => {
    if (epoch) return epoch;
    const begun = await persistently(async () => store.apply({ type: 'folded', epoch: host.newId() }));
    return begun.epoch;
  };
  /** It may have been withdrawn, or cleared, before the epoch was known. One that is not stored and cannot answer at once stands. */
  const askAgain = async (epoch: string): Promise<string> => {
    const stands$ = defer(() => [true]);
    const again = await firstOf(isStored ? consent$ : merge(consent$, stands$), false);
    if (isStored ? again : again !== false) {
      used = epoch;
      return epoch;
    }
    // Everything is asked again: no ledger has this epoch.
    known = 'withdrawn';
    store.read().catch(() => {});
    return never;
  };
  /**
   * Keeping a stored answer has erased already. So a ledger that holds nothing, and that nothing of this tab can still come
   * to, keeps its epoch: counting may go on there, and two tabs do not erase what the other has erased for ever. After any
   * other withdrawal, another tab may still have something under way to an empty ledger.
   */
  const erase = (): Promise<string> => {
    known = '';
    return persistently(async () => {
      const ledger = await store.read();
      const { epoch } = ledger;
      const isErased =
        isStored && epoch && epoch !== used && JSON.stringify(ledger) === JSON.stringify(emptyLedger(epoch));
      // Folding, too, deletes what this tab had still under way.
      return (await store.apply({ type: isErased ? 'folded' : 'erased', epoch: host.newId() })).epoch;
    });
  };

  const session$ = defer(() => {
    known = '';
    let last: boolean | undefined;
    let isTold = !isStored;
    let onTold = (): void => {};
    const told = new Promise<void>((resolve) => (onTold = resolve));
    if (isTold) onTold();
    let epoch = persistently(() => store.read()).then((ledger) => ledger.epoch);
    const afterwards = (change: (epoch: string) => Promise<string>): Promise<string> => {
      epoch = epoch.then(change).then((changed) => (known = changed));
      return epoch;
    };
    const agreed = async (): Promise<string> => {
      await told;
      const begun = last && (await afterwards(begin));
      // Asking once more is for who still counts: whoever does not any longer would start over for nothing.
      return begun && last ? askAgain(begun) : never;
    };

    // An answer stands until there is another one, whether or not `consent$` ends. Nothing but true and false is one.
    const asked$ = new Observable<boolean | undefined>((subscriber) => {
      const next = (said: unknown): void => {
        const answer = typeof said === 'boolean' ? said : undefined;
        onAnswer(answer);
        subscriber.next(answer);
        isTold = true;
        onTold();
        // It may have been withdrawn and given again: then there is another epoch.
        if (isStored) store.read().catch(() => {});
      };
      const error = (): void => {
        onFault();
        next(undefined);
      };
      return consent$.subscribe({ next, error });
    });
    // Until a stored answer is read, counts are kept in memory, and dropped if it is not true.
    const answers$ = isStored ? asked$.pipe(startWith<boolean | undefined>(true)) : asked$;

    return answers$.pipe(
      takeUntil(stop$.pipe(switchMap(() => told))),
      filter((answer) => {
        // No longer told: what runs is paused, not ended, so that nothing it still has to save is lost.
        const changed = answer !== last && (answer !== undefined || !isTold);
        if (changed) last = answer;
        return changed;
      }),
      switchMap((answer) => {
        if (answer)
          return merge<unknown>(
            count(agreed()),
            defer(() => epoch),
          );
        // An erasure goes on to its end whatever is answered meanwhile: a later true counts under the epoch after it.
        return answer === false ? defer(() => afterwards(erase)) : [];
      }),
    );
  });

  return store.ledgers$.pipe(
    filter(({ epoch }) => known !== '' && epoch !== known),
    startWith<unknown>(undefined),
    takeUntil(stop$),
    switchMap(() => session$),
    finalize(() => timers.unsubscribe()),
  );
}

/** For what is not to be gone on with. */
const never = new Promise<never>(() => {});
