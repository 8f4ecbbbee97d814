import { promisifyRequest, set } from 'idb-keyval';
import { randomId } from '../randomId.js';
import { emptyLedger, fold, type Ledger, type LedgerAction, lose, reduceLedger } from '../reducers/ledger.js';
import { isNewer, reviveLedger, reviveTally } from '../reducers/reviveLedger.js';
import { database } from './database.js';
import { type LedgerStore, NewerLedgerError } from './LedgerStore.js';

export const snapshotKey = 'snapshot';
const tallyPrefix = 'tally/';

/** `opened` must be on the disk before its batch is sent, and `erased` before it is reported done. */
const strictActions: ReadonlySet<LedgerAction['type']> = new Set(['opened', 'erased']);

/**
 * The ledger in an IndexedDB database: one record for the snapshot, one per appended tally.
 *
 * @param name of the database; it is created by the first append, never by reading.
 * @example
 * startTurntally({ ...options, store: indexedDbStore('my-app-metrics') });
 */
export function indexedDbStore(name = 'turntally'): LedgerStore {
  const db = database(name);
  const appending = db.use('relaxed');

  return {
    kind: 'indexeddb',
    // `set` resolves when the transaction has completed. A fresh key, so that tabs cannot overwrite each other.
    append: (tally, epoch) => set(`${tallyPrefix}${epoch}/${uniqueKey()}`, tally, appending),
    read: async () => (await db.peek(readLedger)) ?? emptyLedger(),
    async apply(action) {
      if (action.type === 'erased') return (await db.useExisting((store) => erase(store, action))) ?? emptyLedger();
      const durability = strictActions.has(action.type) ? 'strict' : 'default';
      return db.use(durability)('readwrite', async (store) =>
        writeLedger(store, reduceLedger(await readLedger(store), action)),
      );
    },
    close: () => db.close(),
  };
}

/** In the order of time, so that a fold meets the older release first. */
const uniqueKey = (): string => `${Date.now().toString(36).padStart(9, '0')}-${randomId()}`;

const allTallies = (): IDBKeyRange => IDBKeyRange.bound(tallyPrefix, `${tallyPrefix}\uffff`);

/** The snapshot with the tallies of its epoch folded in; those of another epoch were counted under a consent that is over. */
export async function readLedger(store: IDBObjectStore): Promise<Ledger> {
  const [stored, keys, values] = await Promise.all([
    promisifyRequest(store.get(snapshotKey)),
    promisifyRequest(store.getAllKeys(allTallies())),
    promisifyRequest(store.getAll(allTallies())),
  ]);
  if (isNewer(stored)) throw new NewerLedgerError('the stored ledger was written by a later version of turntally');
  const snapshot = reviveLedger(stored);
  const current = `${tallyPrefix}${snapshot.epoch}/`;
  const revived = values.filter((_, at) => String(keys[at]).startsWith(current)).map(reviveTally);
  const corrupt = revived.reduce((sum, { corrupt }) => sum + corrupt, 0);
  return lose(
    fold(
      snapshot,
      revived.flatMap(({ tally }) => (tally === undefined ? [] : [tally])),
    ),
    'corrupt',
    corrupt,
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
export const erase = (store: IDBObjectStore, action: LedgerAction & { type: 'erased' }): Promise<Ledger> =>
  writeLedger(store, reduceLedger(emptyLedger(), action));
