import { limits as protocolLimits } from 'turntally/protocol';
import type { Batches } from './Batches.js';
import type { BatchKey, Decision, Outcome, Settled } from './CollectorStore.js';
import { isCloudflareWorkers } from './isCloudflareWorkers.js';
import { keyedQueue } from './keyedQueue.js';
import { limitInProgress } from './limitInProgress.js';
import { networkOf } from './networkOf.js';
import type { CollectorConfig } from './parseOptions.js';
import { metricsPayload } from './payload.js';
import { payloadGuard } from './payloadGuard.js';
import { type InDoubt, postAnswers } from './postAnswers.js';
import {
  malformedDay,
  malformedKey,
  overloaded,
  problemOfTurned,
  type Turned,
  tooManyOfAddress,
  tooManyPosts,
} from './postRefusals.js';
import { inDoubt, problemResponse, type Refusal } from './problemDetails.js';
import { RelayedRequest } from './RelayedRequest.js';
import { rateLimit } from './rateLimit.js';
import { type Content, readPayload } from './readPayload.js';
import { isOfContent } from './refusals.js';
import { isInWindow, readSealedDay } from './sealedDay.js';
import { utcDate } from './utcDays.js';

/**
 * Returns the handler of posts: 202 with an empty body when the batch is counted, however often it is posted; otherwise a
 * problem document.
 *
 * Only the store decides the outcome of a batch id, so the outcome survives this process, does not depend on its clock, and is
 * the same for all processes that share the database. The store keeps only a code of a refusal; the errors in the content are
 * found again in the content of each repeat. `"void": true` is sent only with an outcome of the store. Every other answer leaves
 * the outcome open, and the client sends the same batch again.
 *
 * What one address costs is bounded: it has a share of the work in progress, and a share of the lookups in the store.
 */
export function ingest<Env extends object>(
  config: Omit<CollectorConfig<Env>, 'store'> & { readonly batches: Batches },
): (request: Request, env: Env) => Promise<Response> {
  const { batches, signals, versions, clientAddress, limits, onRefusal, now } = config;
  const rules = {
    schema: metricsPayload(signals),
    isPayload: payloadGuard(signals),
    versions,
    plausible: limits.plausible,
    maxMs: limits.bodyMs,
  };
  const enqueueById = keyedQueue(limits.inProgress);
  const ofAddress = limitInProgress(limits.inProgressPerAddress);
  const posts = rateLimit(limits.postsPerMinute, limits.addresses);
  const promises = rateLimit(limits.turnedAway, limits.addresses);
  const repeats = rateLimit(limits.repeatsPerMinute, limits.addresses);
  const maxInProgress = isCloudflareWorkers() ? Number.POSITIVE_INFINITY : limits.inProgress;
  const { refuse, outcomeResponse } = postAnswers(onRefusal);
  let inProgress = 0;

  return async (request, env) => {
    const id = request.headers.get('idempotency-key') ?? '';
    if (!protocolLimits.batchId.test(id)) return refuse(malformedKey);
    const sealed = readSealedDay(request.headers);
    if (sealed === undefined) return refuse(malformedDay);
    const address = networkFor(request, env);
    const response = await ofAddress(address, () => enqueue({ id, sealed }, request, address));
    return response ?? refuse(tooManyOfAddress);
  };

  function networkFor(request: Request, env: Env): string | undefined {
    const address = request instanceof RelayedRequest ? undefined : clientAddress?.(request, env);
    return address ? networkOf(address) : undefined;
  }

  async function enqueue(key: BatchKey, request: Request, address: string | undefined): Promise<Response> {
    const response = await enqueueById(key.id, async () => {
      inProgress += 1;
      const isOverloaded = inProgress > maxInProgress; // decided on arrival, so that the first posts are accepted
      try {
        return await answerPost(key, request, address, isOverloaded);
      } finally {
        inProgress -= 1;
      }
    });
    // The queue of this id is full. One of the copies in it may still be counted, so nothing can be promised.
    return response ?? problemResponse(inDoubt);
  }

  async function answerPost(
    key: BatchKey,
    request: Request,
    address: string | undefined,
    isOverloaded: boolean,
  ): Promise<Response> {
    for (const limit of [posts, promises, repeats]) limit.forget(now());
    const pause = address === undefined ? 0 : repeats.secondsUntilNext(address, now());
    if (pause > 0) return refuse({ problem: tooManyPosts, retryAfter: pause });
    const refusal = isOverloaded ? overloaded : refusalByRate(address);
    if (refusal) {
      const known = await orInDoubt(batches.find(key));
      if (!known) return turnAway(key, refusal, address);
      countRepeat(address);
      return answerRepeat(known, request, isOverloaded);
    }
    // Its id may have been forgotten, so its content does not matter.
    if (!isInWindow(key.sealed, now())) {
      return outcomeResponse(await settlePost(key, { kind: 'void', refusal: 'sealed' }, address));
    }
    const content = await readPayload(request, rules);
    if (content.kind === 'unread') return answerUnread(key, content, address);
    return outcomeResponse(await settlePost(key, decisionOf(content), address), { content });
  }

  /** What did not arrive is not needed for a repeat, unless its content is what was refused. */
  async function answerUnread(key: BatchKey, unread: Refusal, address: string | undefined): Promise<Response> {
    const known = await orInDoubt(batches.find(key));
    if (!known) return refuse(unread);
    countAsRepeat(address);
    return known.kind === 'void' && isOfContent(known.refusal) ? refuse(unread) : outcomeResponse(known);
  }

  async function answerRepeat(known: Outcome | InDoubt, request: Request, isOverloaded: boolean): Promise<Response> {
    if (known.kind !== 'void' || !isOfContent(known.refusal)) return outcomeResponse(known);
    if (isOverloaded) return refuse(problemOfTurned(overloaded));
    const content = await readPayload(request, rules);
    return content.kind === 'unread' ? refuse(content) : outcomeResponse(known, { content });
  }

  function refusalByRate(address: string | undefined): Turned | undefined {
    const retryAfter = address === undefined ? 0 : posts.take(address, now());
    return retryAfter > 0 ? { refusal: 'rate', retryAfter } : undefined;
  }

  /** Promises that the batch is void, unless the address has used up its promises: each one costs a write. */
  async function turnAway(key: BatchKey, turned: Turned, address: string | undefined): Promise<Response> {
    if (promises.take(address ?? '', now()) > 0) {
      countRepeat(address);
      return refuse(problemOfTurned(turned));
    }
    const { refusal, retryAfter } = turned;
    return outcomeResponse(outcomeIn(await settle(key, { kind: 'void', refusal })), { retryAfter });
  }

  /** Counts a lookup in the store that no other limit counts. */
  function countRepeat(address: string | undefined): void {
    if (address !== undefined) repeats.take(address, now());
  }

  /** What was counted as a post turned out to be a repeat. */
  function countAsRepeat(address: string | undefined): void {
    if (address !== undefined) posts.giveBack(address);
    countRepeat(address);
  }

  /** Only the store knows whether it is a repeat: to look that up before would cost every post as much again. */
  async function settlePost(
    key: BatchKey,
    decision: Decision,
    address: string | undefined,
  ): Promise<Outcome | InDoubt> {
    const settled = await settle(key, decision);
    if ('isRepeat' in settled && settled.isRepeat) countAsRepeat(address);
    return outcomeIn(settled);
  }

  function settle(key: BatchKey, decision: Decision): Promise<Settled | InDoubt> {
    return orInDoubt(batches.settle({ ...key, decision }, utcDate(now())));
  }
}

const outcomeIn = (settled: Settled | InDoubt): Outcome | InDoubt => ('outcome' in settled ? settled.outcome : settled);

async function orInDoubt<T>(result: Promise<T>): Promise<T | InDoubt> {
  try {
    return await result;
  } catch {
    return { kind: 'in doubt' };
  }
}

function decisionOf(content: Content): Decision {
  return content.kind === 'void' ? { kind: 'void', refusal: content.refusal } : content;
}
