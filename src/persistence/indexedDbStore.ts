import { promisifyRequest } from 'idb-keyval';
import { randomId } from '../randomId.js';
import { emptyLedger, type Ledger, reduceLedger } from '../reducers/ledger.js';
import { isNewer, parseLedger } from '../reducers/parseLedger.js';
import { database } from './database.js';
import { type LedgerStore, NewerLedgerError } from './LedgerStore.js';

export const snapshotKey = 'snapshot';
const tallyPrefix = 'tally/';

/**
 * The ledger in an IndexedDB database: one record for the snapshot, one per appended tally.
 *
 * @param name of the database; it is created by the first append or fold, never by reading or erasing.
 * @example
 * startTurntally({ ...options, store: indexedDbStore('my-app-metrics') });
 */
export function indexedDbStore(name = 'turntally'): LedgerStore {
  const db = database(name);
  const own = randomId();
  let last = 0;
  return {
    kind: 'indexeddb',
    // A fresh key, so that tabs cannot overwrite each other; the same one if the connection has to be opened again.
    append(tally, epoch) {
      // In the order of time (13 digits until the year 2286), so that a fold meets the older release first.
      last = Math.max(Date.now(), last + 1);
      const key = `${tallyPrefix}${epoch}/${last}-${own}`;
      const put = (store: IDBObjectStore): Promise<void> => {
        store.put(tally, key);
        // Not left to the engine, which commits when the page has heard of the put: one that is going away never does.
        store.transaction.commit?.();
        return promisifyRequest(store.transaction);
      };
      return db.use(true, put, 'relaxed');
    },
    read: async () => (await db.use(false, readLedger)) ?? emptyLedger(),
    async apply(action) {
      const erases = action.type === 'erased';
      // Erasing needs no understanding of what is there: a ledger of a later version is erased just the same.
      const change = async (store: IDBObjectStore): Promise<Ledger> =>
        writeLedger(store, reduceLedger(erases ? emptyLedger() : await readLedger(store), action));
      // `opened` must be on the disk before its batch is sent, and `erased` before it is reported done.
      const durability = erases || action.type === 'opened' ? 'strict' : 'default';
      return (await db.use(!erases, change, durability)) ?? emptyLedger();
    },
    close: db.close,
  };
}

const tallies = (epoch = ''): IDBKeyRange => IDBKeyRange.bound(tallyPrefix + epoch, `${tallyPrefix}${epoch}\uffff`);

/** The snapshot with the tallies of its epoch folded in; those of another epoch were counted under a consent that is over. */
export async function readLedger(store: IDBObjectStore): Promise<Ledger> {
  const stored = await promisifyRequest(store.get(snapshotKey));
  if (isNewer(stored)) throw new NewerLedgerError('ledger of a later version');
  const { epoch, lost } = parseLedger(stored);
  // Beside a snapshot that cannot be read, all of them are lost.
  const current = !epoch && lost.corrupt ? tallies() : tallies(`${epoch}/`);
  return parseLedger(stored, await promisifyRequest(store.getAll(current)));
}

/** Writes the snapshot, and deletes the tallies that are folded into it. Resolves when the transaction has completed. */
export async function writeLedger(store: IDBObjectStore, ledger: Ledger): Promise<Ledger> {
  store.put(ledger, snapshotKey);
  store.delete(tallies());
  await promisifyRequest(store.transaction);
  return ledger;
}

export const erase = (store: IDBObjectStore, epoch: string): Promise<Ledger> => writeLedger(store, emptyLedger(epoch));
