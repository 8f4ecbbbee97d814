import type { FlushReport } from '../reducers/delivery.js';
import { createEmitter } from '../rx/emitter.js';
import { firstValueOr } from '../rx/firstValueOr.js';
import { defer, exhaustMap, type Observable, switchMap, takeUntil, timer } from '../rx/operators.js';
import type { InTime } from '../rx/withTimeout.js';
import { createFlush, type FlushOptions, skipped } from './flush.js';

export interface DeliveryOptions extends FlushOptions {
  readonly launch$: Observable<unknown>;
  /** Whether a launch delivers at most one batch a UTC day. */
  readonly oncePerDay: boolean;
  /** A launch waits a random time below this before it flushes, milliseconds; 0: it does not wait. */
  readonly launchJitterMs: number;
  /** Whether the last answer allows to send. */
  readonly isAllowed: () => boolean;
  readonly inTime: InTime;
}

export interface Delivery {
  /**
   * Flushes at each launch, after its wait, and once the epoch of the consent is known. A launch during a wait or a flush is
   * ignored.
   */
  run(epoch: Promise<string>): Observable<FlushReport>;
  /** A flush by hand: delivers everything, on any day. */
  flush(): Promise<FlushReport>;
  /** Ends a wait, and aborts a flush that is under way. */
  abort(): void;
  /** Consent is over: aborts, and skips flushes by hand until the next `run`. */
  end(): void;
}

/** Everything from `launch$` or `flush()` to the reports. */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { launch$, oncePerDay, launchJitterMs, isAllowed, inTime, platform } = options;
  const flush = createFlush(options);
  const abort$ = createEmitter();
  let current: Promise<string> | undefined;

  const flushUnder = (epoch: Promise<string>, once: boolean): Observable<FlushReport> =>
    defer(() => (isAllowed() ? epoch : [])).pipe(
      switchMap((known) => flush(known, once)),
      takeUntil(abort$),
    );

  /** Devices that launch at the same hour, or after the collector was away, do not post at the same moment. */
  const waited$ = defer(() =>
    launchJitterMs ? timer(Math.floor(platform.random() * launchJitterMs), platform.scheduler) : [0],
  ).pipe(takeUntil(abort$));

  return {
    run(epoch) {
      current = epoch;
      return launch$.pipe(exhaustMap(() => waited$.pipe(switchMap(() => flushUnder(epoch, oncePerDay)))));
    },
    async flush() {
      const epoch = current;
      // Consent may not be confirmed in time, or be over before.
      const isKnown = epoch && (await inTime(defer(() => epoch).pipe(takeUntil(abort$))));
      return isKnown && current ? firstValueOr(skipped('consent'), flushUnder(current, false)) : skipped('consent');
    },
    abort: abort$.next,
    end() {
      current = undefined;
      abort$.next();
    },
  };
}
