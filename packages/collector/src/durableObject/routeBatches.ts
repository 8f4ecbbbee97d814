import { shardOf } from './shardOf.js';

type Result<T> = PromiseSettledResult<T>;

export interface Route<Batch, T> {
  readonly batches: readonly Batch[];
  /** The results that need no shard, by the position of the batch. */
  readonly known: readonly (Result<T> | undefined)[];
  /** The number of shards. */
  readonly count: number;
  /** Returns a result for each of the batches, in this order. */
  ask(shard: number, batches: readonly Batch[]): Promise<readonly Result<T>[]>;
}

/** Passes each batch to its shard, in one call for each shard. If a call fails, its batches fail, and no others. */
export async function routeBatches<Batch extends { readonly id: string }, T>({
  batches,
  known,
  count,
  ask,
}: Route<Batch, T>): Promise<readonly Result<T>[]> {
  const shards = batches.map(({ id }, n) => (known[n] ? undefined : shardOf(id, count)));
  const calls = [...new Set(shards)].map(async (shard) => {
    const ofShard = batches.filter((_, n) => shards[n] === shard);
    if (shard === undefined) return [shard, [].values()] as const;
    const results = await ask(shard, ofShard).catch((reason) => ofShard.map(() => rejected(reason)));
    return [shard, results.values()] as const;
  });
  const ofShards = new Map<number | undefined, Iterator<Result<T>, undefined>>(await Promise.all(calls));
  return shards.map((shard, n) => known[n] ?? ofShards.get(shard)?.next().value ?? rejected(new Error(noResult)));
}

const noResult = 'the shard has returned no result';
const rejected = (reason: unknown): PromiseRejectedResult => ({ status: 'rejected', reason });
