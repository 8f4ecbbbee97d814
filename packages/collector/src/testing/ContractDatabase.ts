import type { CollectorStore } from '../CollectorStore.js';

/** An empty database of one test. */
export interface ContractDatabase {
  /** Opens a store on it, as another collector would: the test has several at the same time, and closes each. */
  open(): CollectorStore;
  /** Deletes the database. */
  remove?(): Promise<void>;
}

/** Passes stores on one database to `work`, then closes them. */
export async function withStores(
  create: () => Promise<ContractDatabase>,
  work: (open: () => CollectorStore) => Promise<void>,
): Promise<void> {
  const database = await create();
  const stores: CollectorStore[] = [];
  try {
    await work(() => {
      const store = database.open();
      stores.push(store);
      return store;
    });
  } finally {
    await Promise.all(stores.map((store) => store.close()));
    await database.remove?.();
  }
}

const attempts = 60;
const [firstPauseMs, longestPauseMs] = [20, 500];

/** Has the store forget all that it no longer needs, in as many portions as it takes. */
export async function forgetAll(store: CollectorStore, today: string): Promise<void> {
  while (await untilAnswered(() => store.forget(today)));
}

/**
 * Calls again while the store rejects, as clients post again: a database may be busy with another collector, or
 * starting. Gives up after some ten seconds.
 *
 * @throws the last error
 */
export async function untilAnswered<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (attempt === attempts) throw error;
      await new Promise((resolve) =>
        setTimeout(resolve, Math.min(firstPauseMs * attempt, longestPauseMs) * Math.random()),
      );
    }
  }
}
