import type { Platform } from '../platform.js';
import { Observable } from '../rx/operators.js';

/**
 * Runs `work$` while holding the Web Lock `name`; `busy$` instead where somebody else holds it. Where locks are
 * missing or refused, it runs without: they save work, correctness does not rest on them.
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
