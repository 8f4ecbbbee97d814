import type { Observable } from 'rxjs';
import type { LedgerStore } from '../persistence/LedgerStore.js';
import { isExpired, longestPauseMs } from '../protocol/index.js';
import { type CollectorResponse, judgeResponse } from '../reducers/judgeResponse.js';
import { type Batch, type Ledger, lostIn } from '../reducers/ledger.js';
import { catchError, defer, expand, filter, map, retry, switchMap } from '../rx/operators.js';
import { type AttemptFailed, type BackoffOptions, backoff, pauseMs } from './backoff.js';
import { type PostOptions, post } from './post.js';

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
    const { store, platform, vocabulary } = options;
    const { scheduler } = platform;
    const report = emptyReport();
    let lostBefore = 0;
    const note = (ledger: Ledger): void => {
      report.held = ledger.outbox ? 1 : 0;
      report.lost = Math.max(0, lostIn(ledger) - lostBefore);
    };

    const open = async (): Promise<Batch | undefined> => {
      const opened = await store.apply({ type: 'opened', id: platform.newId(), now: scheduler.now(), vocabulary });
      note(opened);
      // Committing may have taken long: the machine may have slept, and another tab may have erased.
      const ledger = await store.read();
      const batch = ledger.outbox;
      const isSame = ledger.epoch === epoch && batch?.id === opened.outbox?.id;
      return isSame && batch && !isExpired(batch, scheduler.now()) ? batch : undefined;
    };

    /** Resolves with true: there may be more to send. */
    const settle = async ({ id }: Batch, answer: CollectorResponse | undefined): Promise<boolean> => {
      const { batch, next } = judgeResponse(answer);
      if (batch !== 'held') {
        note(await store.apply({ type: batch, id, now: scheduler.now(), named: answer?.named ?? [] }));
      }
      if (batch === 'delivered' || batch === 'foldedBack') report[batch]++;
      if (next !== 'goOn')
        throw { repeatable: next === 'backOff', retryAfterMs: answer?.retryAfterMs } satisfies AttemptFailed;
      return true;
    };

    const oneBatch$ = defer(open).pipe(
      switchMap((batch) => (batch ? post(batch, options).pipe(switchMap((answer) => settle(batch, answer))) : [false])),
    );
    const batchAfterBatch$ = oneBatch$.pipe(
      expand((more) => (more ? oneBatch$ : [])),
      filter((more) => !more),
    );

    const postpone = async (error: unknown): Promise<unknown> => {
      const { repeatable, retryAfterMs }: Partial<AttemptFailed> = Object(error);
      if (repeatable === undefined) throw error;
      const ledger = await store.read();
      const until = scheduler.now() + pauseMs(ledger.delivery.failures + 1, retryAfterMs);
      return ledger.epoch === epoch && store.apply({ type: 'postponed', until });
    };

    return defer(() => store.read()).pipe(
      switchMap((ledger) => {
        const reason = whyNot(ledger, epoch, scheduler.now());
        if (reason) return [Object.assign(report, { skipped: reason })];
        lostBefore = lostIn(ledger);
        return batchAfterBatch$.pipe(retry(backoff(options.backoff, platform)));
      }),
      catchError((error) => postpone(error).catch(options.onFault)),
      map(() => report),
    );
  });

function whyNot({ epoch, pending, outbox, delivery }: Ledger, agreed: string, now: number): FlushReport['skipped'] {
  if (epoch !== agreed) return 'consent';
  if (!pending.length && !outbox) return 'empty';
  const waitMs = (delivery.notBefore ?? 0) - now;
  return waitMs > 0 && waitMs <= longestPauseMs ? 'postponed' : undefined;
}
