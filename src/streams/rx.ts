import type { MonoTypeOperatorFunction } from 'rxjs';
import {
  asyncScheduler,
  catchError,
  defer,
  exhaustMap,
  expand,
  filter,
  finalize,
  map,
  Observable,
  retry,
  Subscriber,
  Subscription,
  switchMap,
  takeUntil,
  timer,
} from 'rxjs';

/** All that is used of rxjs at run time, in one import: bundlers keep every import statement of a package left outside. */
export {
  asyncScheduler,
  catchError,
  defer,
  exhaustMap,
  expand,
  filter,
  finalize,
  map,
  Observable,
  retry,
  Subscriber,
  Subscription,
  switchMap,
  takeUntil,
  timer,
};

// What is used here of rxjs's `merge`, `startWith`, `tap` and `firstValueFrom`. The originals also schedule arrays and promises, and
// listen to more than values: that would be 0.9 KiB more for every app.

/** A source that fails is taken as ended: it must not take the others with it. */
export const merge = <T>(...sources: readonly Observable<T>[]): Observable<T> =>
  new Observable((subscriber) => {
    let open = sources.length;
    const next = (value: T): void => subscriber.next(value);
    const complete = (): void => {
      open--;
      if (!open) subscriber.complete();
    };
    for (const source$ of sources) subscriber.add(source$.subscribe({ next, error: complete, complete }));
  });

export const startWith =
  <T>(first: T): MonoTypeOperatorFunction<T> =>
  (source$) =>
    new Observable((subscriber) => {
      subscriber.next(first);
      source$.subscribe(subscriber);
    });

export const tap = <T>(look: (value: T) => void): MonoTypeOperatorFunction<T> =>
  map((value) => {
    look(value);
    return value;
  });

/** Resolves with the first value; with `otherwise` where the source ends or fails without one. */
export async function firstOf<T>(source$: Observable<T>, otherwise: T): Promise<T> {
  let reader: Subscriber<T> | undefined;
  const first = await new Promise<T>((resolve) => {
    const end = (): void => resolve(otherwise);
    reader = new Subscriber<T>({ next: resolve, error: end, complete: end });
    source$.subscribe(reader);
  });
  try {
    reader?.unsubscribe();
  } catch {
    // A source of the host's may throw then.
  }
  return first;
}
