import type { LedgerStore } from '../persistence/LedgerStore.js';
import { judge } from '../reducers/answer.js';
import { isExpired, type Ledger, lostIn } from '../reducers/ledger.js';
import { AttemptFailed, type BackoffOptions, backoff, longestPauseMs, pauseMs } from './backoff.js';
import { type PostOptions, post } from './post.js';
import { catchError, defer, map, Observable, retry, switchMap } from './rx.js';

export interface DeliverOptions extends PostOptions {
  readonly store: LedgerStore;
  readonly backoff: BackoffOptions;
  /** Tokens that may be sealed. */
  readonly vocabulary: ReadonlySet<string>;
  /** The store failed: what is not settled is sent again by a later launch. */
  readonly onFault: () => void;
}

/** What a launch did. */
export interface FlushReport {
  /** Why it did nothing. */
  skipped?: 'consent' | 'offline' | 'busy' | 'postponed' | 'empty';
  /** Batches answered 202. */
  delivered: number;
  /** Batches returned to pending, because the collector said that it had not counted them. */
  foldedBack: number;
  /** Batches left in the outbox, to be sent again under the same id. */
  held: number;
  /** Counts given up. */
  lost: number;
}

export const emptyReport = (): FlushReport => ({ delivered: 0, foldedBack: 0, held: 0, lost: 0 });

/**
 * Sends what is pending, batch after batch: opens the outbox, posts, settles. Emits once: when nothing is pending, when
 * there is no point in going on, when the attempts are spent, or when the store fails. Never errors.
 *
 * @param epoch the consent that this launch acts under; under any other, nothing is sent.
 */
export const deliver = (epoch: string, options: DeliverOptions): Observable<FlushReport> =>
  defer(() => {
    const report = emptyReport();
    return defer(() => options.store.read()).pipe(
      switchMap((before) => {
        const reason = whyNot(before, epoch, options.host.scheduler.now());
        if (reason) return [Object.assign(report, { skipped: reason })];
        const note = (ledger: Ledger): void => {
          report.held = ledger.outbox ? 1 : 0;
          report.lost = Math.max(0, lostIn(ledger) - lostIn(before));
        };
        const batchAfterBatch = async (signal: AbortSignal): Promise<unknown> => {
          while (await attempt(epoch, options, report, note, signal));
          return report;
        };
        return abortable(batchAfterBatch).pipe(retry(backoff(options.backoff, options.host)));
      }),
      catchError((error) => postpone(error, epoch, options).catch(options.onFault)),
      map(() => report),
    );
  });

function whyNot({ epoch, pending, outbox, delivery }: Ledger, agreed: string, now: number): FlushReport['skipped'] {
  if (epoch !== agreed) return 'consent';
  if (!pending.length && !outbox) return 'empty';
  const waitMs = (delivery.notBefore ?? 0) - now;
  return waitMs > 0 && waitMs <= longestPauseMs ? 'postponed' : undefined;
}

/** Resolves with whether there may be more to send. @throws AttemptFailed when the batch was not delivered. */
async function attempt(
  epoch: string,
  { store, vocabulary, ...options }: DeliverOptions,
  report: FlushReport,
  note: (ledger: Ledger) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const { newId, scheduler } = options.host;
  const opened = await store.apply({ type: 'opened', id: newId(), now: scheduler.now(), vocabulary });
  note(opened);
  // Committing may have taken long: the machine may have slept, and another tab may have erased.
  const { epoch: current, outbox: batch } = await store.read();
  if (!batch || batch.id !== opened.outbox?.id || isExpired(batch, scheduler.now())) return false;
  if (current !== epoch || signal.aborted) return false;

  const answer = await post(batch, options, signal);
  const verdict = judge(answer);
  if (verdict.batch !== 'held') {
    note(await store.apply({ type: verdict.batch, id: batch.id, now: scheduler.now(), named: answer?.named ?? [] }));
  }
  if (verdict.batch === 'delivered' || verdict.batch === 'foldedBack') report[verdict.batch]++;
  if (verdict.next !== 'goOn') throw new AttemptFailed(verdict.next === 'backOff', answer?.retryAfterMs);
  return true;
}

async function postpone(error: unknown, agreed: string, { store, host }: DeliverOptions): Promise<unknown> {
  if (!(error instanceof AttemptFailed)) throw error;
  const { delivery, epoch } = await store.read();
  const until = host.scheduler.now() + pauseMs(delivery.failures + 1, error.retryAfterMs);
  return epoch === agreed && store.apply({ type: 'postponed', until });
}

/** The promise's value; unsubscribing aborts. */
const abortable = <T>(work: (signal: AbortSignal) => Promise<T>): Observable<T> =>
  new Observable((subscriber) => {
    const abort = new AbortController();
    subscriber.add(() => abort.abort());
    defer(() => work(abort.signal)).subscribe(subscriber);
  });
