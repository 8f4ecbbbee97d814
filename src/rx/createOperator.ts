import { Observable, Subscriber } from './operators.js';

export interface Step<In> {
  next(value: In): void;
  /** The source has completed, or failed with `error`; `forward` passes that on downstream. */
  end(forward: () => void, error?: unknown): void;
}

/**
 * An operator from scratch: subscribes to `source$` with what `step` makes of the downstream subscriber. The upstream
 * is tied to it before it can emit, so that a synchronous source stops as soon as the subscriber unsubscribes.
 */
export const createOperator = <In, Out>(source$: Observable<In>, step: (subscriber: Subscriber<Out>) => Step<In>) =>
  new Observable<Out>((subscriber) => {
    const { next, end } = step(subscriber);
    const upstream = new Subscriber<In>({
      next,
      error: (error: unknown) => end(() => subscriber.error(error), error),
      complete: () => end(() => subscriber.complete()),
    });
    subscriber.add(upstream);
    source$.subscribe(upstream);
  });
