import type { SchedulerLike } from 'rxjs';
import { firstValueOr } from './firstValueOr.js';
import { type Observable, takeUntil, timer } from './operators.js';

/** `withTimeout` with a fixed time. */
export type InTime = <T>(work$: Observable<T>) => Promise<T | undefined>;

/** Resolves with the first value of `work$`, and with `undefined` if there is none within `ms` milliseconds. Never rejects. */
export const withTimeout = <T>(work$: Observable<T>, ms: number, scheduler: SchedulerLike): Promise<T | undefined> =>
  firstValueOr<T | undefined>(undefined, work$.pipe(takeUntil(timer(ms, scheduler))));
