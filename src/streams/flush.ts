import type { Observable, OperatorFunction } from 'rxjs';
import { emptyReport, type FlushReport } from '../reducers/delivery.js';
import { defer, exhaustMap, finalize } from '../rx/operators.js';
import { type DeliverOptions, deliver } from './deliver.js';
import { withWebLock } from './withWebLock.js';

export interface LaunchOptions extends DeliverOptions {
  /** Of the database; the Web Lock held while sending is called after it. */
  readonly name: string;
}

export const skipped = (reason: FlushReport['skipped'] & string): FlushReport => ({
  skipped: reason,
  ...emptyReport,
});

/** Maps each launch to its report; one that begins while another is under way is ignored. */
export const flushOnLaunch = (launch: () => Observable<FlushReport>): OperatorFunction<unknown, FlushReport> =>
  exhaustMap(launch);

/** Launches, at most one at a time over all tabs. */
export function launches(options: LaunchOptions): (epoch: string) => Observable<FlushReport> {
  const { platform, name } = options;
  const busy$ = defer(() => [skipped('busy')]);
  let busy = false;
  return (epoch) =>
    defer(() => {
      if (!platform.online()) return [skipped('offline')];
      if (busy) return busy$;
      busy = true;
      return withWebLock(platform.locks, `turntally/${name}`, deliver(epoch, options), busy$).pipe(
        finalize(() => (busy = false)),
      );
    });
}
