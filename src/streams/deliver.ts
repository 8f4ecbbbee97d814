import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  map,
  type Observable,
  of,
  repeat,
  retry,
  takeWhile,
  throwError,
} from 'rxjs';
import type { Host } from '../host.js';
import type { LedgerStore } from '../persistence/LedgerStore.js';
import { type Answer, judge, type Verdict } from '../reducers/answer.js';
import { type Batch, isExpired, type Ledger, type LedgerAction } from '../reducers/ledger.js';
import { AttemptFailed, type BackoffOptions, backoff, pauseMs } from './backoff.js';
import { post } from './post.js';

export interface DeliverOptions {
  readonly store: LedgerStore;
  readonly host: Host;
  readonly endpoint: string;
  /** How long to wait for an answer, milliseconds. */
  readonly timeoutMs: number;
  readonly backoff: BackoffOptions;
  /** Tokens that may be sealed. */
  readonly vocabulary: ReadonlySet<string>;
}

/**
 * Sends what is pending, batch after batch: opens the outbox, posts, settles. Emits what became of each attempt and
 * completes when nothing is pending, when there is no point in going on, or when the attempts are spent. Errors only
 * when the store does.
 *
 * @param epoch the consent that this launch acts under; under any other, nothing is sent.
 */
export function deliver(epoch: string, options: DeliverOptions): Observable<Verdict['batch']> {
  const { store, host, vocabulary, endpoint, timeoutMs } = options;
  const now = (): number => host.scheduler.now();

  const open = async (): Promise<Batch | undefined> => {
    const opened = await store.apply({ type: 'opened', id: host.newId(), now: now(), vocabulary });
    // Committing may have taken long: the machine may have slept, and another tab may have erased.
    const ledger = await store.read();
    return sendable(ledger, now()) && ledger.outbox?.id === opened.outbox?.id ? ledger.outbox : undefined;
  };
  const sendable = ({ epoch: current, outbox }: Ledger, at: number): boolean =>
    current === epoch && outbox !== undefined && !isExpired(outbox, at);

  const settle = async (batch: Batch, verdict: Verdict): Promise<Verdict> => {
    const action = settlement(batch, verdict, now());
    if (action !== undefined) await store.apply(action);
    return verdict;
  };
  const postpone = (retryAfterMs?: number): Observable<never> =>
    defer(async () => {
      const { delivery } = await store.read();
      await store.apply({ type: 'postponed', until: now() + pauseMs(delivery.failures + 1, retryAfterMs) });
    }).pipe(concatMap(() => EMPTY));

  const answered = (batch: Batch, answer: Answer | undefined): Observable<Verdict> =>
    defer(() => settle(batch, judge(answer))).pipe(
      concatMap((verdict) => {
        if (verdict.next === 'goOn') return of(verdict);
        const failure = new AttemptFailed(verdict.next === 'backOff', answer?.retryAfterMs);
        return concat(
          of(verdict),
          throwError(() => failure),
        );
      }),
    );

  return defer(open).pipe(
    concatMap((batch) =>
      batch === undefined
        ? of(undefined)
        : post(batch, endpoint, timeoutMs, host).pipe(concatMap((answer) => answered(batch, answer))),
    ),
    repeat(),
    takeWhile((verdict) => verdict !== undefined),
    retry(backoff(options.backoff, host.random, host.scheduler)),
    catchError((error) => (error instanceof AttemptFailed ? postpone(error.retryAfterMs) : throwError(() => error))),
    map((verdict) => verdict.batch),
  );
}

function settlement({ id }: Batch, verdict: Verdict, now: number): LedgerAction | undefined {
  switch (verdict.batch) {
    case 'delivered':
      return { type: 'delivered', id, now };
    case 'foldedBack':
      return { type: 'foldedBack', id, named: verdict.named };
    case 'struck':
      return { type: 'struck', id };
    case 'held':
      return undefined;
  }
}
