import type { Observable, OperatorFunction, SchedulerLike } from 'rxjs';
import { addTokens, endsTurn } from '../reducers/counters.js';
import { createOperator } from '../rx/createOperator.js';
import { asyncScheduler, Subscription, timer } from '../rx/operators.js';
import type { Counters, SignalToken } from '../signals.js';

export interface TallyOptions {
  /**
   * How long a count may wait for its turn to end, milliseconds.
   *
   * @defaultValue 5000
   */
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
    createOperator(signals$, (subscriber) => {
      let tally: Counters | undefined;
      /** When the tally is to be closed at the latest, epoch milliseconds. */
      let due: number;
      let timing = Subscription.EMPTY;

      const emit = (): void => {
        const closed = tally;
        tally = undefined;
        if (closed) subscriber.next(closed);
      };
      const close = (): void => {
        timing.unsubscribe();
        emit();
      };
      // One timer serves many turns: to start and stop one for each would cost more than all its counts.
      const wait = (ms: number, until = due): void => {
        timing = timer(ms, scheduler).subscribe(() => {
          const now = scheduler.now();
          // Only a later tally goes on waiting, and only once: a clock that was set must not hold it.
          if (now >= until && due > now) wait(Math.min(due - now, maxUnsavedMs));
          else close();
        });
        subscriber.add(timing);
      };

      subscriber.add(close$?.subscribe({ next: close, error: () => {} }));
      return {
        next(tokens) {
          if (!tally) {
            tally = { __proto__: null } as Counters;
            due = scheduler.now() + maxUnsavedMs;
          }
          addTokens(tally, tokens);
          if (endsTurn(tokens)) emit();
          else if (timing.closed) wait(maxUnsavedMs);
        },
        end(forward) {
          emit();
          forward();
        },
      };
    });
}
