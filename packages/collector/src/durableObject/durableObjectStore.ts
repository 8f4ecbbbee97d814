import { checkOption } from 'turntally/signals';
import type { BatchKey, CollectorStore, Outcome } from '../CollectorStore.js';
import type { D1Database } from '../d1/D1Database.js';
import { d1Store } from '../d1/d1Store.js';
import { readOutcomes } from '../d1/readOutcomes.js';
import { statement } from '../d1/statement.js';
import { storeCalls } from '../d1/storeCalls.js';
import { repeatedResult } from '../repeatedResult.js';
import { rememberDay } from '../sql/settling.js';
import { routeBatches } from './routeBatches.js';
import type { ShardNamespace } from './ShardNamespace.js';
import { setUpRoot } from './setUpRoot.js';
import { shardClient } from './shardClient.js';

export interface DurableObjectStoreOptions {
  /** The binding of the class {@link TurntallyShard}. */
  readonly shards: ShardNamespace;
  /** The binding of the D1 database to which the shards bring their sums: the one that they know as `DB`. */
  readonly root: D1Database;
  /**
   * The number of shards, 1 to 256. The root keeps the first number for ever: the calls of a store with another one reject.
   *
   * @defaultValue 16
   */
  readonly count?: number;
}

const mostShards = 256;

/**
 * A {@link CollectorStore} for more posts than one D1 database can write: a batch is settled by one of several Durable Objects, always
 * the same one for an id, and committed before it is acknowledged. The shards bring their sums to the D1 database that is read.
 * No promise is shared between requests, so one store serves all requests of an isolate.
 *
 * @throws OptionError naming the option that is wrong.
 * @example
 * import { env } from 'cloudflare:workers';
 * export { TurntallyShard } from '@turntally/collector/durable-object';
 * const store = durableObjectStore({ shards: env.SHARDS, root: env.DB });
 */
export function durableObjectStore({ shards, root, count = 16 }: DurableObjectStoreOptions): CollectorStore {
  const isNamespace = typeof shards?.idFromName === 'function' && typeof shards.get === 'function';
  checkOption(isNamespace, 'shards', 'must be the binding of a class of Durable Objects, such as env.SHARDS');
  checkOption(typeof root?.batch === 'function', 'root', 'must be the binding of a D1 database, such as env.DB');
  const isCount = Number.isInteger(count) && count >= 1 && count <= mostShards;
  checkOption(isCount, 'count', `must be an integer from 1 to ${mostShards}`);

  const shard = (n: number) => shardClient(shards, n);
  const all = Array.from({ length: count }, (_, n) => shard(n));
  const rootStore = d1Store(root);
  let rootHasIds = false;
  const { run, close } = storeCalls(async () => {
    rootHasIds = await setUpRoot(root, count);
  });
  let begunDay: string | undefined;

  /**
   * The root and the shards number the days of operation by themselves, so each must learn of a day, also if none of its batches comes
   * on it. A shard that cannot answer learns of it with its next batch, or when it forgets.
   */
  async function begin(date: string): Promise<void> {
    if (date === begunDay) return;
    await root.batch([statement(root, rememberDay, [date])]);
    await Promise.allSettled(all.map((each) => each.remember(date)));
    begunDay = date;
  }

  const deliver = () => Promise.all(all.map((each) => each.deliver()));

  /** What was settled before the database became the root; `undefined` for other batches. */
  async function settledInRoot(
    keys: readonly BatchKey[],
  ): Promise<readonly (PromiseSettledResult<Outcome> | undefined)[]> {
    if (!rootHasIds) return [];
    return (await readOutcomes(root, keys)).map((result) => {
      if (result.status === 'rejected') return result;
      return result.value && { status: 'fulfilled', value: result.value };
    });
  }

  /** Days that are not published are read when the shards have delivered. */
  const read = <T>(unpublished: boolean | undefined, query: () => Promise<T>): Promise<T> =>
    run(async () => {
      if (unpublished === true) await deliver();
      return query();
    });

  return {
    setUp: () => run(async () => {}),
    findAll: (keys) =>
      run(async () =>
        routeBatches({
          batches: keys,
          known: await settledInRoot(keys),
          count,
          ask: (n, some) => shard(n).find(some),
        }),
      ),
    settleAll: (date, settlements) =>
      run(async () => {
        await begin(date);
        const inRoot = await settledInRoot(settlements);
        return routeBatches({
          batches: settlements,
          known: inRoot.map((stored) => stored && repeatedResult(stored)),
          count,
          ask: (n, some) => shard(n).settle(date, some),
        });
      }),
    publish: (before, minReports) =>
      run(async () => {
        await deliver();
        await rootStore.publish(before, minReports);
      }),
    forget: (today) =>
      run(async () => {
        const more = await Promise.all([rootStore, ...all].map((each) => each.forget(today)));
        return more.includes(true);
      }),
    drop: (before, keepDays) => run(() => rootStore.drop(before, keepDays)),
    rows: (filter) => read(filter.unpublished, () => rootStore.rows(filter)),
    sums: (filter, by) => read(filter.unpublished, () => rootStore.sums(filter, by)),
    totals: (since) => read(false, () => rootStore.totals(since)),
    omissions: (period) => read(period.unpublished, () => rootStore.omissions(period)),
    annotate: (annotation) => run(() => rootStore.annotate(annotation)),
    deleteAnnotations: (date, text) => run(() => rootStore.deleteAnnotations(date, text)),
    annotations: (period) => run(() => rootStore.annotations(period)),
    async close() {
      await close();
      await rootStore.close();
    },
  };
}
