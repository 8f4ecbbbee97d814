import type { Observable, OperatorFunction, SchedulerLike, Subscription } from 'rxjs';
import { isEmpty } from '../reducers/counters.js';
import { addTokens, endsTurn } from '../reducers/turn.js';
import type { Counters, SignalToken } from '../signals.js';
import { asyncScheduler } from './rx.js';
import { through } from './through.js';

export interface TallyOptions {
  /** How long a count may wait for its turn to end, milliseconds; 5000 unless told. */
  maxUnsavedMs?: number;
  scheduler?: SchedulerLike;
}

/**
 * Scans tokens into tallies: one a turn. A tally is also closed when `close$` emits, when the source ends, and
 * `maxUnsavedMs` after its first count.
 *
 * @example
 * of(['compaction/total'], ['turns/total']).pipe(tallyTurns()) // emits { 'compaction/total': 1, 'turns/total': 1 }
 */
export function tallyTurns(
  close$?: Observable<unknown>,
  { maxUnsavedMs = 5000, scheduler = asyncScheduler }: TallyOptions = {},
): OperatorFunction<readonly SignalToken[], Counters> {
  return (signals$) =>
    through(signals$, (subscriber) => {
      let tally: Counters = {};
      let timer: Subscription | undefined;

      const close = (): void => {
        timer?.unsubscribe();
        timer = undefined;
        if (isEmpty(tally)) return;
        const closed = tally;
        tally = {};
        subscriber.next(closed);
      };

      subscriber.add(() => timer?.unsubscribe());
      subscriber.add(close$?.subscribe({ next: close, error: () => {} }));
      return {
        next(tokens) {
          tally = addTokens(tally, tokens);
          if (endsTurn(tokens)) close();
          else timer ??= scheduler.schedule(close, maxUnsavedMs);
        },
        end(forward) {
          close();
          forward();
        },
      };
    });
}
