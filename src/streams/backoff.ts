import type { RetryConfig } from 'rxjs';
import type { Platform } from '../platform.js';
import { timer } from '../rx/operators.js';

export interface BackoffOptions {
  /** Failed attempts after which a flush gives up. */
  readonly attempts: number;
  /** The longest first wait, milliseconds; each further one may be twice as long. */
  readonly baseMs: number;
  /** The longest wait of all, milliseconds. */
  readonly capMs: number;
}

/** An attempt has not delivered its batch; the same flush may try again. */
export class DeliveryFailed extends Error {
  /** @param retryAfterMs how long the collector asked to wait, milliseconds. */
  constructor(readonly retryAfterMs: number | undefined) {
    super();
  }
}

/** A flush waits no longer than this for another attempt, milliseconds. A longer wait is remembered for the next flush. */
const longestWaitMs = 60_000;

/**
 * For `retry`: waits with full jitter, `random() * min(capMs, baseMs * 2^(n-1))` before the n-th repetition, or as long
 * as the server asked for. Passes on what is not to be repeated: any other error, and a wait that is too long.
 *
 * @example
 * defer(attempt).pipe(retry(backoff({ attempts: 4, baseMs: 1000, capMs: 30000 }, app)))
 */
export const backoff = (
  { attempts, baseMs, capMs }: BackoffOptions,
  platform: Pick<Platform, 'random' | 'scheduler'>,
): RetryConfig => ({
  count: attempts - 1,
  delay(error, n) {
    if (!(error instanceof DeliveryFailed)) throw error;
    const { retryAfterMs } = error;
    if (retryAfterMs !== undefined && retryAfterMs > longestWaitMs) throw error;
    const waitMs = retryAfterMs ?? Math.floor(platform.random() * Math.min(capMs, baseMs * 2 ** (n - 1)));
    return timer(waitMs, platform.scheduler);
  },
});
