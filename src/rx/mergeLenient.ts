import { Observable } from './operators.js';

/**
 * As `merge` of rxjs, but a source that fails is taken as completed: it must not take the others with it.
 *
 * It takes Observables only. The original also takes arrays and promises, which would add 0.9 KiB to every app.
 */
export const mergeLenient = <T>(...sources: readonly Observable<T>[]): Observable<T> =>
  new Observable((subscriber) => {
    let open = sources.length;
    const next = (value: T): void => subscriber.next(value);
    const complete = (): void => {
      open--;
      if (open === 0) subscriber.complete();
    };
    for (const source$ of sources) subscriber.add(source$.subscribe({ next, error: complete, complete }));
  });
