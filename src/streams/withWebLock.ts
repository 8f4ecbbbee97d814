import type { Platform } from '../platform.js';
import { Observable } from '../rx/operators.js';

/**
 * Runs `work$` while holding the Web Lock `name`; `busy$` instead where somebody else holds it. Where locks are
 * missing or refused, it runs without: they save work, correctness does not rest on them.
 */
export const withWebLock = <T>(locks: Platform['locks'], name: string, work$: Observable<T>, busy$: Observable<T>) =>
  new Observable<T>((subscriber) => {
    const released = new Promise<void>((resolve) => subscriber.add(resolve));
    let begun = false;
    const run = (lock?: Lock | null): Promise<void> => {
      if (!begun && !subscriber.closed) (lock === null ? busy$ : work$).subscribe(subscriber);
      begun = true;
      return released;
    };
    const request = async (): Promise<unknown> => (locks ? locks.request(name, { ifAvailable: true }, run) : run());
    request().catch(() => run());
  });
