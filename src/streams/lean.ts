import { type MonoTypeOperatorFunction, map, Observable, Subscription } from 'rxjs';

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
export function firstOf<T>(source$: Observable<T>, otherwise: T): Promise<T> {
  const subscription = new Subscription();
  const first = new Promise<T>((resolve) => {
    const end = (): void => resolve(otherwise);
    subscription.add(source$.subscribe({ next: resolve, error: end, complete: end }));
  });
  // A source of the host's may throw when it is unsubscribed from.
  first.then(() => subscription.unsubscribe()).catch(() => {});
  return first;
}
