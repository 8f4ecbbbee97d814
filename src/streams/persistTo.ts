import type { OperatorFunction, Subscription } from 'rxjs';
import type { LedgerStore } from '../persistence/LedgerStore.js';
import type { Platform } from '../platform.js';
import type { Release } from '../protocol/index.js';
import { addCounters, addTo, isEmpty } from '../reducers/counters.js';
import { createOperator } from '../rx/createOperator.js';
import type { Counters } from '../signals.js';

export interface PersistOptions {
  release: Release;
  /** The consent that the tallies are counted under, once it is known; until then nothing is stored. */
  epoch: Promise<string>;
  /** How long to wait after a failed append, milliseconds. A new tally is tried at once. */
  retryMs: number;
  platform: Pick<Platform, 'newId' | 'scheduler'>;
}

/** A flush folds the log; so does every 64th append, so that it stays short in a window that is open for weeks. */
const appendsPerFold = 64;

/**
 * Appends tallies to the store, one put at a time: what comes meanwhile waits as one sum, and a failed put is merged
 * into the next. So there are at most two tallies in memory. Emits true when all that came is stored, false when a put
 * failed. Completes when the last tally is stored.
 */
export function persistTo(
  store: LedgerStore,
  { release, epoch, retryMs, platform }: PersistOptions,
): OperatorFunction<Counters, boolean> {
  return (tallies$) =>
    createOperator(tallies$, (subscriber) => {
      let waiting: Counters = {};
      let busy = false;
      let appends = 0;
      let retry: Subscription | undefined;
      let end: (() => void) | undefined;
      /** Empty until it is known. */
      let consent = '';

      const save = async (): Promise<void> => {
        if (busy || isEmpty(waiting) || !consent || subscriber.closed) return;
        const tally = { release, counters: waiting };
        busy = true;
        retry?.unsubscribe();
        waiting = {};
        const saved = await succeeds(() => store.append(tally, consent));
        if (saved && ++appends % appendsPerFold === 0) {
          await succeeds(() => store.apply({ type: 'folded', epoch: platform.newId() }));
        }
        busy = false;
        if (!saved) {
          waiting = addCounters(tally.counters, waiting);
          retry = platform.scheduler.schedule(() => void save(), retryMs);
          subscriber.add(retry);
        } else if (!isEmpty(waiting)) return save();
        subscriber.next(saved);
        if (saved) end?.();
      };

      void epoch.then((known) => {
        consent = known;
        return save();
      });
      return {
        next(tally) {
          addTo(waiting, tally);
          void save();
        },
        end(forward) {
          end = forward;
          if (busy || !isEmpty(waiting)) void save();
          else forward();
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
