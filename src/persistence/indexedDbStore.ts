import { promisifyRequest } from 'idb-keyval';
import { type DestinationOptions, resolveDestination } from '../destination.js';
import { randomId } from '../randomId.js';
import { emptyLedger, type Ledger, reduceLedger } from '../reducers/ledger.js';
import { isNewer, parseLedger } from '../reducers/parseLedger.js';
import { unlessItThrows } from '../unlessItThrows.js';
import { database, written } from './database.js';
import { type LedgerStore, NewerLedgerError } from './LedgerStore.js';

const snapshotKey = 'snapshot';
const tallyPrefix = 'tally/';

/**
 * Keeps a ledger in an IndexedDB database: one record for the snapshot, and one for each appended tally.
 *
 * The first append or fold creates the database; reading and erasing do not. What is counted for another recipient (the
 * origin of `endpoint`), or under another name, is in another database.
 *
 * @throws OptionError if `endpoint` or `name` is malformed.
 * @example
 * startTurntally({ ...options, store: indexedDbStore({ endpoint }) });
 */
export function indexedDbStore(options: DestinationOptions): LedgerStore {
  const db = database(resolveDestination(options).scope);
  const pageId = randomId();
  let appends = 0;
  /** What is appended later is folded later, so that the older release comes first. Pages that are open at once have no order. */
  const readBefore = async (store: IDBObjectStore): Promise<Ledger> => {
    const { ledger, lastNumber } = await readLedger(store);
    appends = Math.max(appends, lastNumber + 1);
    return ledger;
  };
  return {
    kind: 'indexeddb',
    // The key is new, so that tabs cannot overwrite each other, and stays the same if the connection is opened again.
    append(tally, epoch) {
      // A counter, not a time: nothing stored says when a turn was.
      const key = `${tallyPrefix}${epoch}/${String(appends++).padStart(9, '0')}-${pageId}`;
      return db.transact({ mode: 'readwrite', create: true, durability: 'relaxed' }, (store) => {
        store.put(tally, key);
        const saved = written(store);
        // An engine commits by itself once the page has handled the event of the put: a page that goes away never does.
        // It throws if the transaction has ended: then the put has failed, and `saved` rejects.
        unlessItThrows(() => store.transaction.commit?.());
        return saved;
      });
    },
    async read() {
      return (await db.transact({ mode: 'readonly', create: false }, readBefore)) ?? emptyLedger();
    },
    async apply(action) {
      if (action.type === 'erased') {
        // Reported done only when it is on the disk. It reads nothing: it must also work on the ledger of a later version.
        await db.transact({ mode: 'readwrite', create: false, durability: 'strict' }, eraseLedger);
        return emptyLedger();
      }
      const change = async (store: IDBObjectStore) => writeLedger(reduceLedger(await readBefore(store), action), store);
      // `opened` must be on the disk before its batch is sent.
      const durability = action.type === 'opened' ? 'strict' : 'default';
      return (await db.transact({ mode: 'readwrite', create: true, durability }, change)) ?? emptyLedger();
    },
    close: db.close,
  };
}

/** Deletes everything of a ledger. */
export function eraseLedger(store: IDBObjectStore): Promise<void> {
  store.delete(snapshotKey);
  store.delete(rangeOf(tallyPrefix));
  return written(store);
}

/**
 * The snapshot with the tallies of its epoch folded in, and the highest number in their keys. Those of another epoch were
 * counted under a consent that is over.
 */
async function readLedger(store: IDBObjectStore): Promise<{ readonly ledger: Ledger; readonly lastNumber: number }> {
  const snapshot = await promisifyRequest<unknown>(store.get(snapshotKey));
  if (isNewer(snapshot)) throw new NewerLedgerError('the ledger was written by a later version of turntally');
  const { epoch, lost } = parseLedger(snapshot);
  // Without a snapshot that can be read, the tallies of every epoch are lost.
  const prefix = !epoch && lost.corrupt ? tallyPrefix : `${tallyPrefix}${epoch}/`;
  const range = rangeOf(prefix);
  const [keys, tallies] = await Promise.all([
    promisifyRequest(store.getAllKeys(range)),
    promisifyRequest<unknown[]>(store.getAll(range)),
  ]);
  const numbers = keys.map((key) => Number.parseInt(String(key).slice(prefix.length), 10) || 0);
  return { ledger: parseLedger(snapshot, tallies), lastNumber: Math.max(-1, ...numbers) };
}

/** Writes the snapshot, and deletes the tallies that are folded into it. */
async function writeLedger(ledger: Ledger, store: IDBObjectStore): Promise<Ledger> {
  store.put(ledger, snapshotKey);
  store.delete(rangeOf(tallyPrefix));
  await written(store);
  return ledger;
}

/** The keys that begin with `prefix`. */
const rangeOf = (prefix: string): IDBKeyRange => IDBKeyRange.bound(prefix, `${prefix}\uffff`);
