import { classifyProviderError } from '../reducers/classifyError.js';
import type { Feed } from './tapStream.js';

/**
 * Feeds a tap with a stream that ends alike when it is complete and when it is aborted: only its signal makes the difference.
 *
 * @param signalOf - Called at the end.
 */
export const untilAborted = <E>(fed: Feed<E>, signalOf: () => AbortSignal | undefined): Feed<E> => ({
  ...fed,
  complete() {
    const signal = signalOf();
    if (!signal?.aborted) fed.complete();
    else if (classifyProviderError(signal.reason) === 'timeout') fed.error(signal.reason);
    else fed.drop();
  },
});
