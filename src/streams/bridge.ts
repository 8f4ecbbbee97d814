import { Observable, type Subscriber } from 'rxjs';

/** A stream that one function feeds and one subscriber reads: there is nothing to multicast, so no Subject is paid for. */
export interface Bridge<T> {
  /** Does nothing while nobody is subscribed. */
  next(value: T): void;
  readonly values$: Observable<T>;
}

export function bridge<T>(): Bridge<T> {
  let reader: Subscriber<T> | undefined;
  return {
    next: (value) => reader?.next(value),
    values$: new Observable((subscriber) => {
      reader = subscriber;
      return () => {
        if (reader === subscriber) reader = undefined;
      };
    }),
  };
}
