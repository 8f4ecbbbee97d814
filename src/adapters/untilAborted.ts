import { classifyProviderError } from '../reducers/classifyError.js';
import type { Feed } from './tapStream.js';

/** For streams that end alike when they are cut and when they are aborted: what is aborted is not cut. */
export const untilAborted = <Item>(fed: Feed<Item>, signal: AbortSignal | undefined): Feed<Item> => ({
  ...fed,
  complete() {
    if (!signal?.aborted) return fed.complete();
    if (classifyProviderError(signal.reason) === 'timeout') fed.error(signal.reason);
    else fed.drop();
  },
});
