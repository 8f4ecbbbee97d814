import { Subject } from 'rxjs';
import type { AgentEvent } from '../../../src/events.js';
import { type Contestant, each } from '../contestant.js';

/** A Subject and a subscriber that does almost nothing: the cost of passing an event on, without counting. */
export function start(): Contestant {
  let seen = 0;
  const events$ = new Subject<AgentEvent>();
  events$.subscribe(() => {
    seen++;
  });
  return {
    feed: (stream) => each(stream, (event) => events$.next(event)),
    totals: async () => (seen > 0 ? undefined : {}),
  };
}
