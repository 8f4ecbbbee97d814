import type { CollectorStore, Settled, Settlement } from '../CollectorStore.js';

/** Settles batches in one call. Rejects if one of them is rejected. */
export async function settleEach(
  store: CollectorStore,
  settlements: readonly Settlement[],
  date: string,
): Promise<readonly Settled[]> {
  const results = await store.settleAll(date, settlements);
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
