import { limits as wireLimits } from '../signals.js';
import type { Outcome } from './CollectorStore.js';
import { keyedQueue } from './keyedQueue.js';
import type { checkedOptions } from './options.js';
import { inDoubt, problem, problemResponse, type Refusal } from './problems.js';
import { rateLimit } from './rateLimit.js';
import { payloadReader } from './readPayload.js';
import { turnedAway } from './turnedAway.js';
import { utcDate } from './utcDate.js';

/**
 * `POST /v1/metrics`: 202 with an empty body when the batch is counted, once however often it is posted; else a problem document.
 *
 * A batch id is settled for good by the store, or, for ten minutes, turned away by memory. `"void": true` is said only of
 * those two; where the outcome is unknown the answer leaves it open, and the sender sends the same batch again.
 */
export function receiver<Env extends object>(options: ReturnType<typeof checkedOptions<Env>>) {
  const { store, signals, versions, clientAddress, limits, now } = options;
  const readPayload = payloadReader(signals, versions, limits.bodyMs);
  const inTurn = keyedQueue(limits.inProgress);
  const secondsToWait = rateLimit(limits.postsPerMinute, limits.addresses);
  const away = turnedAway(limits.turnedAway);
  let inProgress = 0;

  return async (request: Request, env: Env): Promise<Response> => {
    const id = request.headers.get('idempotency-key') ?? '';
    if (!wireLimits.batchId.test(id)) return problemResponse(badKey);
    const answered = await inTurn(id, async () => {
      inProgress += 1;
      try {
        return await answer(id, request, env);
      } finally {
        inProgress -= 1;
      }
    });
    // Nothing is promised: one of the copies that came before may still be counted.
    return answered ?? problemResponse(inDoubt);
  };

  async function answer(id: string, request: Request, env: Env): Promise<Response> {
    const settled = await orInDoubt(store.find(id));
    if (settled) return settledResponse(settled);
    const promised = away.find(id, now());
    if (promised) return problemResponse(promised);
    const excess = tooMuch(request, env);
    if (excess) return problemResponse(away.remember(id, excess, now()));
    const reading = await readPayload(request);
    if (reading.kind === 'unread') return problemResponse(reading);
    return settledResponse(await orInDoubt(store.settle(id, reading, utcDate(now()))));
  }

  function tooMuch(request: Request, env: Env): Refusal | undefined {
    if (inProgress > limits.inProgress) return overloaded;
    const address = clientAddress?.(request, env);
    const retryAfter = address ? secondsToWait(address, now()) : 0;
    return retryAfter > 0 ? { problem: tooManyPosts, retryAfter } : undefined;
  }
}

async function orInDoubt<T>(result: Promise<T>): Promise<T | 'in doubt'> {
  try {
    return await result;
  } catch {
    return 'in doubt';
  }
}

function settledResponse(outcome: Outcome | 'in doubt'): Response {
  if (outcome === 'in doubt') return problemResponse(inDoubt);
  return outcome.kind === 'counted'
    ? new Response(null, { status: 202, headers: { 'content-length': '0' } })
    : problemResponse(outcome);
}

const badKey: Refusal = {
  problem: problem(400, 'The header Idempotency-Key must be 16 to 64 of the characters 0-9, a-z, A-Z, _ and -.'),
};
const tooManyPosts = problem(429, 'Too many posts from this address.');
const overloaded: Refusal = { problem: problem(503, 'Too many posts at once.'), retryAfter: 5 };
