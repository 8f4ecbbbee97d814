import { groupedBatches } from '../src/groupedBatches.js';
import type { CollectorStore, Decision, Outcome } from '../src/index.js';

/** A store with the calls of a collector for one batch each. */
export interface TestStore extends CollectorStore {
  find(id: string, sealed?: string): Promise<Outcome | undefined>;
  settle(id: string, decision: Decision, date: string, sealed?: string): Promise<Outcome>;
}

/** Calls that come together share calls of the store, as in a collector. */
export function testStore(store: CollectorStore): TestStore {
  const batches = groupedBatches(store);
  return {
    ...store,
    find: (id, sealed = '') => batches.find({ id, sealed }),
    settle: async (id, decision, date, sealed = '') => (await batches.settle({ id, sealed, decision }, date)).outcome,
  };
}

/** The same store with some methods replaced, for the collector, too. */
export function withStore(store: TestStore, over: Partial<TestStore>): TestStore {
  const { find, settle } = over;
  return {
    ...store,
    ...(find && { findAll: (keys) => Promise.allSettled(keys.map(({ id, sealed }) => find(id, sealed))) }),
    ...(settle && {
      settleAll: (date, settlements) =>
        Promise.allSettled(
          settlements.map(async ({ id, sealed, decision }) => {
            return { outcome: await settle(id, decision, date, sealed), isRepeat: false };
          }),
        ),
    }),
    ...over,
  };
}
