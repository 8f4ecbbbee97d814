import type { SchedulerLike } from 'rxjs';
import { createEmitter } from './rx/emitter.js';
import { mergeLenient } from './rx/mergeLenient.js';
import { defer, map } from './rx/operators.js';

/** Why something is counted, or why nothing is. */
export interface Status {
  /** `off`: the answer is no, or `enabled` is false. `undecided`: there is no answer. First `undecided`. */
  state: 'off' | 'undecided' | 'counting' | 'stopped';
  /** `failing`: the last access failed; counts stay in memory, and saving is tried again. */
  storage: 'indexeddb' | 'memory' | 'failing';
  /** Events offered since the start, counted or not. */
  seen: number;
  /** Counts made since the start. */
  counted: number;
  /** Events that could not be read, unknown tokens, and internal failures, since the start. */
  faults: number;
  /** Counts given up, as of the last access to the ledger. */
  lost: number;
}

/** At most ten times a second, however many events there are. */
const refreshMs = 100;

export type StatusSource = ReturnType<typeof createStatus>;

/** A status that can be changed from anywhere within, cheaply, and be observed from outside. */
export function createStatus(scheduler: SchedulerLike) {
  const current: Status = { state: 'undecided', storage: 'memory', seen: 0, counted: 0, faults: 0, lost: 0 };
  const changes$ = createEmitter();
  let refreshing = false;
  return {
    /** Counts may be changed right here, if `set` is called after. */
    current,
    /** Costs next to nothing while `status$` has no subscriber. */
    set(change?: Partial<Status>): void {
      if (change) Object.assign(current, change);
      if (refreshing || !changes$.isObserved()) return;
      refreshing = true;
      scheduler.schedule(() => {
        refreshing = false;
        changes$.next();
      }, refreshMs);
    },
    status$: mergeLenient<unknown>(
      defer(() => [0]),
      changes$,
    ).pipe(map((): Status => ({ ...current }))),
  };
}
