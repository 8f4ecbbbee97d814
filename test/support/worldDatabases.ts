import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { onTestFinished } from 'vitest';

/** Replaces this test's IndexedDB by an empty one of its own. */
export function freshIndexedDB(): void {
  const before = { indexedDB: globalThis.indexedDB, IDBKeyRange: globalThis.IDBKeyRange };
  Object.assign(globalThis, { indexedDB: new IDBFactory(), IDBKeyRange });
  onTestFinished(() => {
    Object.assign(globalThis, before);
  });
}

export async function databaseNames(): Promise<(string | undefined)[]> {
  return (await indexedDB.databases()).map(({ name }) => name);
}

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Every key and value of every store of every database. */
export async function everythingStored(): Promise<[IDBValidKey, unknown][]> {
  const stored: [IDBValidKey, unknown][] = [];
  for (const name of await databaseNames()) {
    const db = await done(indexedDB.open(String(name)));
    for (const storeName of db.objectStoreNames) {
      const store = db.transaction(storeName).objectStore(storeName);
      const [keys, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
      keys.forEach((key, at) => {
        stored.push([key, values[at]]);
      });
    }
    db.close();
  }
  return stored;
}
