import { isCloudflareWorkers } from './isCloudflareWorkers.js';

/**
 * Runs work, but at most `max` pieces of the same key at a time: further ones are not run, and the result is `undefined`. Work
 * without a key is not limited, and in a Worker nothing is.
 */
export function limitInProgress(
  max: number,
): <T>(key: string | undefined, work: () => Promise<T>) => Promise<T | undefined> {
  if (isCloudflareWorkers()) return (_, work) => work();
  const counts = new Map<string, number>();
  return async (key, work) => {
    if (key === undefined) return work();
    const count = counts.get(key) ?? 0;
    if (count >= max) return undefined;
    counts.set(key, count + 1);
    try {
      return await work();
    } finally {
      const left = (counts.get(key) ?? 1) - 1;
      if (left === 0) counts.delete(key);
      else counts.set(key, left);
    }
  };
}
