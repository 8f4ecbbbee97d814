import { promisifyRequest } from 'idb-keyval';
import { unlessItThrows } from '../unlessItThrows.js';
import { NewerLedgerError } from './LedgerStore.js';

export interface Access {
  readonly mode: IDBTransactionMode;
  /** Whether to create the database if it does not exist. */
  readonly create: boolean;
  /** @defaultValue 'default' */
  readonly durability?: IDBTransactionDurability;
}

/** An IndexedDB database of one object store. The first access opens it; so does the next one after the connection was lost. */
export interface Database {
  /**
   * Does `work` in one transaction. Work that fails changes nothing.
   *
   * @returns what `work` returns; `undefined` if the database does not exist and is not to be created.
   * @example
   * database('name').transact({ mode: 'readonly', create: false }, (store) => promisifyRequest(store.get('key')));
   */
  transact<T>(access: Access, work: (store: IDBObjectStore) => Promise<T>): Promise<T | undefined>;
  close(): void;
}

const storeName = 'ledger';

export function database(name: string): Database {
  let connection: Connection | undefined;

  const connect = (create: boolean): Promise<IDBDatabase | undefined> => {
    connection ??= { creates: false };
    const current = connection;
    const { opened } = current;
    if (opened && (current.creates || !create)) return opened;
    const forget = (): void => {
      if (connection === current) connection = undefined;
    };
    // An access that comes after this one waits for it: else it could miss the database that this one creates.
    const opening =
      opened === undefined ? open(name, create, forget) : opened.then((db) => db ?? open(name, create, forget));
    Object.assign(current, { opened: opening, creates: create } satisfies Connection);
    const forgetFailed = (): void => {
      if (current.opened === opening) forget();
    };
    // A failed or absent connection is not kept: the next access tries again.
    opening.then((db) => db ?? forgetFailed(), forgetFailed);
    return opening;
  };

  const close = (): void => {
    connection?.opened?.then((db) => db?.close()).catch(() => {});
    connection = undefined;
  };

  const transact: Database['transact'] = (access, work) => {
    let used: Promise<IDBDatabase | undefined> | undefined;
    const run = async () => {
      used = connect(access.create);
      const db = await used;
      return db && runTransaction(db, access, work);
    };
    return run().catch((error) => {
      if (error instanceof PageLeft) return transact(access, work);
      if (isOfData(error)) throw error;
      // Safari reports a lost connection to its database process as UnknownError, at every use. The next access opens a
      // new one, unless another access has done so meanwhile.
      if (connection?.opened === used) close();
      // Engines close the connections of pages that sleep and of sites whose data is cleared. Nothing has begun then.
      if (error?.name !== 'InvalidStateError') throw error;
      return run();
    });
  };

  return { transact, close };
}

/** A connection, and whether it creates the database where there is none. */
interface Connection {
  creates: boolean;
  opened?: Promise<IDBDatabase | undefined>;
}

/** Whether an error concerns what is stored, and not the connection: a full disk, a key that exists, a newer schema. */
const isOfData = (error: unknown): boolean =>
  error instanceof NewerLedgerError ||
  (error instanceof Error && ['QuotaExceededError', 'ConstraintError'].includes(error.name));

/** The page was left before the transaction was committed. What rejects in a page that is left does so when it is shown again. */
class PageLeft extends Error {}

async function runTransaction<T>(
  db: IDBDatabase,
  { mode, durability = 'default' }: Access,
  work: (store: IDBObjectStore) => Promise<T>,
): Promise<T> {
  const transaction = db.transaction(storeName, mode, { durability });
  let isLeft = false;
  // It may have ended already.
  const abort = (): void => unlessItThrows(() => transaction.abort());
  // WebKit keeps a page that is left as it is, with its transactions: until it drops the page, what is not committed would block
  // the database for all other pages.
  const leave = (): void => {
    isLeft = true;
    abort();
  };
  globalThis.addEventListener?.('pagehide', leave);
  try {
    return await work(transaction.objectStore(storeName));
  } catch (error) {
    abort();
    throw isLeft ? new PageLeft() : error;
  } finally {
    globalThis.removeEventListener?.('pagehide', leave);
  }
}

/** Resolves when the transaction has completed: everything that it wrote is stored. */
export const written = ({ transaction }: IDBObjectStore): Promise<void> => promisifyRequest(transaction);

/** Resolves with `undefined` if the database does not exist and is not to be created. */
async function open(name: string, create: boolean, onLost: () => void): Promise<IDBDatabase | undefined> {
  // Some engines keep an empty database if its creation was aborted: https://bugs.webkit.org/show_bug.cgi?id=313922
  const all = create ? undefined : await indexedDB.databases?.().catch(() => undefined);
  if (all?.every((db) => db.name !== name)) return undefined;
  const request = indexedDB.open(name);
  let absent = false;
  request.onupgradeneeded = () => {
    absent = !create;
    // An aborted creation leaves no database behind.
    if (absent) request.transaction?.abort();
    else request.result.createObjectStore(storeName);
  };
  return promisifyRequest(request).then(
    (db) => {
      db.onversionchange = () => {
        db.close();
        onLost();
      };
      db.onclose = onLost;
      return db;
    },
    (error) => {
      if (!absent) throw error;
      return undefined;
    },
  );
}
