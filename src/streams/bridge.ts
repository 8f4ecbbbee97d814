import type { Subscriber } from 'rxjs';
import { Observable } from './rx.js';

/** A stream fed by a function. It never ends and never fails, so it needs none of a Subject's bookkeeping. */
export interface Bridge<T> {
  next(value: T): void;
  readonly values$: Observable<T>;
}

export function bridge<T = void>(): Bridge<T> {
  let readers: readonly Subscriber<T>[] = [];
  return {
    next(value) {
      for (const reader of readers) reader.next(value);
    },
    values$: new Observable((subscriber) => {
      readers = [...readers, subscriber];
      return () => {
        readers = readers.filter((reader) => reader !== subscriber);
      };
    }),
  };
}
