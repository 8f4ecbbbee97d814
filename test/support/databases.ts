import { onTestFinished } from 'vitest';
import { scopeOf } from './endpoint.js';

let names = 0;

/** The name of an app of the test's own, whose database is deleted when it ends. */
export function databaseName(): string {
  const name = `test-${Date.now().toString(36)}-${names++}`;
  onTestFinished(() => remove(name));
  return name;
}

export const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

export async function exists(name: string): Promise<boolean> {
  return (await indexedDB.databases()).some((found) => found.name === scopeOf(name));
}

/** Deletes a database as another tab would: a connection that stays open makes it, and so the test, wait for ever. */
export const remove = (name: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(scopeOf(name));
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
  });

/** Works on a database past the store under test, through a connection of its own. */
export async function withDatabase<T>(name: string, work: (db: IDBDatabase) => Promise<T>): Promise<T> {
  const db = await done(indexedDB.open(scopeOf(name)));
  try {
    return await work(db);
  } finally {
    db.close();
  }
}

/** Everything in a database, key by key. */
export const contents = (name: string): Promise<Map<string, unknown>> =>
  withDatabase(name, async (db) => {
    const store = db.transaction('ledger').objectStore('ledger');
    const [keys, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
    return new Map(keys.map((key, at) => [String(key), values[at]]));
  });

/** Writes a record past the store under test, into a database that is there. */
export const plant = (name: string, key: string, value: unknown): Promise<void> =>
  withDatabase(
    name,
    (db) =>
      new Promise((resolve, reject) => {
        const transaction = db.transaction('ledger', 'readwrite');
        transaction.objectStore('ledger').put(value, key);
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error);
      }),
  );
