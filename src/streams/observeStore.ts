import type { Observable, Unsubscribable } from 'rxjs';
import { indexedDbStore } from '../persistence/indexedDbStore.js';
import { type LedgerStore, NewerLedgerError } from '../persistence/LedgerStore.js';
import { memoryStore } from '../persistence/memoryStore.js';
import { type Ledger, type LedgerAction, lostIn } from '../reducers/ledger.js';
import { createEmitter } from '../rx/emitter.js';
import type { Status } from '../status.js';

export interface ObservedStore extends LedgerStore {
  /** Each ledger it answers with, but for one that it has just erased. */
  readonly ledgers$: Observable<Ledger>;
}

/**
 * The given store, or IndexedDB; memory where there is none, or where a later version of turntally has written to it.
 *
 * @param tell is called at once, and after each access: where things are kept, or that it failed, and what is known to be lost.
 * @param later comes while an access goes on for too long: that is told as failing, too. Another tab may block the database.
 */
export function observeStore(
  name: string,
  given: LedgerStore | undefined,
  tell: (change: Partial<Status>) => void,
  later: (work: () => void) => Unsubscribable,
): ObservedStore {
  const stored = given ?? (hasIndexedDB() ? indexedDbStore(name) : memoryStore());
  let current = stored;
  const tellKind = (): void => tell({ storage: current.kind ?? 'memory' });
  tellKind();
  const ledgers$ = createEmitter<Ledger>();
  let closed = false;
  let underWay = 0;
  const closeIdle = (): void => {
    if (closed && !underWay) (async () => stored.close())().catch(() => {});
  };

  const told = async <T>(access: () => Promise<T>, look?: (result: T) => void): Promise<T> => {
    const late = later(() => tell({ storage: 'failing' }));
    underWay++;
    try {
      const result = await access();
      tellKind();
      look?.(result);
      return result;
    } catch (error) {
      tell({ storage: 'failing' });
      throw error;
    } finally {
      late.unsubscribe();
      underWay--;
      // Whatever comes after `close` opens it again.
      closeIdle();
    }
  };
  // Whatever is done with a ledger, it is read first.
  const read = () =>
    current.read().catch((error) => {
      if (!(error instanceof NewerLedgerError)) throw error;
      current = memoryStore();
      return current.read();
    });
  const look = (ledger: Ledger, action?: LedgerAction): void => {
    tell({ lost: lostIn(ledger) });
    if (action?.type !== 'erased') ledgers$.next(ledger);
  };

  return {
    ledgers$,
    append: (tally, epoch) => told(() => current.append(tally, epoch)),
    read: () => told(read, look),
    apply: (action) =>
      told(
        async () => {
          // What a later version has stored is left untouched, but a withdrawal erases it all the same.
          if (action.type === 'erased' && current !== stored) await stored.apply(action);
          return current.apply(action);
        },
        (ledger) => look(ledger, action),
      ),
    close() {
      closed = true;
      closeIdle();
    },
  };
}

function hasIndexedDB(): boolean {
  try {
    return !!globalThis.indexedDB;
  } catch {
    // Not even to be looked at: cookies are blocked, or the frame is sandboxed.
    return false;
  }
}
