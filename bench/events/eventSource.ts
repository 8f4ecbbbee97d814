import { Observable } from 'rxjs';
import type { AgentEvent } from '../../src/events.js';
import { type Contestant, each, type Totals } from './contestant.js';
import type { EventStream } from './stream.js';

type Events = Observable<AgentEvent>;

/** Feeds a stream through an Observable with `operate` on it, read by a subscriber that counts the events it receives. */
export function readAll(operate: (events$: Events) => Events, totals?: () => Promise<Totals>): Contestant {
  return {
    feed(stream: EventStream) {
      let read = 0;
      const events$ = new Observable<AgentEvent>((subscriber) => {
        each(stream, (event) => subscriber.next(event));
        subscriber.complete();
      });
      operate(events$).subscribe(() => {
        read++;
      });
      if (read !== stream.order.length) throw new Error(`${read} of ${stream.order.length} events arrived`);
    },
    totals: async () => totals?.(),
  };
}
