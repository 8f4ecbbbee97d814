import type { Fields } from './foreign.js';

/** A part of `fullStream` (`TextStreamPart`) or of a UI message stream (`UIMessageChunk`). */
export type AiSdkPart = { readonly type: string };

/** What one model call reports: why it finished, and how many of its input tokens were cached. */
export interface CallFacts {
  readonly finishReason?: unknown;
  readonly cached?: unknown;
  readonly input?: unknown;
}

/** The one reason that the AI SDK has no name of its own for. */
const outOfResources = 'insufficient_system_resource';

/** What a `finish-step` part of the AI SDK's `fullStream`, version 5 or later, reports of its model call; other parts, nothing. */
export function stepFacts({ finishReason, rawFinishReason, usage, providerMetadata }: Fields): CallFacts | undefined {
  if (!usage) return undefined;
  const { inputTokens, inputTokenDetails, cachedInputTokens } = usage as Fields;
  const details = inputTokenDetails as Fields | undefined;
  const anthropic = (providerMetadata as Fields | undefined)?.anthropic as Fields | undefined;
  const cached = details ? details.cacheReadTokens : cachedInputTokens;
  // Anthropic's counts as they come, from version 5 or a provider of its time: what was read from the cache, or written to
  // it, is beside the input.
  const isBeside = anthropic && details?.noCacheTokens === undefined;
  const beside = isBeside ? Number(cached) + Number(anthropic.cacheCreationInputTokens ?? 0) : 0;
  return {
    finishReason: rawFinishReason === outOfResources ? outOfResources : finishReason,
    cached,
    input: Number(inputTokens) + beside,
  };
}
