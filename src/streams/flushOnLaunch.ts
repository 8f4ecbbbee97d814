import { catchError, defer, exhaustMap, finalize, type Observable, type OperatorFunction, of, switchMap } from 'rxjs';
import type { Ledger } from '../reducers/ledger.js';
import { longestPauseMs } from './backoff.js';
import { type DeliverOptions, deliver } from './deliver.js';
import { exclusively } from './exclusively.js';

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

export interface LaunchOptions extends DeliverOptions {
  /** Of the database; the Web Lock held while sending is called after it. */
  readonly name: string;
  /** The store failed: what is not settled is sent again by a later launch. */
  readonly onFault: () => void;
}

const nothing: FlushReport = { delivered: 0, foldedBack: 0, held: 0, lost: 0 };

export const skipped = (reason: FlushReport['skipped'] & string): FlushReport => ({ skipped: reason, ...nothing });

/** Maps each launch to its report; one that begins while another is under way is ignored. */
export const flushOnLaunch = (launch: () => Observable<FlushReport>): OperatorFunction<unknown, FlushReport> =>
  exhaustMap(launch);

/** A launch, at most one at a time over all tabs: delivers, if there is anything to deliver and nothing against it. */
export function launches(options: LaunchOptions): (epoch: string) => Observable<FlushReport> {
  const { store, host, name, onFault } = options;
  let busy = false;

  const whyNot = ({ epoch, pending, outbox, delivery }: Ledger, agreed: string): FlushReport['skipped'] => {
    if (epoch !== agreed) return 'consent';
    if (pending.length === 0 && outbox === undefined) return 'empty';
    const waitMs = (delivery.notBefore ?? 0) - host.scheduler.now();
    return waitMs > 0 && waitMs <= longestPauseMs ? 'postponed' : undefined;
  };
  const launch = (epoch: string): Observable<FlushReport> =>
    defer(() => store.read()).pipe(
      switchMap((before) => {
        const reason = whyNot(before, epoch);
        if (reason !== undefined) return of(skipped(reason));
        return deliver(epoch, options).pipe(
          switchMap(async (deliveries) => {
            const after = await store.read();
            const lost = Math.max(0, lostIn(after) - lostIn(before));
            return { ...deliveries, held: after.outbox === undefined ? 0 : 1, lost };
          }),
        );
      }),
    );

  return (epoch) =>
    defer(() => {
      if (!host.online()) return of(skipped('offline'));
      if (busy) return of(skipped('busy'));
      busy = true;
      return exclusively(host.locks, `turntally/${name}`, launch(epoch), of(skipped('busy'))).pipe(
        catchError(() => {
          onFault();
          return of(nothing);
        }),
        finalize(() => {
          busy = false;
        }),
      );
    });
}

/** All counts that a ledger has given up. */
export const lostIn = ({ lost }: Ledger): number => Object.values(lost).reduce((sum, counts) => sum + counts, 0);
