import { type Observable, type RetryConfig, type SchedulerLike, throwError, timer } from 'rxjs';

export interface BackoffOptions {
  /** Failed attempts after which a launch gives up. */
  attempts: number;
  /** The longest first wait, milliseconds; each further one may be twice as long. */
  baseMs: number;
  /** The longest wait of all, milliseconds. */
  capMs: number;
}

/** Why a launch does not go on. */
export class AttemptFailed extends Error {
  /**
   * @param repeatable whether the same launch may try again.
   * @param retryAfterMs what the server asked to wait, milliseconds.
   */
  constructor(
    readonly repeatable: boolean,
    readonly retryAfterMs?: number,
  ) {
    super('not delivered');
  }
}

/** A longer wait that the server asks for is not waited for but remembered. */
export const longestWaitMs = 60_000;

/**
 * For `retry`: waits with full jitter, `random() * min(capMs, baseMs * 2^(n-1))` before the n-th repetition, or as long
 * as the server asked for. Passes on what is not to be repeated: any other error, and a wait that is too long.
 *
 * @example
 * defer(attempt).pipe(retry(backoff({ attempts: 4, baseMs: 1000, capMs: 30000 }, Math.random, asyncScheduler)))
 */
export function backoff(
  { attempts, baseMs, capMs }: BackoffOptions,
  random: () => number,
  scheduler: SchedulerLike,
): RetryConfig {
  return {
    count: attempts - 1,
    delay(error: unknown, n): Observable<unknown> {
      const failed = error instanceof AttemptFailed && error.repeatable ? error : undefined;
      if (failed === undefined || (failed.retryAfterMs ?? 0) > longestWaitMs) return throwError(() => error);
      return timer(failed.retryAfterMs ?? random() * Math.min(capMs, baseMs * 2 ** (n - 1)), scheduler);
    },
  };
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A remembered time further away than this is not believed. */
export const longestPauseMs = 24 * hourMs;

/** How long after the n-th failed launch in a row no launch is to send: 1 minute, doubling up to 6 hours, or as asked. */
export const pauseMs = (failures: number, retryAfterMs = 0): number =>
  Math.min(longestPauseMs, Math.max(retryAfterMs, Math.min(6 * hourMs, minuteMs * 2 ** (failures - 1))));
