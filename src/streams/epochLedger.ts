import type { Observable } from 'rxjs';
import type { LedgerStore } from '../persistence/LedgerStore.js';
import type { Platform } from '../platform.js';
import { type ConsentState, isErased } from '../reducers/consent.js';
import type { Ledger } from '../reducers/ledger.js';
import { defer, map, retry, timer } from '../rx/operators.js';

export interface EpochLedgerOptions {
  readonly store: LedgerStore;
  readonly platform: Pick<Platform, 'newId' | 'scheduler'>;
  /** How long to wait before a failed access to the store is repeated, milliseconds. */
  readonly retryMs: number;
}

/** What consent does to the ledger. Each operation is repeated until it succeeds, and emits the epoch that the ledger then has. */
export interface EpochLedger {
  readonly read$: Observable<string>;
  /** Begins a first epoch where nothing was ever stored. */
  readonly begin$: Observable<string>;
  /** Deletes all counts and begins another epoch, unless `isErased` finds nothing to delete. */
  erase(consent: Pick<ConsentState, 'isStored' | 'used'>): Observable<string>;
}

/** @param ready storage is not read before it resolves. */
export function epochLedger(
  { store, platform, retryMs }: EpochLedgerOptions,
  ready: Promise<unknown> | undefined,
): EpochLedger {
  const untilDone = (access: () => Promise<Ledger>): Observable<string> =>
    defer(access).pipe(
      map(({ epoch }) => epoch),
      retry({ delay: () => timer(retryMs, platform.scheduler) }),
    );
  const read = (): Promise<Ledger> => store.read();
  return {
    read$: untilDone(() => (ready === undefined ? read() : ready.then(read))),
    begin$: untilDone(() => store.apply({ type: 'folded', epoch: platform.newId() })),
    erase: (consent) =>
      untilDone(async () => {
        // Folding, too, deletes what this tab may still have under way.
        const type = isErased(await read(), consent) ? 'folded' : 'erased';
        return store.apply({ type, epoch: platform.newId() });
      }),
  };
}
