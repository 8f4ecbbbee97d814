import { readFileSync } from 'node:fs';
import { withDatabase } from '../../support/databases.js';
import { scopeOf } from '../../support/endpoint.js';

/** A database, all of it. */
export interface Dump {
  readonly version: number;
  readonly stores: Readonly<Record<string, Store>>;
}
interface Store {
  readonly keyPath: unknown;
  readonly autoIncrement: boolean;
  readonly indexes: readonly string[];
  readonly records: readonly (readonly [IDBValidKey, unknown])[];
}

/** A database that the first published schema wrote. Never to be changed: databases like it are out there. */
export const schema1 = (): Dump => JSON.parse(readFileSync(new URL('schema1.json', import.meta.url), 'utf8'));

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

export const dump = (name: string): Promise<Dump> =>
  withDatabase(name, async (db) => {
    const stores: Record<string, Store> = {};
    for (const storeName of db.objectStoreNames) {
      const store = db.transaction(storeName).objectStore(storeName);
      const [keys, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
      const { keyPath, autoIncrement, indexNames } = store;
      const records = keys.map((key, at) => [key, values[at]] as const);
      stores[storeName] = { keyPath, autoIncrement, indexes: [...indexNames], records };
    }
    return { version: db.version, stores };
  });

/** Makes the database anew, as it was. */
export async function restore(name: string, { version, stores }: Dump): Promise<void> {
  const request = indexedDB.open(scopeOf(name), version);
  request.onupgradeneeded = () => {
    for (const [storeName, { keyPath, autoIncrement, records }] of Object.entries(stores)) {
      const store = request.result.createObjectStore(storeName, { keyPath: keyPath as null, autoIncrement });
      for (const [key, value] of records) store.put(value, key);
    }
  };
  (await done(request)).close();
}
