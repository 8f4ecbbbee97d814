// For the server, in the route that answers `useChat`: without it, a UI message stream carries neither usage nor status.
import { classifyToolError, type ErrorClass, type ToolErrorClass } from '../reducers/classifyError.js';
import { errorClass } from './agentEvents.js';
import { type CallFacts, stepFacts } from './aiSdkUsage.js';
import type { Fields } from './foreign.js';

export type { CallFacts } from './aiSdkUsage.js';

const words: { readonly [name in ErrorClass | ToolErrorClass]: string } = {
  http_400: 'status 400',
  http_401: 'status 401',
  http_429: 'status 429',
  http_5xx: 'status 500',
  stream_interrupted: 'stream interrupted',
  timeout: 'timeout',
  permission: 'permission',
  planmode: 'plan mode',
  hook: 'hook',
  other: '',
  exec: '',
};

/** Its class as an error of the provider, and as one of a tool: the server does not know which of them it is. */
function sentence(error: unknown): string {
  const failure = errorClass(error);
  const said = new Set([failure ? words[failure] : 'context canceled', words[classifyToolError(error)]]);
  said.delete('');
  return ['An error occurred', [...said].join(', ')].filter(Boolean).join(': ');
}

/**
 * Options for `toUIMessageStream`, `toUIMessageStreamResponse` and their like: the facts of each model call as message
 * metadata, and of an error its class, in a sentence to show; nothing else of it.
 *
 * @example
 * return createUIMessageStreamResponse({ stream: toUIMessageStream({ stream: result.stream, ...countable }) });
 */
export const countable = {
  messageMetadata({ part }: { readonly part: { readonly type: string } }): { turntally: CallFacts } | undefined {
    const { type, totalUsage } = part as Fields & { readonly type: string };
    // Some servers, such as Mastra's, hand on no other metadata than that of the end.
    const turntally = stepFacts(type === 'finish' ? { ...part, usage: totalUsage } : (part as Fields));
    return turntally && { turntally };
  },
  onError: sentence,
  /** Version 7: the texts of failed tools stay in the history as the model read them. */
  redactToolErrors: false,
};
