import type { RetryConfig } from 'rxjs';
import type { Platform } from '../platform.js';
import { longestPauseMs } from '../protocol/index.js';
import { timer } from '../rx/operators.js';

export interface BackoffOptions {
  /** Failed attempts after which a launch gives up. */
  readonly attempts: number;
  /** The longest first wait, milliseconds; each further one may be twice as long. */
  readonly baseMs: number;
  /** The longest wait of all, milliseconds. */
  readonly capMs: number;
}

/** What an attempt fails with that did not deliver its batch. */
export interface AttemptFailed {
  /** Whether the same launch may try again. */
  readonly repeatable: boolean;
  /** What the server asked to wait, milliseconds. */
  readonly retryAfterMs: number | undefined;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

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
    const { repeatable, retryAfterMs }: Partial<AttemptFailed> = Object(error);
    // A longer wait is not waited for, but remembered.
    if (!repeatable || (retryAfterMs ?? 0) > minuteMs) throw error;
    return timer(
      retryAfterMs ?? Math.floor(platform.random() * Math.min(capMs, baseMs * 2 ** (n - 1))),
      platform.scheduler,
    );
  },
});

/** How long after the n-th failed launch in a row no launch is to send: 1 minute, doubling up to 6 hours, or as asked. */
export const pauseMs = (failures: number, retryAfterMs = 0): number =>
  Math.min(longestPauseMs, Math.max(retryAfterMs, Math.min(6 * hourMs, minuteMs * 2 ** (failures - 1))));
