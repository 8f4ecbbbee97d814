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

// What is used here of rxjs's `merge`, `startWith` and `firstValueFrom`. The originals also schedule arrays and promises, and
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

/** Resolves with the first value of any; with `otherwise` where all end or fail without one. */
export async function firstOf<T>(otherwise: T, ...sources: readonly Observable<T>[]): Promise<T> {
  let reader: Subscription | undefined;
  const first = await new Promise<T>((resolve) => {
    reader = merge(...sources).subscribe({ next: resolve, complete: () => resolve(otherwise) });
  });
  try {
    reader?.unsubscribe();
  } catch {
    // A source of the app's may throw then.
  }
  return first;
}
