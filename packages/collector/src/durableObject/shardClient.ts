import type * as z from 'zod/mini';
import type { BatchKey, Outcome, Settled, Settlement } from '../CollectorStore.js';
import type { ShardNamespace } from './ShardNamespace.js';
import { type ShardRequest, shardAnswers } from './shardMessages.js';

type Results<T> = readonly PromiseSettledResult<T>[];

/** The requests to one shard: see {@link ShardRequest}. Each rejects, with the number of the shard, if it cannot answer. */
export interface ShardClient {
  find(keys: readonly BatchKey[]): Promise<Results<Outcome | undefined>>;
  settle(date: string, settlements: readonly Settlement[]): Promise<Results<Settled>>;
  remember(date: string): Promise<void>;
  deliver(): Promise<void>;
  forget(today: string): Promise<boolean>;
}

/** @param n - The number of the shard, from 0. */
export function shardClient(shards: ShardNamespace, n: number): ShardClient {
  async function ask<Answer>(request: ShardRequest, answer: z.ZodMiniType<Answer>): Promise<Answer> {
    // A stub of its own for each call: after a failure, the old one would go on failing.
    const stub = shards.get(shards.idFromName(`shard-${n}`));
    const response = await stub.fetch('http://shard/', { method: 'POST', body: JSON.stringify(request) });
    if (!response.ok) throw new Error(`shard ${n}: ${await response.text()}`);
    return answer.parse(await response.json());
  }

  return {
    async find(keys) {
      const results = await ask({ kind: 'find', keys }, shardAnswers.find);
      return results.map((result) =>
        result.status === 'fulfilled' ? { status: 'fulfilled', value: result.value } : failed(result.reason),
      );
    },
    async settle(date, settlements) {
      const results = await ask({ kind: 'settle', date, settlements }, shardAnswers.settle);
      return results.map((result) => (result.status === 'fulfilled' ? result : failed(result.reason)));
    },
    async remember(date) {
      await ask({ kind: 'remember', date }, shardAnswers.done);
    },
    async deliver() {
      await ask({ kind: 'deliver' }, shardAnswers.done);
    },
    forget: (today) => ask({ kind: 'forget', today }, shardAnswers.forget),
  };

  function failed(reason: string): PromiseRejectedResult {
    return { status: 'rejected', reason: new Error(`shard ${n}: ${reason}`) };
  }
}
