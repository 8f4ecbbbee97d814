import type { Subscriber } from 'rxjs';
import { Observable } from './operators.js';

/** A stream fed by a function. It never ends and never fails, so it needs none of a Subject's bookkeeping. */
export type Emitter<T> = Observable<T> & {
  next(value: T): void;
  /** Whether there is a subscriber. */
  isObserved(): boolean;
};

export function createEmitter<T = void>(): Emitter<T> {
  let readers: readonly Subscriber<T>[] = [];
  const values$ = new Observable<T>((subscriber) => {
    readers = [...readers, subscriber];
    return () => {
      readers = readers.filter((reader) => reader !== subscriber);
    };
  });
  return Object.assign(values$, {
    next(value: T) {
      for (const reader of readers) reader.next(value);
    },
    isObserved: () => readers.length > 0,
  });
}
