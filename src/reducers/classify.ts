import type { AgentError } from '../events.js';
import { agentSignals, type SignalToken } from '../signals.js';

type Tokens = readonly SignalToken[];
type Bucket<S extends keyof typeof agentSignals> = (typeof agentSignals)[S][number];
type Fields = Readonly<Record<string, unknown>>;

/** The tokens of an event, joined by blanks. */
type Joined = '' | SignalToken | `${SignalToken} ${SignalToken}`;

/** The answers given so far, one shared array each: an event that counts nothing allocates nothing. */
const interned = new Map<Joined, Tokens>([['', []]]);

/** What may be read of an event, whatever it is: reading throws where that is impossible. */
interface Loose {
  readonly kind?: unknown;
  readonly usage?: {
    readonly finishReason?: unknown;
    readonly cacheHitTokens?: unknown;
    readonly cacheMissTokens?: unknown;
  };
  readonly tool?: { readonly err?: unknown };
  readonly code?: unknown;
  readonly text?: unknown;
  readonly detail?: unknown;
  readonly err?: unknown;
}

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
    return intern(tokensOf(event as Loose));
  } catch {
    return undefined;
  }
}

function intern(joined: Joined): Tokens {
  const known = interned.get(joined);
  if (known !== undefined) return known;
  const tokens = joined.split(' ') as SignalToken[];
  interned.set(joined, tokens);
  return tokens;
}

function tokensOf(event: Loose): Joined {
  switch (event.kind) {
    case 'usage':
      return usageTokens(event.usage ?? {});
    case 'tool_result': {
      const text = errorText(event.tool?.err);
      return text ? `tool_error/${firstFit(toolErrors, text)}` : '';
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
      return text && !isCancel(err, text) ? `provider_error/${providerError(err, text)} turns/total` : 'turns/total';
    }
    default:
      return '';
  }
}

function usageTokens({
  finishReason,
  cacheHitTokens: hit,
  cacheMissTokens: miss,
}: NonNullable<Loose['usage']>): Joined {
  const finish =
    typeof finishReason === 'string' && finishReason && (`finish_reason/${finishBucket(finishReason)}` as const);
  if (!isTokenCount(hit) || !isTokenCount(miss) || hit + miss === 0) return finish || '';
  const cache = `cache_hit/${cacheBucket((hit / (hit + miss)) * 100)}` as const;
  return finish ? `${finish} ${cache}` : cache;
}

const aliases: Rules<Bucket<'finish_reason'>> = [
  [/^(end_turn|stop_sequence)$/, 'stop'],
  [/^max_tokens$/, 'length'],
  [/^(tool_use|tool_call|function_call)$/, 'tool_calls'],
  [/^(refusal|safety)$/, 'content_filter'],
  [/^/, 'other'],
];

function finishBucket(reason: string): Bucket<'finish_reason'> {
  const name = reason.toLowerCase().replaceAll('-', '_');
  return agentSignals.finish_reason.find((bucket) => bucket === name) ?? firstFit(aliases, name);
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

/** In the order of precedence; the last fits anything. */
type Rules<B> = readonly (readonly [RegExp, B])[];

const timeout = /timeout|deadline|timed out|etimedout/;
const toolErrors: Rules<Bucket<'tool_error'>> = [
  [/permission/, 'permission'],
  [/plan mode/, 'planmode'],
  [/hook/, 'hook'],
  [timeout, 'timeout'],
  [/^/, 'exec'],
];
const providerErrors: Rules<Bucket<'provider_error'>> = [
  [/reset|interrupt|eof/, 'stream_interrupted'],
  [timeout, 'timeout'],
  [/^/, 'other'],
];

function firstFit<B>(rules: Rules<B>, text: string): B {
  const lower = text.toLowerCase();
  return (rules.find(([pattern]) => pattern.test(lower)) as Rules<B>[number])[1];
}

function providerError(err: unknown, text: string): Bucket<'provider_error'> {
  const status =
    isObject(err) && Number.isInteger(err.status) ? Number(err.status) : Number(/status (\d{3})/.exec(text)?.[1]);
  if (status === 400 || status === 429) return `http_${status}`;
  if (status === 401 || status === 403) return 'http_401';
  return status >= 500 && status <= 599 ? 'http_5xx' : firstFit(providerErrors, text);
}

/** A person pressing stop: what `AbortController` throws, or its text; Go's word for the same is `context canceled`. */
const isCancel = (err: unknown, text: string): boolean =>
  isObject(err) ? err.name === 'AbortError' || err.code === 'ABORT_ERR' : /^AbortError|context canceled/.test(text);

/** The text to classify an error by, none where there is no error. Each field ends its line, so that no phrase spans two. */
function errorText(err: unknown): string {
  if (!isObject(err)) return typeof err === 'string' ? err : '';
  const { code, name, message }: AgentError = err;
  return [code, name, message].map((field) => (/^(string|number)$/.test(typeof field) ? `${field}\n` : '\n')).join('');
}

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
