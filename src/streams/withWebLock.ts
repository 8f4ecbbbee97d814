import type { Platform } from '../platform.js';
import { Observable } from '../rx/operators.js';

/**
 * Runs `work$` while holding the Web Lock `name`, or `busy$` if it is held elsewhere. Without locks, or if the request for one
 * is refused, `work$` runs all the same: locks save work, but correctness does not depend on them.
 */
export const withWebLock = <T>(locks: Platform['locks'], name: string, work$: Observable<T>, busy$: Observable<T>) =>
  new Observable<T>((subscriber) => {
    const released = new Promise<void>((resolve) => subscriber.add(resolve));
    let isBegun = false;
    const begin = (source$: Observable<T>): void => {
      if (isBegun || subscriber.closed) return;
      isBegun = true;
      source$.subscribe(subscriber);
    };
    const whileHeld = (lock: Lock | null): Promise<void> => {
      begin(lock === null ? busy$ : work$);
      return released;
    };
    const request = async (): Promise<unknown> =>
      locks ? locks.request(name, { ifAvailable: true }, whileHeld) : begin(work$);
    request().catch(() => begin(work$));
  });
