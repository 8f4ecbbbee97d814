import { promisifyRequest } from 'idb-keyval';
import { randomId } from '../randomId.js';
import { emptyLedger, type Ledger, type LedgerAction, reduceLedger } from '../reducers/ledger.js';
import { isNewer, reviveLedger } from '../reducers/reviveLedger.js';
import { database } from './database.js';
import { type LedgerStore, NewerLedgerError } from './LedgerStore.js';

export const snapshotKey = 'snapshot';
const tallyPrefix = 'tally/';

/** `opened` must be on the disk before its batch is sent, and `erased` before it is reported done. */
const strictActions: ReadonlySet<LedgerAction['type']> = new Set(['opened', 'erased']);

/**
 * The ledger in an IndexedDB database: one record for the snapshot, one per appended tally.
 *
 * @param name of the database; it is created by the first append or fold, never by reading or erasing.
 * @example
 * startTurntally({ ...options, store: indexedDbStore('my-app-metrics') });
 */
export function indexedDbStore(name = 'turntally'): LedgerStore {
  const db = database(name);
  return {
    kind: 'indexeddb',
    // A fresh key, so that tabs cannot overwrite each other; the same one if the connection has to be opened again.
    append(tally, epoch) {
      const key = `${tallyPrefix}${epoch}/${uniqueKey()}`;
      return db.use('relaxed')('readwrite', (store) => {
        store.put(tally, key);
        // Not left to the engine, which commits when the page has heard of the put: one that is going away never does.
        store.transaction.commit?.();
        return promisifyRequest(store.transaction);
      });
    },
    read: async () => (await db.useExisting('readonly', readLedger)) ?? emptyLedger(),
    async apply(action) {
      if (action.type === 'erased')
        return (await db.useExisting('readwrite', (store) => erase(store, action.epoch))) ?? emptyLedger();
      const durability = strictActions.has(action.type) ? 'strict' : 'default';
      return db.use(durability)('readwrite', async (store) =>
        writeLedger(store, reduceLedger(await readLedger(store), action)),
      );
    },
    close: () => db.close(),
  };
}

/** In the order of time (13 digits until the year 2286), so that a fold meets the older release first. */
const uniqueKey = (): string => `${Date.now()}-${randomId()}`;

const allTallies = (): IDBKeyRange => IDBKeyRange.bound(tallyPrefix, `${tallyPrefix}\uffff`);

/** The snapshot with the tallies of its epoch folded in; those of another epoch were counted under a consent that is over. */
export async function readLedger(store: IDBObjectStore): Promise<Ledger> {
  const [stored, keys, values] = await Promise.all([
    promisifyRequest(store.get(snapshotKey)),
    promisifyRequest(store.getAllKeys(allTallies())),
    promisifyRequest(store.getAll(allTallies())),
  ]);
  if (isNewer(stored)) throw new NewerLedgerError('ledger of a later version');
  const { epoch, lost } = reviveLedger(stored);
  // Beside a snapshot that cannot be read, all of them are lost.
  const isCurrent = (key: unknown): boolean =>
    String(key).startsWith(`${tallyPrefix}${epoch}/`) || (!epoch && !!lost.corrupt);
  return reviveLedger(
    stored,
    values.filter((_, at) => isCurrent(keys[at])),
  );
}

/** Writes the snapshot, and deletes the tallies that are folded into it. Resolves when the transaction has completed. */
export async function writeLedger(store: IDBObjectStore, ledger: Ledger): Promise<Ledger> {
  store.put(ledger, snapshotKey);
  store.delete(allTallies());
  await promisifyRequest(store.transaction);
  return ledger;
}

/** Needs no understanding of what is there: a ledger of a later version is erased just the same. */
export const erase = (store: IDBObjectStore, epoch: string): Promise<Ledger> => writeLedger(store, emptyLedger(epoch));
