import type { Fields } from './errorFacts.js';

/** What one model call tells: why it finished, and how many of its input tokens were cached. */
export interface CallFacts {
  readonly finishReason?: unknown;
  readonly cached?: unknown;
  readonly input?: unknown;
}

/** What a `finish-step` part of the AI SDK's `fullStream`, version 5 or later, tells of its model call; of others, nothing. */
export function stepFacts({ type, finishReason, usage, providerMetadata }: Fields): CallFacts | undefined {
  if (type !== 'finish-step' || !usage) return;
  const { inputTokens, inputTokenDetails, cachedInputTokens } = usage as Fields;
  const details = inputTokenDetails as Fields | undefined;
  const cached = details ? details.cacheReadTokens : cachedInputTokens;
  const anthropic = (providerMetadata as Fields | undefined)?.anthropic as Fields | undefined;
  // Version 5 passes Anthropic's counts as they come: what was read from the cache, or written to it, beside the input.
  const beside = anthropic && !details ? Number(cached) + Number(anthropic.cacheCreationInputTokens) : 0;
  return { finishReason, cached, input: Number(inputTokens) + beside };
}
