import type { AgentError } from '../events.js';
import { agentSignals, type SignalToken } from '../signals.js';

type Tokens = readonly SignalToken[];
type Bucket<S extends keyof typeof agentSignals> = (typeof agentSignals)[S][number];
type Fields = Readonly<Record<string, unknown>>;

/** Every answer is one of these shared arrays: classifying allocates nothing. */
const none: Tokens = [];
const emptyFinal: Tokens = ['empty_final/total'];
const compaction: Tokens = ['compaction/total'];
const turn: Tokens = ['turns/total'];
const toolErrors = each('tool_error', (token): Tokens => [token]);
const failedTurns = each('provider_error', (token): Tokens => [token, 'turns/total']);
const cacheHits = each('cache_hit', (token): Tokens => [token]);
const finishes = each('finish_reason', (token): Tokens => [token]);
const finishesWithCacheHit = each('finish_reason', (finish) => each('cache_hit', (hit): Tokens => [finish, hit]));

function each<S extends keyof typeof agentSignals, T>(
  signal: S,
  make: (token: SignalToken) => T,
): Record<Bucket<S>, T> {
  return Object.fromEntries(
    agentSignals[signal].map((bucket) => [bucket, make(`${signal}/${bucket}` as SignalToken)]),
  ) as Record<Bucket<S>, T>;
}

/**
 * The tokens an event counts as; none for most. Total over any value, never throws, and its arrays are shared: do not
 * change them.
 *
 * @example
 * classify({ kind: 'turn_done', err: 'status 429' }); // ['provider_error/http_429', 'turns/total']
 */
export function classify(event: unknown): Tokens {
  return tryClassify(event) ?? none;
}

/** As `classify`, but undefined for what cannot be read: no object, or one whose getters throw. */
export function tryClassify(event: unknown): Tokens | undefined {
  try {
    return isObject(event) ? tokensOf(event) : undefined;
  } catch {
    return undefined;
  }
}

function tokensOf(event: Fields): Tokens {
  switch (event.kind) {
    case 'usage':
      return isObject(event.usage) ? usageTokens(event.usage) : none;
    case 'tool_result': {
      const err = isObject(event.tool) ? errorText(event.tool.err) : undefined;
      return err === undefined ? none : toolErrors[toolError(err.toLowerCase())];
    }
    case 'notice':
      return event.code === 'empty_final' || saysEmptyFinal(event.text) || saysEmptyFinal(event.detail)
        ? emptyFinal
        : none;
    case 'compaction_done':
      return compaction;
    case 'turn_done': {
      const { err } = event;
      const text = errorText(err);
      return text === undefined || isCancel(err, text) ? turn : failedTurns[providerError(err, text)];
    }
    default:
      return none;
  }
}

function usageTokens({ finishReason, cacheHitTokens, cacheMissTokens }: Fields): Tokens {
  const finish = typeof finishReason === 'string' && finishReason !== '' ? finishBucket(finishReason) : undefined;
  const hit = cacheBucket(cacheHitTokens, cacheMissTokens);
  if (finish === undefined) return hit === undefined ? none : cacheHits[hit];
  return hit === undefined ? finishes[finish] : finishesWithCacheHit[finish][hit];
}

const finishReasons = new Map<string, Bucket<'finish_reason'>>([
  ...agentSignals.finish_reason.map((bucket) => [bucket, bucket] as const),
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['tool_use', 'tool_calls'],
  ['tool_call', 'tool_calls'],
  ['function_call', 'tool_calls'],
  ['refusal', 'content_filter'],
  ['safety', 'content_filter'],
]);

function finishBucket(reason: string): Bucket<'finish_reason'> {
  return finishReasons.get(reason) ?? finishReasons.get(reason.toLowerCase().replaceAll('-', '_')) ?? 'other';
}

function cacheBucket(hit: unknown, miss: unknown): Bucket<'cache_hit'> | undefined {
  if (!isTokenCount(hit) || !isTokenCount(miss) || hit + miss === 0) return undefined;
  const percent = (hit / (hit + miss)) * 100;
  if (percent < 50) return '0_50';
  if (percent < 80) return '50_80';
  if (percent < 95) return '80_95';
  return percent < 99 ? '95_99' : '99_100';
}

const isTokenCount = (value: unknown): value is number => Number.isFinite(value) && (value as number) >= 0;

const saysEmptyFinal = (text: unknown): boolean =>
  typeof text === 'string' && text.startsWith('empty final answer blocked');

/** In the order of precedence; the first that fits wins. `text` is in lower case. */
function toolError(text: string): Bucket<'tool_error'> {
  if (text.includes('permission')) return 'permission';
  if (text.includes('plan mode')) return 'planmode';
  if (text.includes('hook')) return 'hook';
  return saysTimeout(text) ? 'timeout' : 'exec';
}

const interrupted = /reset|interrupt|eof/;
const saysTimeout = (text: string): boolean => /timeout|deadline|timed out|etimedout/.test(text);

function providerError(err: unknown, text: string): Bucket<'provider_error'> {
  const status = isObject(err) && Number.isInteger(err.status) ? err.status : Number(/status (\d{3})/.exec(text)?.[1]);
  const byStatus = statusBucket(status as number);
  if (byStatus !== undefined) return byStatus;
  const lower = text.toLowerCase();
  if (interrupted.test(lower)) return 'stream_interrupted';
  return saysTimeout(lower) ? 'timeout' : 'other';
}

function statusBucket(status: number): Bucket<'provider_error'> | undefined {
  if (status === 400) return 'http_400';
  if (status === 401 || status === 403) return 'http_401';
  if (status === 429) return 'http_429';
  return status >= 500 && status <= 599 ? 'http_5xx' : undefined;
}

/** A person pressing stop: what `AbortController` throws, or its text; Go's word for the same is `context canceled`. */
function isCancel(err: unknown, text: string): boolean {
  if (isObject(err)) return err.name === 'AbortError' || err.code === 'ABORT_ERR';
  return text.startsWith('AbortError') || text.includes('context canceled');
}

/** The text to classify an error by, undefined where there is no error. Joined by line breaks, so that no phrase spans two fields. */
function errorText(err: unknown): string | undefined {
  if (typeof err === 'string') return err === '' ? undefined : err;
  if (!isObject(err)) return undefined;
  const { code, name, message }: AgentError = err;
  return [code, name, message].filter((part) => typeof part === 'string' || typeof part === 'number').join('\n');
}

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
