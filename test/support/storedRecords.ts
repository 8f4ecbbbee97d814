import type { Page } from 'playwright';

/** A record of IndexedDB, and where it is. */
export interface StoredRecord {
  readonly database: string;
  readonly store: string;
  readonly key: string;
  readonly value: unknown;
}

/** Everything in the IndexedDB databases of a page's origin. */
export const storedRecords = (page: Page): Promise<readonly StoredRecord[]> =>
  page.evaluate(async () => {
    const result = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const records: StoredRecord[] = [];
    for (const { name = '' } of await indexedDB.databases()) {
      const db = await result(indexedDB.open(name));
      for (const storeName of db.objectStoreNames) {
        const store = db.transaction(storeName).objectStore(storeName);
        const [keys, values] = await Promise.all([result(store.getAllKeys()), result(store.getAll())]);
        keys.forEach((key, at) => {
          records.push({ database: name, store: storeName, key: String(key), value: values[at] });
        });
      }
      db.close();
    }
    return records;
  });
