import type { OperatorFunction, SchedulerLike, Subscription } from 'rxjs';
import type { LedgerStore } from '../persistence/LedgerStore.js';
import { addCounters } from '../reducers/counters.js';
import type { Counters, Release } from '../signals.js';
import { through } from './through.js';

export interface PersistOptions {
  release: Release;
  /** The consent that the tallies are counted under, once it is known; until then nothing is stored. */
  epoch: Promise<string>;
  /** How long to wait after a failed append, milliseconds. A new tally is tried at once. */
  retryMs: number;
  scheduler: SchedulerLike;
  newId: () => string;
}

/** How an append ended, and whether more is waiting to be appended. */
export type Saved = { readonly saved: boolean; readonly waiting: boolean };

/** A launch folds; so does every 64th append, so that the log stays short in a window that is open for weeks. */
const appendsPerFold = 64;

/**
 * Appends tallies to the store, one put at a time: what comes meanwhile waits as one sum, and a failed put is merged
 * into the next. So there are at most two tallies in memory. Completes when the last one is stored, or cannot be.
 */
export function persistTo(
  store: LedgerStore,
  { release, epoch, newId, retryMs, scheduler }: PersistOptions,
): OperatorFunction<Counters, Saved> {
  return (tallies$) =>
    through(tallies$, (subscriber) => {
      let waiting: Counters | undefined;
      let busy = false;
      let appends = 0;
      let retry: Subscription | undefined;
      let end: (() => void) | undefined;
      let countedUnder: string | undefined;

      const save = async (): Promise<void> => {
        const counters = waiting;
        if (busy || !counters || countedUnder === undefined) return;
        const consent = countedUnder;
        busy = true;
        retry?.unsubscribe();
        waiting = undefined;
        const saved = await succeeds(() => store.append({ release, counters }, consent));
        if (saved && ++appends % appendsPerFold === 0) {
          await succeeds(() => store.apply({ type: 'folded', epoch: newId() }));
        }
        if (subscriber.closed) return;
        busy = false;
        if (!saved) waiting = addCounters(counters, waiting ?? {});
        subscriber.next({ saved, waiting: !!waiting });
        if (!waiting) end?.();
        else if (saved) void save();
        else retry = scheduler.schedule(() => void save(), retryMs);
      };

      subscriber.add(() => retry?.unsubscribe());
      void epoch.then((known) => {
        countedUnder = known;
        if (!subscriber.closed) void save();
      });
      return {
        next(tally) {
          waiting = addCounters(waiting ?? {}, tally);
          void save();
        },
        end(forward) {
          end = forward;
          if (waiting) void save();
          else if (!busy) forward();
        },
      };
    });
}

/** Also where the store throws before it returns a promise. */
const succeeds = (work: () => Promise<unknown>): Promise<boolean> =>
  new Promise((resolve) => resolve(work())).then(
    () => true,
    () => false,
  );
