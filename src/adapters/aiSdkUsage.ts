import type { CallFacts, Fields } from './errorFacts.js';

/** What a `finish-step` part of the AI SDK's `fullStream`, version 5 or later, tells of its model call; of others, nothing. */
export function stepFacts({ finishReason, usage, providerMetadata }: Fields): CallFacts | undefined {
  if (!usage) return;
  const { inputTokens: input, inputTokenDetails, cachedInputTokens: cached } = usage as Fields;
  const details = inputTokenDetails as Fields | undefined;
  const anthropic = (providerMetadata as Fields | undefined)?.anthropic as Fields | undefined;
  if (details) return { finishReason, cached: details.cacheReadTokens, input };
  // Version 5 passes Anthropic's counts as they come: what was read from the cache, or written to it, beside the input.
  const beside = anthropic ? Number(cached) + Number(anthropic.cacheCreationInputTokens) : 0;
  return { finishReason, cached, input: Number(input) + beside };
}
