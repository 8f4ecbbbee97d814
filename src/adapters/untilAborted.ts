import { classifyProviderError } from '../reducers/classifyError.js';
import { unlessItThrows } from '../unlessItThrows.js';

/** How a feed ends. */
interface Ending {
  error(error: unknown): void;
  complete(): void;
  drop(): void;
}

/**
 * Feeds a tap with a stream that ends alike when it is complete and when it is aborted: only its signal makes the difference.
 *
 * @param signalOf - Called at the end.
 */
export const untilAborted = <Fed extends Ending>(fed: Fed, signalOf: () => AbortSignal | undefined): Fed => ({
  ...fed,
  complete() {
    const signal = unlessItThrows(signalOf);
    if (!signal?.aborted) fed.complete();
    else if (classifyProviderError(signal.reason) === 'timeout') fed.error(signal.reason);
    else fed.drop();
  },
});
