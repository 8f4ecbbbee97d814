import { limits as wireLimits } from 'turntally/protocol';
import type { Decision, Outcome } from './CollectorStore.js';
import { keyedQueue } from './keyedQueue.js';
import type { checkedOptions } from './options.js';
import { asVoid, inDoubt, problem, problemResponse, type Refusal } from './problemDetails.js';
import { rateLimit } from './rateLimit.js';
import { payloadReader } from './readPayload.js';
import { utcDate } from './utcDate.js';

/**
 * `POST /v1/metrics`: 202 with an empty body when the batch is counted, once however often it is posted; else a problem document.
 *
 * A batch id is settled for good by the store, and by nothing else: it outlives this process, its clock does not matter,
 * and of all who share the file one wins. `"void": true` is said only of what it has settled; else the answer leaves the
 * outcome open, and the sender sends the same batch again.
 */
export function receiver<Env extends object>(options: ReturnType<typeof checkedOptions<Env>>) {
  const { store, signals, versions, clientAddress, limits, now } = options;
  const readPayload = payloadReader(signals, versions, limits.bodyMs);
  const inTurn = keyedQueue(limits.inProgress);
  const secondsToWait = rateLimit(limits.postsPerMinute, limits.addresses);
  const secondsToPromise = rateLimit(limits.turnedAway, limits.addresses);
  let inProgress = 0;

  return async (request: Request, env: Env): Promise<Response> => {
    const id = request.headers.get('idempotency-key') ?? '';
    if (!wireLimits.batchId.test(id)) return problemResponse(badKey);
    const answered = await inTurn(id, async () => {
      inProgress += 1;
      const crowded = inProgress > limits.inProgress; // on arrival: those who came first get in
      try {
        return await answer(id, request, env, crowded);
      } finally {
        inProgress -= 1;
      }
    });
    // Nothing is promised: one of the copies that came before may still be counted.
    return answered ?? problemResponse(inDoubt);
  };

  async function answer(id: string, request: Request, env: Env, crowded: boolean): Promise<Response> {
    const settled = await orInDoubt(store.find(id));
    if (settled) return settledResponse(settled);
    const address = clientAddress?.(request, env);
    const excess = crowded ? overloaded : tooOften(address);
    if (excess) return turnAway(id, excess, address);
    const reading = await readPayload(request);
    if (reading.kind === 'unread') return problemResponse(reading);
    return settledResponse(await settle(id, reading));
  }

  function tooOften(address: string | undefined): Refusal | undefined {
    const retryAfter = address ? secondsToWait(address, now()) : 0;
    return retryAfter > 0 ? { problem: tooManyPosts, retryAfter } : undefined;
  }

  /** A promise costs a write, so those are limited too. */
  async function turnAway(id: string, refusal: Refusal, address = ''): Promise<Response> {
    if (secondsToPromise(address, now()) > 0) return problemResponse(refusal);
    const { problem, retryAfter } = refusal;
    return settledResponse(await settle(id, { kind: 'void', problem: asVoid(problem) }), retryAfter);
  }

  function settle(id: string, decision: Decision): Promise<Outcome | 'in doubt'> {
    return orInDoubt(store.settle(id, decision, utcDate(now())));
  }
}

async function orInDoubt<T>(result: Promise<T>): Promise<T | 'in doubt'> {
  try {
    return await result;
  } catch {
    return 'in doubt';
  }
}

/** What the store keeps of a refusal does not say for how long it was: a minute is long enough for any. */
function settledResponse(outcome: Outcome | 'in doubt', retryAfter = 60): Response {
  if (outcome === 'in doubt') return problemResponse(inDoubt);
  if (outcome.kind === 'counted') return new Response(null, { status: 202, headers: { 'content-length': '0' } });
  const { problem } = outcome;
  return problemResponse(problem.status === 429 || problem.status === 503 ? { problem, retryAfter } : { problem });
}

const badKey: Refusal = {
  problem: problem(400, 'The header Idempotency-Key must be 16 to 64 of the characters 0-9, a-z, A-Z, _ and -.'),
};
const tooManyPosts = problem(429, 'Too many posts from this address.');
const overloaded: Refusal = { problem: problem(503, 'Too many posts at once.'), retryAfter: 5 };
