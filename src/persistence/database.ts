import { promisifyRequest } from 'idb-keyval';

/** An IndexedDB database of one object store: opened when first used, and again when the connection was lost. */
export interface Database {
  /**
   * Resolves with undefined where there is no such database and none is to be created. A transaction that is
   * `strict` is on the disk when it resolves; one without a durability only reads.
   */
  use<T>(
    create: boolean,
    callback: (store: IDBObjectStore) => T | PromiseLike<T>,
    durability?: IDBTransactionDurability,
  ): Promise<T | undefined>;
  close(): void;
}

const storeName = 'ledger';

export function database(name: string): Database {
  let connection: Promise<IDBDatabase | undefined> | undefined;

  const connect = (create: boolean): Promise<IDBDatabase | undefined> => {
    const forget = (): void => {
      if (connection === opening) connection = undefined;
    };
    const opening = connection ?? open(name, create, forget);
    connection = opening;
    // Neither a failure nor an absence is kept: the next use looks again.
    opening.then((db) => db ?? forget(), forget);
    return opening;
  };

  return {
    use(create, callback, durability) {
      let used: typeof connection;
      const run = async () => {
        // Whoever waited for one that only looks may have to open once more.
        used = connect(create);
        if (create && !(await used)) used = connect(create);
        const db = await used;
        const mode = durability ? 'readwrite' : 'readonly';
        return db && callback(db.transaction(storeName, mode, durability && { durability }).objectStore(storeName));
      };
      return run().catch((error) => {
        // Engines close the connections of pages that sleep, and of sites whose data is cleared: nothing has begun yet.
        if (error?.name !== 'InvalidStateError') throw error;
        // Unless another access has opened it again meanwhile.
        if (connection === used) connection = undefined;
        return run();
      });
    },
    close() {
      connection?.then((db) => db?.close()).catch(() => {});
      connection = undefined;
    },
  };
}

/** Resolves with undefined where there is no such database and none is to be created. */
async function open(name: string, create: boolean, onLost: () => void): Promise<IDBDatabase | undefined> {
  // Some engines keep an empty database of a creation that was aborted: https://bugs.webkit.org/show_bug.cgi?id=313922
  const all = create ? undefined : await indexedDB.databases?.().catch(() => undefined);
  if (all?.every((db) => db.name !== name)) return undefined;
  const request = indexedDB.open(name);
  let absent = false;
  request.onupgradeneeded = () => {
    absent = !create;
    // An aborted creation leaves no trace.
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
