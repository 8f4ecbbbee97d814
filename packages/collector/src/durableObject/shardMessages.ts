import { operatingSystems } from 'turntally/protocol';
import * as z from 'zod/mini';
import { refusalCodes } from '../refusals.js';

/** What the store asks a shard, and what the shard answers. Both are validated: they may be of two versions of a Worker. */

const list = <Item extends z.core.$ZodType>(item: Item) => z.readonly(z.array(item));

const key = { id: z.string(), sealed: z.string() };

const payload = z.object({
  version: z.string(),
  os: z.enum(operatingSystems),
  counters: z.array(z.object({ signal: z.string(), bucket: z.string(), count: z.int() })),
});

const decision = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('count'), payload }),
  z.object({ kind: z.literal('setAside'), payload, reason: z.enum(['failures', 'count']) }),
  z.object({ kind: z.literal('void'), refusal: z.enum(refusalCodes) }),
]);

const request = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('find'), keys: list(z.object(key)) }),
  z.object({ kind: z.literal('settle'), date: z.string(), settlements: list(z.object({ ...key, decision })) }),
  z.object({ kind: z.literal('remember'), date: z.string() }),
  z.object({ kind: z.literal('deliver') }),
  z.object({ kind: z.literal('forget'), today: z.string() }),
]);

/**
 * - `find`, `settle` and `forget` are the calls of a store.
 * - `remember`: the collector has begun a day, which becomes a day of operation.
 * - `deliver`: brings all sums to the root.
 */
export type ShardRequest = z.infer<typeof request>;

/** @throws if it is not a request of this version. */
export const parseShardRequest = (value: unknown): ShardRequest => request.parse(value);

const outcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('counted') }),
  z.object({ kind: z.literal('void'), refusal: z.enum(refusalCodes) }),
]);

const rejected = z.object({ status: z.literal('rejected'), reason: z.string() });

/** The answers to `find` and `settle` have a result for each batch, in this order. */
export const shardAnswers = {
  find: z.array(
    z.discriminatedUnion('status', [
      z.object({ status: z.literal('fulfilled'), value: z.optional(outcome) }),
      rejected,
    ]),
  ),
  settle: z.array(
    z.discriminatedUnion('status', [
      z.object({ status: z.literal('fulfilled'), value: z.object({ outcome, isRepeat: z.boolean() }) }),
      rejected,
    ]),
  ),
  /** Whether there are more ids to forget. */
  forget: z.boolean(),
  done: z.literal('done'),
} as const;
