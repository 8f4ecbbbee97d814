import { catchError, concat, defer, ignoreElements, Observable, of, repeat, retry, takeWhile } from 'rxjs';
import type { LedgerStore } from '../persistence/LedgerStore.js';
import { judge } from '../reducers/answer.js';
import { isExpired } from '../reducers/ledger.js';
import { AttemptFailed, type BackoffOptions, backoff, pauseMs } from './backoff.js';
import { type PostOptions, post } from './post.js';

export interface DeliverOptions extends PostOptions {
  readonly store: LedgerStore;
  readonly backoff: BackoffOptions;
  /** Tokens that may be sealed. */
  readonly vocabulary: ReadonlySet<string>;
}

/** Batches, by what became of them. */
export interface Deliveries {
  delivered: number;
  foldedBack: number;
}

/**
 * Sends what is pending, batch after batch: opens the outbox, posts, settles. Emits once, when nothing is pending, when
 * there is no point in going on, or when the attempts are spent. Errors only when the store does.
 *
 * @param epoch the consent that this launch acts under; under any other, nothing is sent.
 */
export const deliver = (epoch: string, options: DeliverOptions): Observable<Deliveries> =>
  defer(() => {
    const deliveries: Deliveries = { delivered: 0, foldedBack: 0 };
    const sent$ = abortable((signal) => attempt(epoch, options, deliveries, signal)).pipe(
      repeat(),
      takeWhile((wentOn) => wentOn),
      retry(backoff(options.backoff, options.host)),
      catchError(async (error) => {
        if (!(error instanceof AttemptFailed)) throw error;
        await postpone(options, error);
      }),
      ignoreElements(),
    );
    return concat(sent$, of(deliveries));
  });

/** Resolves with whether there may be more to send. @throws AttemptFailed when the batch was not delivered. */
async function attempt(
  epoch: string,
  options: DeliverOptions,
  deliveries: Deliveries,
  signal: AbortSignal,
): Promise<boolean> {
  const { store, host, vocabulary } = options;
  const now = (): number => host.scheduler.now();
  const opened = await store.apply({ type: 'opened', id: host.newId(), now: now(), vocabulary });
  // Committing may have taken long: the machine may have slept, and another tab may have erased.
  const { epoch: current, outbox: batch } = await store.read();
  const sendable = batch !== undefined && batch.id === opened.outbox?.id && !isExpired(batch, now());
  if (!sendable || current !== epoch || signal.aborted) return false;

  const answer = await post(batch, options, signal);
  const verdict = judge(answer);
  if (verdict.batch !== 'held') {
    await store.apply({ type: verdict.batch, id: batch.id, now: now(), named: answer?.named ?? [] });
  }
  if (verdict.batch === 'delivered' || verdict.batch === 'foldedBack') deliveries[verdict.batch]++;
  if (verdict.next !== 'goOn') throw new AttemptFailed(verdict.next === 'backOff', answer?.retryAfterMs);
  return true;
}

async function postpone({ store, host }: DeliverOptions, { retryAfterMs }: AttemptFailed): Promise<void> {
  const { delivery } = await store.read();
  const until = host.scheduler.now() + pauseMs(delivery.failures + 1, retryAfterMs);
  await store.apply({ type: 'postponed', until });
}

/** The promise's value; unsubscribing aborts. */
const abortable = <T>(work: (signal: AbortSignal) => Promise<T>): Observable<T> =>
  new Observable((subscriber) => {
    const abort = new AbortController();
    subscriber.add(() => abort.abort());
    work(abort.signal).then(
      (value) => {
        subscriber.next(value);
        subscriber.complete();
      },
      (error) => subscriber.error(error),
    );
  });
