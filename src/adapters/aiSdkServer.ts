// For the server, in the route that answers `useChat`: without it, a UI message stream tells neither usage nor status.

import { stepFacts } from './aiSdkUsage.js';
import { type CallFacts, errorFacts, type Fields } from './errorFacts.js';

export type { CallFacts } from './errorFacts.js';

/**
 * Options for `toUIMessageStreamResponse` and its like: the facts of each model call as message metadata, and of an error its
 * class, in a sentence to show; nothing else of it.
 *
 * @example
 * return result.toUIMessageStreamResponse({ ...countable, sendReasoning: true });
 */
export const countable = {
  messageMetadata({ part }: { readonly part: { readonly type: string } }): { turntally: CallFacts } | undefined {
    const turntally = stepFacts(part as Fields);
    return turntally && { turntally };
  },
  onError: (error: unknown): string => `An error occurred: ${errorFacts(error)}`,
};
