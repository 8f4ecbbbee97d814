import { Observable } from 'rxjs';
import type { Host } from '../host.js';

/**
 * Runs `work$` while holding the Web Lock `name`, `busy$` instead where somebody else holds it. Where locks are missing
 * or refused, it runs without: they save work, correctness does not rest on them.
 */
export function exclusively<T>(
  locks: Host['locks'],
  name: string,
  work$: Observable<T>,
  busy$: Observable<T>,
): Observable<T> {
  if (locks === undefined) return work$;
  return new Observable((subscriber) => {
    const released = new Promise<void>((resolve) => subscriber.add(resolve));
    const run = (lock: Lock | null): Promise<void> => {
      if (!subscriber.closed) (lock === null ? busy$ : work$).subscribe(subscriber);
      return released;
    };
    let answered = false;
    const request = async (): Promise<void> => {
      await locks.request(name, { ifAvailable: true }, (lock) => {
        answered = true;
        return run(lock);
      });
    };
    request().catch(() => {
      if (!answered && !subscriber.closed) work$.subscribe(subscriber);
    });
  });
}
