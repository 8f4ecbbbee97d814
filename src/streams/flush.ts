import type { Observable } from 'rxjs';
import { emptyReport, type FlushReport } from '../reducers/delivery.js';
import { defer, finalize } from '../rx/operators.js';
import { type DeliverOptions, deliver } from './deliver.js';
import { withWebLock } from './withWebLock.js';

export interface FlushOptions extends DeliverOptions {
  /** Names the Web Lock that is held while batches are delivered, after a prefix. */
  readonly scope: string;
}

export const skipped = (reason: FlushReport['skipped'] & string): FlushReport => ({ skipped: reason, ...emptyReport });

/** Delivers what is pending, at most one flush at a time over all tabs. Emits one report, and never errors. */
export function createFlush(options: FlushOptions): (epoch: string, oncePerDay: boolean) => Observable<FlushReport> {
  const { platform, scope } = options;
  const busy$ = defer(() => [skipped('busy')]);
  let isBusy = false;
  return (epoch, oncePerDay) =>
    defer(() => {
      if (!platform.online()) return [skipped('offline')];
      if (isBusy) return busy$;
      isBusy = true;
      return withWebLock(platform.locks, `turntally/${scope}`, deliver(epoch, oncePerDay, options), busy$).pipe(
        finalize(() => (isBusy = false)),
      );
    });
}
