import type { MiddlewareHandler } from 'hono';
import { keyedQueue } from './keyedQueue.js';
import { problemDetails, problemResponse } from './problemDetails.js';

/**
 * Runs reads one after the other: a view of a year is much work, and posts must not wait for several at once. Beyond
 * `maxLength` running and waiting reads, further ones are answered 503. A read whose client is gone is not run. In a Worker all run
 * at once.
 */
export function queueReads(maxLength: number): MiddlewareHandler {
  const enqueue = keyedQueue(maxLength);
  return async (c, next) => {
    const isDone = await enqueue('read', async () => {
      if (c.req.raw.signal.aborted) return false;
      await next();
      return true;
    });
    return isDone ? undefined : problemResponse({ problem: tooManyReads, retryAfter: 5 });
  };
}

const tooManyReads = problemDetails(503, 'Too many reads at once.');
