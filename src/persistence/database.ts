import { promisifyRequest, type UseStore } from 'idb-keyval';

/** A database of one object store. Opened when first used, opened again when the connection was lost. */
export interface Database {
  /** Transactions on the store, creating it where it is missing. A strict one is on the disk when it resolves. */
  use(durability: IDBTransactionDurability): UseStore;
  /** A readonly transaction, or undefined where there is no such database: asking creates none. */
  peek<T>(callback: (store: IDBObjectStore) => PromiseLike<T>): Promise<T | undefined>;
  /** As `use('strict')`, but undefined where there is no such database. */
  useExisting<T>(callback: (store: IDBObjectStore) => PromiseLike<T>): Promise<T | undefined>;
  close(): void;
}

const storeName = 'ledger';

export function database(name: string): Database {
  let connection: Promise<IDBDatabase> | undefined;

  const connect = (create: boolean): Promise<IDBDatabase> => {
    if (connection !== undefined) return connection;
    const opening = open(name, create, () => {
      if (connection === opening) connection = undefined;
    });
    // A failed open is not kept: the next use tries again.
    opening.catch(() => {
      if (connection === opening) connection = undefined;
    });
    connection = opening;
    return opening;
  };

  async function transact<T>(
    create: boolean,
    mode: IDBTransactionMode,
    durability: IDBTransactionDurability,
    callback: (store: IDBObjectStore) => T | PromiseLike<T>,
  ): Promise<T> {
    const run = (db: IDBDatabase): T | PromiseLike<T> =>
      callback(db.transaction(storeName, mode, { durability }).objectStore(storeName));
    try {
      return await run(await connect(create));
    } catch (error) {
      // The engine closes connections of pages that sleep, and when a person clears site data: nothing has begun yet.
      // And whoever waited for a mere peek has found no database, but may create one.
      if (isNamed(error, 'InvalidStateError')) connection = undefined;
      else if (error !== absent || !create) throw error;
      return await run(await connect(create));
    }
  }

  const orAbsent = async <T>(result: Promise<T>): Promise<T | undefined> => {
    try {
      return await result;
    } catch (error) {
      if (error === absent) return undefined;
      throw error;
    }
  };

  return {
    use: (durability) => (mode, callback) => transact(true, mode, durability, callback),
    peek: (callback) => orAbsent(transact(false, 'readonly', 'default', callback)),
    useExisting: (callback) => orAbsent(transact(false, 'readwrite', 'strict', callback)),
    close() {
      connection?.then((db) => db.close()).catch(() => {});
      connection = undefined;
    },
  };
}

const absent = new Error('there is no such database');

function open(name: string, create: boolean, onLost: () => void): Promise<IDBDatabase> {
  const request = indexedDB.open(name);
  let missing = false;
  request.onupgradeneeded = () => {
    if (create) {
      request.result.createObjectStore(storeName);
    } else {
      // Aborting the creation leaves no trace of it.
      missing = true;
      request.transaction?.abort();
    }
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
      throw missing ? absent : error;
    },
  );
}

const isNamed = (error: unknown, name: string): boolean =>
  typeof error === 'object' && error !== null && 'name' in error && error.name === name;
