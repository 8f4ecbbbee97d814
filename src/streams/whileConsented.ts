import {
  catchError,
  concat,
  defer,
  distinctUntilChanged,
  EMPTY,
  filter,
  from,
  ignoreElements,
  NEVER,
  type Observable,
  of,
  startWith,
  switchMap,
  takeUntil,
  tap,
} from 'rxjs';
import type { Host } from '../host.js';
import type { WatchedStore } from '../persistence/watchStore.js';

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
 * The epoch is read before consent is asked: had it been read after, a withdrawal between the two (in another tab) would
 * leave counts under the epoch that came after it. When another tab has erased, everything is asked again.
 */
export function whileConsented<T>(
  { consent$, store, host, stop$, retryMs, onAnswer, onFault }: ConsentOptions,
  count: (epoch: Promise<string>) => Observable<T>,
): Observable<T> {
  /** Empty while no other epoch would surprise. */
  let known = '';

  const persistently = async <V>(access: () => Promise<V>): Promise<V> => {
    for (;;) {
      try {
        return await access();
      } catch {
        await new Promise((resolve) => host.scheduler.schedule(resolve, retryMs));
      }
    }
  };

  /** Where nothing was ever stored, counting begins a first epoch. */
  const begin = async (epoch: string): Promise<string> => {
    if (epoch !== '') return epoch;
    known = host.newId();
    return (await persistently(() => store.apply({ type: 'folded', epoch: known }))).epoch;
  };
  /** Leaves a ledger alone that another tab has erased since and that holds nothing: counting may go on there. */
  const erase = (agreed: string): Promise<string> => {
    known = '';
    return persistently(async () => {
      const { epoch, pending, outbox } = await store.read();
      if (epoch !== agreed && pending.length === 0 && outbox === undefined) return epoch;
      return (await store.apply({ type: 'erased', epoch: host.newId() })).epoch;
    });
  };

  const session$ = defer(() => {
    known = '';
    // What `storedConsent` marks takes a moment to read.
    const isStored = 'readsStorage' in consent$;
    let confirm: () => void = onFault;
    // Until the answer is read, counts are kept in memory, and dropped if it is not true.
    const confirmed = isStored ? new Promise<void>((resolve) => (confirm = resolve)) : Promise.resolve();
    let epoch = persistently(() => store.read()).then((ledger) => ledger.epoch);
    const afterwards = (change: (epoch: string) => Promise<string>): Promise<string> => {
      epoch = epoch.then(change).then((changed) => (known = changed));
      return epoch;
    };

    const asked$ = concat(consent$, NEVER).pipe(
      catchError(() => {
        onFault();
        return concat(of(undefined), NEVER);
      }),
      tap((answer) => {
        onAnswer(answer);
        if (answer) confirm();
      }),
    );
    const answers$ = isStored
      ? from(epoch).pipe(
          switchMap(() => asked$),
          startWith(true),
        )
      : asked$;

    return answers$.pipe(
      takeUntil(stop$),
      distinctUntilChanged(),
      switchMap((answer) => {
        if (answer === true) return count(confirmed.then(() => afterwards(begin)));
        // An erasure goes on to its end whatever is answered meanwhile: a later true counts under the epoch after it.
        return answer === false ? from(afterwards(erase)).pipe(ignoreElements()) : EMPTY;
      }),
    );
  });

  return store.ledgers$.pipe(
    filter(({ epoch }) => known !== '' && epoch !== known),
    startWith(undefined),
    takeUntil(stop$),
    switchMap(() => session$),
  );
}
