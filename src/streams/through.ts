import type { Observer } from 'rxjs';
import { Observable, Subscriber } from './rx.js';

/**
 * An operator from scratch: subscribes to `source$` with what `observe` makes of the downstream subscriber. The
 * upstream is tied to it before it can emit, so that a synchronous source stops as soon as nobody listens.
 */
export const through = <In, Out>(source$: Observable<In>, observe: (subscriber: Subscriber<Out>) => Observer<In>) =>
  new Observable<Out>((subscriber) => {
    const upstream = new Subscriber<In>(observe(subscriber));
    subscriber.add(upstream);
    source$.subscribe(upstream);
  });
