import { limits as protocolLimits } from 'turntally/protocol';
import type { Decision, Outcome } from './CollectorStore.js';
import { keyedQueue } from './keyedQueue.js';
import { limitInProgress } from './limitInProgress.js';
import { networkOf } from './networkOf.js';
import type { CollectorConfig } from './parseOptions.js';
import { metricsPayload } from './payload.js';
import { asVoid, inDoubt, problemDetails, problemResponse, type Refusal } from './problemDetails.js';
import { RelayedRequest } from './RelayedRequest.js';
import { rateLimit } from './rateLimit.js';
import { readPayload } from './readPayload.js';
import { utcDate } from './utcDays.js';

/**
 * Returns the handler of posts: 202 with an empty body when the batch is counted, however often it is posted; otherwise a
 * problem document.
 *
 * Only the store decides the outcome of a batch id, so the outcome survives this process, does not depend on its clock, and is
 * the same for all processes that share the database. `"void": true` is sent only with an outcome of the store. Every other
 * answer leaves the outcome open, and the client sends the same batch again.
 *
 * What one address costs is bounded: it has a share of the work in progress, and a share of the lookups in the store.
 */
export function ingest<Env extends object>(
  config: CollectorConfig<Env>,
): (request: Request, env: Env) => Promise<Response> {
  const { store, signals, versions, clientAddress, limits, onRefusal, now } = config;
  const content = { schema: metricsPayload(signals), versions, maxMs: limits.bodyMs };
  const enqueueById = keyedQueue(limits.inProgress);
  const ofAddress = limitInProgress(limits.inProgressPerAddress);
  const posts = rateLimit(limits.postsPerMinute, limits.addresses);
  const promises = rateLimit(limits.turnedAway, limits.addresses);
  const repeats = rateLimit(limits.repeatsPerMinute, limits.addresses);
  let inProgress = 0;

  return async (request, env) => {
    const id = request.headers.get('idempotency-key') ?? '';
    if (!protocolLimits.batchId.test(id)) return refuse(malformedKey);
    const address = networkFor(request, env);
    const response = await ofAddress(address, () => enqueue(id, request, address));
    return response ?? refuse(tooManyOfAddress);
  };

  function networkFor(request: Request, env: Env): string | undefined {
    const address = request instanceof RelayedRequest ? undefined : clientAddress?.(request, env);
    return address ? networkOf(address) : undefined;
  }

  async function enqueue(id: string, request: Request, address: string | undefined): Promise<Response> {
    const response = await enqueueById(id, async () => {
      inProgress += 1;
      const isOverloaded = inProgress > limits.inProgress; // decided on arrival, so that the first posts are accepted
      try {
        return await answerPost(id, request, address, isOverloaded);
      } finally {
        inProgress -= 1;
      }
    });
    // The queue of this id is full. One of the copies in it may still be counted, so nothing can be promised.
    return response ?? problemResponse(inDoubt);
  }

  async function answerPost(
    id: string,
    request: Request,
    address: string | undefined,
    isOverloaded: boolean,
  ): Promise<Response> {
    const pause = address === undefined ? 0 : repeats.secondsUntilNext(address, now());
    if (pause > 0) return refuse({ problem: tooManyPosts, retryAfter: pause });
    const known = await orInDoubt(store.find(id));
    if (known) {
      countRepeat(address);
      return outcomeResponse(known);
    }
    const refusal = isOverloaded ? overloaded : refusalByRate(address);
    if (refusal) return turnAway(id, refusal, address);
    const reading = await readPayload(request, content);
    if (reading.kind === 'unread') return refuse(reading);
    return outcomeResponse(await settle(id, reading));
  }

  function refusalByRate(address: string | undefined): Refusal | undefined {
    const retryAfter = address === undefined ? 0 : posts.take(address, now());
    return retryAfter > 0 ? { problem: tooManyPosts, retryAfter } : undefined;
  }

  /** Promises that the batch is void, unless the address has used up its promises: each one costs a write. */
  async function turnAway(id: string, refusal: Refusal, address: string | undefined): Promise<Response> {
    if (promises.take(address ?? '', now()) > 0) {
      countRepeat(address);
      return refuse(refusal);
    }
    const { problem, retryAfter } = refusal;
    return outcomeResponse(await settle(id, { kind: 'void', problem: asVoid(problem) }), retryAfter);
  }

  /** Counts a lookup in the store that no other limit counts. */
  function countRepeat(address: string | undefined): void {
    if (address !== undefined) repeats.take(address, now());
  }

  function settle(id: string, decision: Decision): Promise<Outcome | InDoubt> {
    return orInDoubt(store.settle(id, decision, utcDate(now())));
  }

  /** Stored refusals do not contain the `Retry-After` that was sent first; a minute is long enough for all of them. */
  function outcomeResponse(outcome: Outcome | InDoubt, retryAfter = 60): Response {
    switch (outcome.kind) {
      case 'in doubt':
        return problemResponse(inDoubt);
      case 'counted':
        return new Response(null, { status: 202, headers: { 'content-length': '0' } });
      case 'void': {
        const { problem } = outcome;
        const isTemporary = problem.status === 429 || problem.status === 503;
        return refuse(isTemporary ? { problem, retryAfter } : { problem });
      }
    }
  }

  function refuse(refusal: Refusal): Response {
    try {
      onRefusal?.(refusal.problem);
    } catch {}
    return problemResponse(refusal);
  }
}

/** The store failed, so the outcome is not known. */
type InDoubt = { readonly kind: 'in doubt' };

async function orInDoubt<T>(result: Promise<T>): Promise<T | InDoubt> {
  try {
    return await result;
  } catch {
    return { kind: 'in doubt' };
  }
}

const malformedKey: Refusal = {
  problem: problemDetails(
    400,
    'The header Idempotency-Key must have 16 to 64 of the characters 0-9, a-z, A-Z, _ and -.',
  ),
};
const tooManyPosts = problemDetails(429, 'Too many posts from this address.');
const tooManyOfAddress: Refusal = {
  problem: problemDetails(503, 'Too many posts at once from this address.'),
  retryAfter: 5,
};
const overloaded: Refusal = { problem: problemDetails(503, 'Too many posts at once.'), retryAfter: 5 };
