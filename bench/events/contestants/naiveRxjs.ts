import { mergeMap, Subject, scan } from 'rxjs';
import type { AgentEvent } from '../../../src/events.js';
import { type Contestant, each, totalsOf } from '../contestant.js';
import { classifyInto, tokens } from '../floor.js';

export function start(): Contestant {
  let counters: Readonly<Record<string, number>> = {};
  const events$ = new Subject<AgentEvent>();
  const signals = (event: AgentEvent): string[] => {
    const found: string[] = [];
    classifyInto(event, (token) => found.push(tokens[token] as string));
    return found;
  };
  events$
    .pipe(
      mergeMap(signals),
      scan((sum: Record<string, number>, token) => ({ ...sum, [token]: (sum[token] ?? 0) + 1 }), {}),
    )
    .subscribe((sum) => {
      counters = sum;
    });
  return {
    feed: (stream) => each(stream, (event) => events$.next(event)),
    totals: async () => totalsOf(Object.entries(counters)),
  };
}
