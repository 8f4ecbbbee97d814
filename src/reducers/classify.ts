import type { AgentError } from '../events.js';
import { agentSignals, type SignalToken } from '../signals.js';

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

/** As `classify`, but undefined for what cannot be read: no object, or one whose getters throw. */
export function tryClassify(event: unknown): Tokens | undefined {
  try {
    const { kind } = event as Fields;
    // A text or a number has none.
    if (kind === undefined && typeof event !== 'object') return undefined;
    return tokensOf(event as Fields, kind) ?? none;
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
      const text = errorText((fields.tool as Fields | undefined)?.err);
      return text ? toolError(text.toLowerCase()) : undefined;
    }
    case 'notice':
      return fields.code === 'empty_final' || isEmptyFinal(fields.text) || isEmptyFinal(fields.detail)
        ? emptyFinal
        : undefined;
    case 'compaction_done':
      return compaction;
    case 'turn_done': {
      const { err } = fields;
      const text = errorText(err);
      if (!text || cancelled.test(text)) return turn;
      const { status } = err as Fields;
      const code = Number.isInteger(status) ? status : /status (\d{3})/.exec(text)?.[1];
      return providerError(`${code}\n${text.toLowerCase()}`);
    }
  }
}

function usageTokens({ finishReason, cacheHitTokens: hit, cacheMissTokens: miss }: Fields): Tokens | undefined {
  const text = typeof finishReason === 'string' ? finishReason : '';
  const answers =
    usageAnswers.get(text) ?? usageAnswers.get(text.toLowerCase().replaceAll('-', '_')) ?? usageAnswers.get('other');
  // -1 where the cache is not told of.
  const percent = isTokenCount(hit) && isTokenCount(miss) ? (hit / (hit + miss)) * 100 : -1;
  return answers?.[cacheLimits.findIndex((limit) => !(percent >= limit))];
}

const cacheLimits = [0, 50, 80, 95, 99, 101];

/** By each name of a reason: the answer without `cache_hit`, then one for each of its buckets. */
const usageAnswers = new Map(
  [
    '',
    'stop end_turn stop_sequence',
    'length max_tokens',
    'tool_calls tool_use tool_call function_call',
    'content_filter refusal safety',
    'insufficient_system_resource',
    'error',
    'other',
  ].flatMap((line) => {
    const names = line.split(' ');
    const finish = line ? [`finish_reason/${names[0]}` as SignalToken] : [];
    const answers = [finish, ...agentSignals.cache_hit.map((bucket): Tokens => [...finish, `cache_hit/${bucket}`])];
    return names.map((name) => [name, answers] as const);
  }),
);

const isTokenCount = (value: unknown): value is number => Number.isFinite(value) && (value as number) >= 0;

const isEmptyFinal = (text: unknown): boolean =>
  typeof text === 'string' && text.startsWith('empty final answer blocked');

/** The answer that the first pattern to match tells; the last one for a text that says nothing. */
const toldBy =
  (patterns: readonly RegExp[], answers: readonly Tokens[]) =>
  (text: string): Tokens | undefined =>
    answers.at(patterns.findIndex((pattern) => pattern.test(text)));

const toolError = toldBy(
  [/permission/, /plan mode/, /hook/, /timeout|deadline|timed out|etimedout/],
  agentSignals.tool_error.map((bucket) => [`tool_error/${bucket}`]),
);

/** The first line is the status code. */
const providerError = toldBy(
  [/^400\n/, /^40[13]\n/, /^429\n/, /^5\d\d\n/, /reset|interrupt|eof/, /timeout|deadline|timed out|etimedout/],
  agentSignals.provider_error.map((bucket) => [`provider_error/${bucket}`, 'turns/total']),
);

/** A person pressing stop: what `AbortController` throws, or its text; Go's word for the same is `context canceled`. */
const cancelled = /^AbortError\b|ABORT_ERR|context canceled/;

/** The text to classify an error by, none where there is no error. Each field (a string or a number) ends its line, so that no phrase spans two. */
function errorText(err: unknown): string {
  if (typeof err !== 'object' || err === null) return typeof err === 'string' ? err : '';
  const { code, name, message }: AgentError = err;
  return [name, code, message, ''].map((field) => (/^[sn][tu]/.test(typeof field) ? field : '')).join('\n');
}
