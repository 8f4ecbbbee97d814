import {
  catchError,
  concat,
  defer,
  distinctUntilChanged,
  EMPTY,
  filter,
  ignoreElements,
  type MonoTypeOperatorFunction,
  map,
  merge,
  NEVER,
  type Observable,
  of,
  ReplaySubject,
  repeat,
  retry,
  type SchedulerLike,
  Subject,
  share,
  shareReplay,
  startWith,
  switchMap,
  take,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import type { LedgerStore } from '../persistence/LedgerStore.js';
import type { Ledger } from '../reducers/ledger.js';

export interface ConsentOptions {
  consent$: Observable<boolean | undefined>;
  /** Whether `consent$` reads a stored answer when it is subscribed to. */
  isStored: boolean;
  store: LedgerStore;
  /** Each ledger that the store answers with: shows when another tab has erased. */
  ledgers$: Observable<Ledger>;
  /** Ends the asking; what runs is left to end by itself. */
  stop$: Observable<unknown>;
  /** Ends everything. */
  ended$: Observable<unknown>;
  newId: () => string;
  scheduler: SchedulerLike;
  /** How long to wait before a failed access to the store is tried again, milliseconds. */
  retryMs: number;
  onAnswer: (answer: boolean | undefined) => void;
  onFault: () => void;
}

/**
 * Runs `count` while the answer is true, and erases on false. It is given the epoch of that consent, once it is known.
 *
 * The epoch is read before consent is asked: had it been read after, a withdrawal between the two (in another tab) would
 * leave counts under the epoch that came after it. When another tab has erased, everything is asked again.
 */
export function whileConsented<T>(
  { consent$, isStored, store, ledgers$, stop$, ended$, newId, scheduler, retryMs, onAnswer, onFault }: ConsentOptions,
  count: (epoch$: Observable<string>) => Observable<T>,
): Observable<T> {
  let stopped = false;
  const untilItWorks = <V>(): MonoTypeOperatorFunction<V> => retry({ delay: () => timer(retryMs, scheduler) });

  const session$ = defer(() => {
    let known = '';
    onAnswer(undefined);
    const erasedElsewhere$ = new Subject<void>();
    const learned = (epoch$: Observable<string>): Observable<string> =>
      epoch$.pipe(
        tap((epoch) => {
          known = epoch;
        }),
        takeUntil(ended$),
        shareReplay(1),
      );
    let epoch$ = learned(
      defer(() => store.read()).pipe(
        untilItWorks(),
        map(({ epoch }) => epoch),
      ),
    );

    /** Where nothing was ever stored, counting begins a first epoch. */
    const begin = (): Observable<string> => {
      const first = newId();
      return defer(() => store.apply({ type: 'folded', epoch: first })).pipe(
        untilItWorks(),
        filter(({ epoch }) => {
          if (epoch !== first) erasedElsewhere$.next();
          return epoch === first;
        }),
        map(({ epoch }) => epoch),
      );
    };
    const granted = (): Observable<string> => {
      epoch$ = learned(epoch$.pipe(switchMap((epoch) => (epoch === '' ? begin() : of(epoch)))));
      return epoch$;
    };
    /** Goes on to its end whatever is answered meanwhile: a later true counts under the epoch after it. */
    const withdrawn = (): Observable<never> => {
      const agreed$ = epoch$;
      epoch$ = learned(
        agreed$.pipe(
          switchMap((epoch) => {
            known = '';
            return defer(() => erase(store, epoch, newId())).pipe(untilItWorks());
          }),
        ),
      );
      return epoch$.pipe(ignoreElements());
    };

    const asked$ = concat(consent$, NEVER).pipe(
      catchError(() => {
        onFault();
        return concat(of(undefined), NEVER);
      }),
      tap(onAnswer),
    );
    // A stored answer takes a moment to read. Until then counts are kept in memory, and dropped if it is not true.
    const stored$ = epoch$.pipe(
      switchMap(() => asked$),
      share({ connector: () => new ReplaySubject(1) }),
    );
    const answers$ = isStored ? stored$.pipe(startWith(true)) : asked$;
    const confirmed = (): Observable<string> =>
      isStored ? stored$.pipe(filter(Boolean), take(1), switchMap(granted)) : granted();

    const elsewhere$ = ledgers$.pipe(filter(({ epoch }) => known !== '' && epoch !== known));
    return merge(
      epoch$.pipe(ignoreElements()),
      answers$.pipe(takeUntil(stop$), distinctUntilChanged(), switchMap(respond)),
    ).pipe(takeUntil(merge(elsewhere$, erasedElsewhere$)));

    function respond(answer: boolean | undefined): Observable<T> {
      if (answer === true) return count(confirmed().pipe(take(1), shareReplay(1)));
      return answer === false ? withdrawn() : EMPTY;
    }
  });

  return merge(
    stop$.pipe(
      tap(() => {
        stopped = true;
      }),
      ignoreElements(),
    ),
    session$.pipe(repeat({ delay: () => (stopped ? EMPTY : of(undefined)) })),
  );
}

/** Leaves a ledger alone that another tab has erased since and that holds nothing: counting may go on there under its epoch. */
async function erase(store: LedgerStore, known: string, fresh: string): Promise<string> {
  const { epoch, pending, outbox } = await store.read();
  if (epoch !== known && pending.length === 0 && outbox === undefined) return epoch;
  return (await store.apply({ type: 'erased', epoch: fresh })).epoch;
}
