import type { Observable, Unsubscribable } from 'rxjs';
import type { Ledger } from '../reducers/ledger.js';
import { bridge } from '../streams/bridge.js';
import type { LedgerStore } from './LedgerStore.js';

export interface WatchedStore extends LedgerStore {
  /** Each ledger it answers with, but for one that it has just erased. */
  readonly ledgers$: Observable<Ledger>;
}

/**
 * The same store, telling after each access where it keeps things, or that it fails; that it fails, too, while an access
 * goes on for so long that `later` comes: another tab may block the database.
 */
export function watchStore(
  store: LedgerStore,
  onAccess: (storage: LedgerStore['kind'] | 'failing') => void,
  onLedger: (ledger: Ledger) => void,
  later: (work: () => void) => Unsubscribable,
): WatchedStore {
  const ledgers = bridge<Ledger>();
  let closed = false;
  let underWay = 0;
  const closeIdle = (): void => {
    if (closed && !underWay) store.close();
  };

  const watched = async <T extends Ledger | undefined>(access: () => Promise<T>, isErasure = false): Promise<T> => {
    const late = later(() => onAccess('failing'));
    underWay++;
    try {
      const result = await access();
      onAccess(store.kind);
      if (result) onLedger(result);
      if (result && !isErasure) ledgers.next(result);
      return result;
    } catch (error) {
      onAccess('failing');
      throw error;
    } finally {
      late.unsubscribe();
      underWay--;
      // Whatever comes after `close` opens it again.
      closeIdle();
    }
  };

  return {
    kind: store.kind,
    ledgers$: ledgers.values$,
    append: async (tally, epoch) => {
      await watched(() => store.append(tally, epoch).then(() => undefined));
    },
    read: () => watched(() => store.read()),
    apply: (action) => watched(() => store.apply(action), action.type === 'erased'),
    close() {
      closed = true;
      closeIdle();
    },
  };
}
