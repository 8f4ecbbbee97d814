import type { Observable } from 'rxjs';
import type { LedgerStore } from '../persistence/LedgerStore.js';
import {
  type DeliveryEvent,
  type DeliveryState,
  type FlushReport,
  initialDelivery,
  reduceDelivery,
} from '../reducers/delivery.js';
import type { Ledger } from '../reducers/ledger.js';
import { catchError, defer, filter, map, repeat, retry, take } from '../rx/operators.js';
import { type BackoffOptions, backoff, DeliveryFailed } from './backoff.js';
import { type PostOptions, post } from './post.js';

export interface DeliverOptions extends PostOptions {
  readonly store: LedgerStore;
  readonly backoff: BackoffOptions;
  /** Tokens that may be sealed. */
  readonly vocabulary: ReadonlySet<string>;
  /** The store failed: what is not settled is sent again by a later flush. */
  readonly onFault: () => void;
}

/**
 * Delivers what is pending, batch after batch: does what each state of `reduceDelivery` names. Emits one report:
 * when nothing is pending, when there is no point in going on, when the attempts are spent, or when the store fails. Never
 * errors; unsubscribing aborts.
 *
 * @param epoch the consent that this flush acts under; under any other, nothing is sent.
 * @param oncePerDay whether it delivers one batch, on a UTC day that has none.
 */
export const deliver = (epoch: string, oncePerDay: boolean, options: DeliverOptions): Observable<FlushReport> =>
  defer(() => {
    const { store, platform, vocabulary, onFault } = options;
    const now = (): number => platform.scheduler.now();
    let state = initialDelivery(epoch, oncePerDay);
    const follow = (event: DeliveryEvent): DeliveryState => {
      state = reduceDelivery(state, event);
      return state;
    };

    const access = (work: () => Promise<Ledger>): Observable<DeliveryEvent> =>
      defer(work).pipe(map((ledger) => ({ type: 'ledger', ledger, now: now() })));
    const perform = (todo: DeliveryState): Observable<DeliveryEvent> => {
      switch (todo.at) {
        case 'open':
          return access(() => {
            const { sentId } = todo;
            return store.apply({ type: 'opened', id: platform.newId(), now: now(), vocabulary, sentId, oncePerDay });
          });
        case 'apply':
          return access(() => store.apply(todo.action));
        case 'post':
          return post(todo.batch, options).pipe(map((response) => ({ type: 'answered', response, now: now() })));
        case 'fail':
          throw new DeliveryFailed(todo.retryAfterMs);
        default:
          return access(() => store.read());
      }
    };
    const step$ = defer(() => perform(state).pipe(map(follow)));
    /** Emits when the flush is over; fails when an attempt fails. */
    const runFrom = (event: DeliveryEvent): Observable<unknown> =>
      defer(() => {
        follow(event);
        return step$.pipe(
          repeat(),
          filter(({ at }) => at === 'end'),
          take(1),
        );
      });

    return runFrom({ type: 'begun' }).pipe(
      retry(backoff(options.backoff, platform)),
      catchError((error) => {
        if (error instanceof DeliveryFailed) return runFrom({ type: 'gaveUp' });
        throw error;
      }),
      catchError(() => {
        onFault();
        return [undefined];
      }),
      map(() => state.report),
    );
  });
