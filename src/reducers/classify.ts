import type { AgentError } from '../events.js';
import { agentSignals, type SignalToken } from '../signals.js';

type Tokens = readonly SignalToken[];

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
      return text ? tokenFor('tool_error', text.toLowerCase()) : '';
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
      if (!text || cancelled.test(text)) return 'turns/total';
      const { status } = err as Fields;
      const code = Number.isInteger(status) ? status : /status (\d{3})/.exec(text)?.[1];
      return `${tokenFor('provider_error', `${code}\n${text.toLowerCase()}`)} turns/total`;
    }
    default:
      return '';
  }
}

function usageTokens({ finishReason, cacheHitTokens: hit, cacheMissTokens: miss }: Fields): Joined {
  const finish =
    typeof finishReason === 'string' && finishReason
      ? tokenFor('finish_reason', finishReason.toLowerCase().replaceAll('-', '_'))
      : '';
  if (!isTokenCount(hit) || !isTokenCount(miss) || hit + miss === 0) return finish;
  const percent = (hit / (hit + miss)) * 100;
  const cache = tokenAt(
    'cache_hit',
    [50, 80, 95, 99].findIndex((limit) => percent < limit),
  );
  return finish ? `${finish} ${cache}` : cache;
}

const isTokenCount = (value: unknown): value is number => Number.isFinite(value) && (value as number) >= 0;

const saysEmptyFinal = (text: unknown): boolean => typeof text === 'string' && /^empty final answer blocked/.test(text);

/** The signals that are told by a text, each with what says its buckets; the last bucket is for a text that says nothing. */
const patterns = {
  finish_reason: [
    /^(stop|end_turn|stop_sequence)$/,
    /^(length|max_tokens)$/,
    /^(tool_calls|tool_use|tool_call|function_call)$/,
    /^(content_filter|refusal|safety)$/,
    /^insufficient_system_resource$/,
    /^error$/,
  ],
  /** The first line is the status code. */
  provider_error: [
    /^400\n/,
    /^40[13]\n/,
    /^429\n/,
    /^5\d\d\n/,
    /reset|interrupt|eof/,
    /timeout|deadline|timed out|etimedout/,
  ],
  tool_error: [/permission/, /plan mode/, /hook/, /timeout|deadline|timed out|etimedout/],
} as const;

const tokenFor = (signal: keyof typeof patterns, text: string): SignalToken =>
  tokenAt(
    signal,
    patterns[signal].findIndex((pattern) => pattern.test(text)),
  );

/** The token of a signal's bucket; of its last one where none was found. */
const tokenAt = (signal: keyof typeof agentSignals, found: number): SignalToken =>
  `${signal}/${agentSignals[signal].at(found)}` as SignalToken;

/** A person pressing stop: what `AbortController` throws, or its text; Go's word for the same is `context canceled`. */
const cancelled = /^AbortError\b|ABORT_ERR|context canceled/;

/** The text to classify an error by, none where there is no error. Each field (a string or a number) ends its line, so that no phrase spans two. */
function errorText(err: unknown): string {
  if (typeof err !== 'object' || err === null) return typeof err === 'string' ? err : '';
  const { code, name, message }: AgentError = err;
  return [name, code, message, ''].map((field) => (/^[sn][tu]/.test(typeof field) ? field : '')).join('\n');
}
