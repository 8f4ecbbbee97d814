/**
 * Runs work of the same key one after the other, in the order of the calls; work of different keys does not wait.
 * Answers undefined, and does nothing, where `longest` pieces of work of that key are under way or waiting.
 */
export function keyedQueue(longest: number): <T>(key: string, work: () => Promise<T>) => Promise<T | undefined> {
  const queues = new Map<string, { length: number; last: Promise<unknown> }>();
  return async (key, work) => {
    const queue = queues.get(key) ?? { length: 0, last: Promise.resolve() };
    if (queue.length >= longest) return undefined;
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
