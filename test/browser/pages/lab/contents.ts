const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Each record of an existing database, by its key. */
export async function contents(name: string): Promise<Record<string, unknown>> {
  const db = await done(indexedDB.open(name));
  try {
    const store = db.transaction('ledger').objectStore('ledger');
    const [keys, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
    return Object.fromEntries(keys.map((key, at) => [String(key), values[at]]));
  } finally {
    db.close();
  }
}
