import { agentSignals, type SignalToken } from '../signals.js';
import { byProvider } from './byProvider.js';
import { classifyProviderError, classifyToolError, isFailure, outcomesWithoutFailure } from './classifyError.js';

type Tokens = readonly SignalToken[];

const none: Tokens = [];
const turn: Tokens = ['turns/total'];
const emptyFinal: Tokens = ['empty_final/total'];
const compaction: Tokens = ['compaction/total'];

/** What may be read of an event, whatever it is: where it cannot be read, reading throws. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * The tokens an event counts as; none for most. Total over any value, never throws, and its arrays are shared: do not
 * change them.
 *
 * @example
 * classify({ kind: 'turn_done', err: 'status 429' }); // ['provider_error/http_429', 'turns/total']
 */
export const classify = (event: unknown): Tokens => tryClassify(event) ?? [];

const noProviders: ReadonlySet<string> = new Set();

/**
 * As `classify`, but undefined for what cannot be read: no object, or one whose getters throw.
 *
 * @param vocabulary - Has the tokens of the app's providers.
 * @param given - The provider, whatever the event says.
 */
export function tryClassify(event: unknown, vocabulary = noProviders, given?: string): Tokens | undefined {
  try {
    const { kind } = event as Fields;
    // A text or a number has none.
    if (kind === undefined && typeof event !== 'object') return undefined;
    const tokens = tokensOf(event as Fields, kind);
    return tokens ? byProvider(tokens, given ?? (event as Fields).provider, vocabulary) : none;
  } catch {
    return undefined;
  }
}

/** As `classify`, but undefined for most events, which count nothing, and throws for what cannot be read. */
export function tokensOf(fields: Fields, kind: unknown): Tokens | undefined {
  switch (kind) {
    case 'usage':
      return usageTokens((fields.usage ?? {}) as Fields);
    case 'tool_result': {
      const err = (fields.tool as Fields | undefined)?.err;
      return isFailure(err) ? toolError.get(classifyToolError(err)) : undefined;
    }
    case 'notice':
      return isEmptyFinal(fields) ? emptyFinal : undefined;
    case 'compaction_done':
      return compaction;
    case 'turn_done': {
      const failure = outcomesWithoutFailure.includes(fields.outcome) ? undefined : classifyProviderError(fields.err);
      return providerError.get(`${failure}`) ?? turn;
    }
  }
}

const providerError = new Map(
  agentSignals.provider_error.map((bucket): [string, Tokens] => [bucket, [`provider_error/${bucket}`, 'turns/total']]),
);
const toolError = new Map(
  agentSignals.tool_error.map((bucket): [string, Tokens] => [bucket, [`tool_error/${bucket}`]]),
);

const startsWith = (text: unknown, beginning: string): boolean =>
  typeof text === 'string' && text.startsWith(beginning);

const isEmptyFinal = ({ code, text, detail }: Fields): boolean =>
  code === 'empty_final' ||
  startsWith(text, 'empty final answer blocked') ||
  startsWith(detail, 'empty final answer blocked') ||
  startsWith(text, 'No visible answer was produced');

/** What providers call the reasons that are not called as their buckets are. */
const otherNames: { readonly [bucket: string]: readonly string[] } = {
  stop: ['end_turn', 'stop_sequence', 'pause_turn'],
  length: ['max_tokens', 'model_context_window_exceeded'],
  tool_calls: ['tool_use', 'tool_call', 'function_call'],
  content_filter: ['refusal', 'safety'],
};

const finishReasons = new Map(
  agentSignals.finish_reason.flatMap((bucket) =>
    [bucket, ...(otherNames[bucket] ?? [])].map((name): [string, string] => [name, bucket]),
  ),
);

/** By the bucket of the reason, then by that of the cache; either may be absent. */
const usage = new Map(
  [undefined, ...agentSignals.finish_reason].map((reason) => [
    reason as string | undefined,
    new Map(
      [undefined, ...agentSignals.cache_hit].map((cache): [string | undefined, Tokens] => [
        cache,
        [...(reason ? [`finish_reason/${reason}` as const] : []), ...(cache ? [`cache_hit/${cache}` as const] : [])],
      ]),
    ),
  ]),
);

function usageTokens({ finishReason, cacheHitTokens, cacheMissTokens }: Fields): Tokens | undefined {
  const reason = reasonBucket(finishReason);
  const cache = cacheBucket(cacheHitTokens, cacheMissTokens);
  return usage.get(reason)?.get(cache);
}

function reasonBucket(reason: unknown): string | undefined {
  if (typeof reason !== 'string' || !reason) return undefined;
  // Most are written as the vocabulary has them.
  return finishReasons.get(reason) ?? finishReasons.get(reason.toLowerCase().replaceAll('-', '_')) ?? 'other';
}

/** Undefined where the usage does not say what was cached. */
function cacheBucket(hit: unknown, miss: unknown): string | undefined {
  if (!isTokenCount(hit) || !isTokenCount(miss) || hit + miss === 0) return undefined;
  const percent = (hit / (hit + miss)) * 100;
  if (percent < 50) return '0_50';
  if (percent < 80) return '50_80';
  if (percent < 95) return '80_95';
  if (percent < 99) return '95_99';
  return '99_100';
}

const isTokenCount = (value: unknown): value is number => Number.isFinite(value) && (value as number) >= 0;
