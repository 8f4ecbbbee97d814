import type { Batches, BatchStore } from './Batches.js';

/** Each call is a call of the store: for Cloudflare Workers, where requests must not wait for each other's promises. */
export function singleBatches(store: BatchStore): Batches {
  return {
    find: async (key) => only(await store.findAll([key])),
    settle: async (settlement, date) => only(await store.settleAll(date, [settlement])),
  };
}

function only<T>([result]: readonly PromiseSettledResult<T>[]): T {
  if (result?.status === 'fulfilled') return result.value;
  throw result?.reason ?? new Error('the store has returned no result');
}
