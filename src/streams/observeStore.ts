import type { Observable, Unsubscribable } from 'rxjs';
import type { LedgerStore } from '../persistence/LedgerStore.js';
import { type Ledger, lostIn } from '../reducers/ledger.js';
import { createEmitter } from '../rx/emitter.js';
import type { Status } from '../status.js';

export interface ObservedStore extends LedgerStore {
  /** Each ledger that an access returns, except for those it has erased. */
  readonly ledgers$: Observable<Ledger>;
}

/**
 * Reports what becomes of the accesses to a store.
 *
 * @param onChange Called at once and after each access: where the ledger is kept, or that the access failed, and the counts lost.
 * @param whenLate Schedules the report of an access that takes too long, which counts as failing: another tab may block the database.
 */
export function observeStore(
  store: LedgerStore,
  onChange: (change: Partial<Status>) => void,
  whenLate: (report: () => void) => Unsubscribable,
): ObservedStore {
  const ledgers$ = createEmitter<Ledger>();
  let isClosed = false;
  let running = 0;
  const reportKind = (): void => onChange({ storage: store.kind ?? 'memory' });
  const reportFailure = (): void => onChange({ storage: 'failing' });
  const closeIfIdle = (): void => {
    // An app's store may throw.
    if (isClosed && !running) (async () => store.close())().catch(() => {});
  };

  const observe = async <T>(access: () => Promise<T>): Promise<T> => {
    const lateReport = whenLate(reportFailure);
    running++;
    try {
      const result = await access();
      reportKind();
      return result;
    } catch (error) {
      reportFailure();
      throw error;
    } finally {
      lateReport.unsubscribe();
      running--;
      // An access after `close` has opened the store again.
      closeIfIdle();
    }
  };

  reportKind();
  return {
    ledgers$,
    append: (tally, epoch) => observe(() => store.append(tally, epoch)),
    async read() {
      const ledger = await observe(() => store.read());
      onChange({ lost: lostIn(ledger) });
      ledgers$.next(ledger);
      return ledger;
    },
    async apply(action) {
      const ledger = await observe(() => store.apply(action));
      onChange({ lost: lostIn(ledger) });
      if (action.type !== 'erased') ledgers$.next(ledger);
      return ledger;
    },
    close() {
      isClosed = true;
      closeIfIdle();
    },
  };
}
