import { isCloudflareWorkers } from './isCloudflareWorkers.js';

/**
 * Runs work of the same key one after the other, in the order of the calls. Work of different keys runs concurrently.
 * Returns `undefined` without running the work if `maxLength` pieces of work of its key are running or waiting.
 * In a Worker everything runs at once.
 */
export function keyedQueue(maxLength: number): <T>(key: string, work: () => Promise<T>) => Promise<T | undefined> {
  if (isCloudflareWorkers()) return (_, work) => work();
  const queues = new Map<string, { length: number; last: Promise<unknown> }>();
  return async (key, work) => {
    const queue = queues.get(key) ?? { length: 0, last: Promise.resolve() };
    if (queue.length >= maxLength) return undefined;
    const current = queue.length === 0 ? work() : queue.last.then(work, work);
    queue.length += 1;
    queue.last = current;
    queues.set(key, queue);
    try {
      return await current;
    } finally {
      queue.length -= 1;
      if (queue.length === 0) queues.delete(key);
    }
  };
}
