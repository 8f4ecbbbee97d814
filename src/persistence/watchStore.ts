import { type Observable, Subject } from 'rxjs';
import type { Ledger } from '../reducers/ledger.js';
import type { LedgerStore } from './LedgerStore.js';

export interface WatchedStore extends LedgerStore {
  /** Each ledger it answers with, but for one that it has just erased. */
  readonly ledgers$: Observable<Ledger>;
}

/** The same store, telling of each access whether it worked. */
export function watchStore(store: LedgerStore, onAccess: (worked: boolean) => void): WatchedStore {
  const ledgers$ = new Subject<Ledger>();

  const watched = async <T>(access: () => Promise<T>): Promise<T> => {
    try {
      const result = await access();
      onAccess(true);
      return result;
    } catch (error) {
      onAccess(false);
      throw error;
    }
  };
  const told = (ledger: Ledger): Ledger => {
    ledgers$.next(ledger);
    return ledger;
  };

  return {
    get kind() {
      return store.kind;
    },
    ledgers$,
    append: (tally, epoch) => watched(() => store.append(tally, epoch)),
    read: async () => told(await watched(() => store.read())),
    async apply(action) {
      const ledger = await watched(() => store.apply(action));
      return action.type === 'erased' ? ledger : told(ledger);
    },
    close: () => store.close?.(),
  };
}
