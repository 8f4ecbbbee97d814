import type { AgentError } from '../events.js';
import { agentSignals, type SignalToken } from '../signals.js';

type Tokens = readonly SignalToken[];
type Bucket<S extends keyof typeof agentSignals> = (typeof agentSignals)[S][number];

/** The tokens of an event, joined by blanks. */
type Joined = '' | SignalToken | `${SignalToken} ${SignalToken}`;

/** The answers given so far, one shared array each: an event that counts nothing allocates nothing. */
const interned: Partial<Record<Joined, Tokens>> = { '': [] };

/** What may be read of an event, whatever it is: where it cannot be read, reading throws. */
type Fields = Readonly<Record<string, unknown>>;

/**
 * The tokens an event counts as; none for most. Total over any value, never throws, and its arrays are shared: do not
 * change them.
 *
 * @example
 * classify({ kind: 'turn_done', err: 'status 429' }); // ['provider_error/http_429', 'turns/total']
 */
export const classify = (event: unknown): Tokens => tryClassify(event) ?? [];

/** As `classify`, but undefined for what cannot be read: nothing at all, or an object whose getters throw. */
export function tryClassify(event: unknown): Tokens | undefined {
  try {
    const joined = tokensOf(event as Fields);
    interned[joined] ??= joined.split(' ') as SignalToken[];
    return interned[joined];
  } catch {
    return undefined;
  }
}

function tokensOf(event: Fields): Joined {
  switch (event.kind) {
    case 'usage':
      return usageTokens((event.usage ?? {}) as Fields);
    case 'tool_result': {
      const text = errorText((event.tool as Fields | undefined)?.err);
      return text ? `tool_error/${toolError(text.toLowerCase())}` : '';
    }
    case 'notice':
      return event.code === 'empty_final' || saysEmptyFinal(event.text) || saysEmptyFinal(event.detail)
        ? 'empty_final/total'
        : '';
    case 'compaction_done':
      return 'compaction/total';
    case 'turn_done': {
      const { err } = event;
      const text = errorText(err);
      return text && !cancelled.test(text) ? `provider_error/${providerError(err, text)} turns/total` : 'turns/total';
    }
    default:
      return '';
  }
}

function usageTokens({ finishReason, cacheHitTokens: hit, cacheMissTokens: miss }: Fields): Joined {
  const finish =
    typeof finishReason === 'string' && finishReason && (`finish_reason/${finishBucket(finishReason)}` as const);
  if (!isTokenCount(hit) || !isTokenCount(miss) || hit + miss === 0) return finish || '';
  const cache = `cache_hit/${cacheBucket((hit / (hit + miss)) * 100)}` as const;
  return finish ? `${finish} ${cache}` : cache;
}

function finishBucket(reason: string): Bucket<'finish_reason'> {
  const name = reason.toLowerCase().replaceAll('-', '_');
  if (/^(end_turn|stop_sequence)$/.test(name)) return 'stop';
  if (name === 'max_tokens') return 'length';
  if (/^(tool_use|tool_call|function_call)$/.test(name)) return 'tool_calls';
  if (/^(refusal|safety)$/.test(name)) return 'content_filter';
  return agentSignals.finish_reason.find((bucket) => bucket === name) ?? 'other';
}

function cacheBucket(percent: number): Bucket<'cache_hit'> {
  if (percent < 50) return '0_50';
  if (percent < 80) return '50_80';
  if (percent < 95) return '80_95';
  return percent < 99 ? '95_99' : '99_100';
}

const isTokenCount = (value: unknown): value is number => Number.isFinite(value) && (value as number) >= 0;

const saysEmptyFinal = (text: unknown): boolean =>
  typeof text === 'string' && text.startsWith('empty final answer blocked');

const saysTimeout = (text: string): boolean => /timeout|deadline|timed out|etimedout/.test(text);

function toolError(text: string): Bucket<'tool_error'> {
  if (text.includes('permission')) return 'permission';
  if (text.includes('plan mode')) return 'planmode';
  if (text.includes('hook')) return 'hook';
  return saysTimeout(text) ? 'timeout' : 'exec';
}

function providerError(err: unknown, text: string): Bucket<'provider_error'> {
  const { status: structured } = err as Fields;
  const status = Number.isInteger(structured) ? Number(structured) : Number(/status (\d{3})/.exec(text)?.[1]);
  if (status === 400 || status === 429) return `http_${status}`;
  if (status === 401 || status === 403) return 'http_401';
  if (status >= 500 && status <= 599) return 'http_5xx';
  const lower = text.toLowerCase();
  if (/reset|interrupt|eof/.test(lower)) return 'stream_interrupted';
  return saysTimeout(lower) ? 'timeout' : 'other';
}

/** A person pressing stop: what `AbortController` throws, or its text; Go's word for the same is `context canceled`. */
const cancelled = /^AbortError\b|ABORT_ERR|context canceled/;

/** The text to classify an error by, none where there is no error. Each field (a string or a number) ends its line, so that no phrase spans two. */
function errorText(err: unknown): string {
  if (typeof err !== 'object' || err === null) return typeof err === 'string' ? err : '';
  const { code, name, message }: AgentError = err;
  return [name, code, message, ''].map((field) => (/^[sn][tu]/.test(typeof field) ? field : '')).join('\n');
}
