import type { FlushReport } from '../reducers/delivery.js';
import { createEmitter } from '../rx/emitter.js';
import { firstValueOr } from '../rx/firstValueOr.js';
import { defer, exhaustMap, type Observable, switchMap, takeUntil } from '../rx/operators.js';
import type { InTime } from '../rx/withTimeout.js';
import { createFlush, type FlushOptions, skipped } from './flush.js';

export interface DeliveryOptions extends FlushOptions {
  readonly launch$: Observable<unknown>;
  /** Whether a launch delivers at most one batch a UTC day. */
  readonly oncePerDay: boolean;
  /** Whether the last answer allows to send. */
  readonly isAllowed: () => boolean;
  readonly inTime: InTime;
}

export interface Delivery {
  /** Flushes at each launch, once the epoch of the consent is known; a launch during a flush is ignored. */
  run(epoch: Promise<string>): Observable<FlushReport>;
  /** A flush by hand: delivers everything, on any day. */
  flush(): Promise<FlushReport>;
  /** Aborts a flush that is under way. */
  abort(): void;
  /** Consent is over: aborts, and skips flushes by hand until the next `run`. */
  end(): void;
}

/** Everything from `launch$` or `flush()` to the reports. */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { launch$, oncePerDay, isAllowed, inTime } = options;
  const flush = createFlush(options);
  const abort$ = createEmitter();
  let current: Promise<string> | undefined;

  const flushUnder = (epoch: Promise<string>, once: boolean): Observable<FlushReport> =>
    defer(() => (isAllowed() ? epoch : [])).pipe(
      switchMap((known) => flush(known, once)),
      takeUntil(abort$),
    );

  return {
    run(epoch) {
      current = epoch;
      return launch$.pipe(exhaustMap(() => flushUnder(epoch, oncePerDay)));
    },
    async flush() {
      const epoch = current;
      // Consent may not be confirmed in time, or be over by then.
      const isKnown = epoch && (await inTime(defer(() => epoch)));
      return isKnown && current ? firstValueOr(skipped('consent'), flushUnder(current, false)) : skipped('consent');
    },
    abort: abort$.next,
    end() {
      current = undefined;
      abort$.next();
    },
  };
}
