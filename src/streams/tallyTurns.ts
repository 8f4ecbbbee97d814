import type { Observable, OperatorFunction, SchedulerLike, Subscription } from 'rxjs';
import { endsTurn } from '../reducers/turn.js';
import type { Counters, SignalToken } from '../signals.js';
import { asyncScheduler, merge } from './rx.js';
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
      let tally: Counters | undefined;
      /** When the tally is to be closed at the latest, epoch milliseconds. */
      let due = 0;
      let timer: Subscription | undefined;

      const emit = (): void => {
        const closed = tally;
        tally = undefined;
        if (closed) subscriber.next(closed);
      };
      // One timer serves many turns: to start and stop one for each would cost more than all its counts.
      const wait = (ms: number): void => {
        timer?.unsubscribe();
        // A clock that was set back must not hold it.
        timer = ms > 0 && ms <= maxUnsavedMs ? scheduler.schedule(() => wait(due - scheduler.now()), ms) : undefined;
        if (!timer) emit();
      };

      subscriber.add(() => timer?.unsubscribe());
      if (close$) subscriber.add(merge(close$).subscribe(() => wait(0)));
      return {
        next(tokens) {
          if (!tally) {
            tally = { __proto__: null } as Counters;
            due = scheduler.now() + maxUnsavedMs;
          }
          for (const token of tokens) tally[token] = (tally[token] ?? 0) + 1;
          if (endsTurn(tokens)) emit();
          else if (!timer) wait(maxUnsavedMs);
        },
        end(forward) {
          emit();
          forward();
        },
      };
    });
}
