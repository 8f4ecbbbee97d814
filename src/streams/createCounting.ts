import type { LedgerStore } from '../persistence/LedgerStore.js';
import type { Platform } from '../platform.js';
import { byProvider } from '../reducers/byProvider.js';
import { type Fields, tokensOf } from '../reducers/classify.js';
import { createEmitter } from '../rx/emitter.js';
import { mergeLenient } from '../rx/mergeLenient.js';
import { finalize, type Observable, takeUntil } from '../rx/operators.js';
import { tapNext } from '../rx/tapNext.js';
import type { InTime } from '../rx/withTimeout.js';
import type { SignalToken } from '../signals.js';
import type { StatusSource } from '../status.js';
import { type PersistOptions, persistTo } from './persistTo.js';
import { tallyTurns } from './tallyTurns.js';

export interface CountingOptions extends Omit<PersistOptions, 'epoch'> {
  readonly store: LedgerStore;
  readonly platform: Platform;
  readonly vocabulary: ReadonlySet<string>;
  /** How long a count may wait for its turn to end, milliseconds. */
  readonly maxUnsavedMs: number;
  readonly inTime: InTime;
  /** Nothing is counted any more. */
  readonly stop$: Observable<unknown>;
  /** Whether the last answer allows to count. */
  readonly isAllowed: () => boolean;
  readonly status: StatusSource;
  readonly onFault: () => void;
}

export interface Counting {
  /**
   * Counts one event, whatever it is, and returns its `kind`, so that it is read only once. Never throws.
   *
   * @param given - The provider, whatever the event says.
   */
  record(event: unknown, given?: string): unknown;
  /** Counts one token. Never throws. */
  count(token: string): void;
  /** Saves what was counted now. */
  save(): void;
  /** The same; resolves when all is stored, or cannot be stored in time. */
  saved(): Promise<void>;
  /** Counts and saves. Until the epoch is known, counts are kept in memory. */
  run(epoch: Promise<string>): Observable<unknown>;
}

/** Everything from `record()` to the store. */
export function createCounting(options: CountingOptions): Counting {
  const { store, platform, vocabulary, maxUnsavedMs, inTime, stop$, isAllowed, status, onFault } = options;
  const tokens$ = createEmitter<readonly SignalToken[]>();
  const save$ = createEmitter();
  const saved$ = createEmitter();
  let isSaving = false;
  const endSaving = (): void => {
    isSaving = false;
    saved$.next();
  };

  return {
    record(event, given) {
      status.current.seen++;
      try {
        const kind = (event as Fields).kind;
        // Classified before the pipeline: most events count nothing, and end here.
        const tokens = isAllowed() ? tokensOf(event as Fields, kind) : undefined;
        if (tokens?.length) tokens$.next(byProvider(tokens, given ?? (event as Fields).provider, vocabulary));
        // A text or a number is no event, as for `toSignals`.
        if (kind === undefined && typeof event !== 'object') status.current.faults++;
        status.set();
        return kind;
      } catch {
        onFault();
      }
    },
    count(token) {
      if (!vocabulary.has(token)) onFault();
      else if (isAllowed()) tokens$.next([token as SignalToken]);
      status.set();
    },
    save: save$.next,
    async saved() {
      save$.next();
      if (isSaving) await inTime(saved$);
    },
    run: (epoch) =>
      tokens$.pipe(
        takeUntil(stop$),
        tapNext(({ length }) => (status.current.counted += length)),
        tallyTurns(mergeLenient<unknown>(platform.hidden$, save$), { maxUnsavedMs, scheduler: platform.scheduler }),
        tapNext(() => (isSaving = true)),
        persistTo(store, { ...options, epoch }),
        tapNext(endSaving),
        finalize(endSaving),
      ),
  };
}
