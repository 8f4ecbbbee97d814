/**
 * The minimum work for the same totals: one switch, written by hand for exactly these events. It reads the same fields as
 * turntally, but without its checks: a getter that throws, or a value that is not an event, would end the app's loop.
 */
import type { AgentError, AgentEvent } from '../../src/events.js';
import { agentSignals, tokensOf } from '../../src/signals.js';

/** A token's number is its index here. */
export const tokens: readonly string[] = [...tokensOf(agentSignals)];

const numberOf = (token: string): number => tokens.indexOf(token);

const finish = numberOf('finish_reason/stop');
const emptyFinal = numberOf('empty_final/total');
const provider = numberOf('provider_error/http_400');
const cacheHit = numberOf('cache_hit/0_50');
const toolError = numberOf('tool_error/permission');
const compaction = numberOf('compaction/total');
const turns = numberOf('turns/total');

/** Calls `count` with the number of each token that the event counts for. */
export function classifyInto(event: AgentEvent, count: (token: number) => void): void {
  switch (event.kind) {
    case 'usage': {
      const { usage } = event;
      if (!usage) return;
      const { finishReason, cacheHitTokens: hit, cacheMissTokens: miss } = usage;
      if (finishReason) count(finish + finishOf(finishReason));
      if (hit !== undefined && miss !== undefined && hit + miss > 0)
        count(cacheHit + cacheOf((hit / (hit + miss)) * 100));
      return;
    }
    case 'tool_result': {
      const err = event.tool?.err;
      if (err) count(toolError + toolErrorOf(textOf(err).toLowerCase()));
      return;
    }
    case 'notice':
      if (event.code === 'empty_final' || isEmptyFinal(event.text) || isEmptyFinal(event.detail)) count(emptyFinal);
      return;
    case 'compaction_done':
      count(compaction);
      return;
    case 'turn_done': {
      const { err } = event;
      if (err) {
        const text = textOf(err);
        if (!cancelled.test(text)) count(provider + providerErrorOf(err, text));
      }
      count(turns);
    }
  }
}

const isEmptyFinal = (text: string | undefined): boolean => text?.startsWith('empty final answer blocked') ?? false;

const cancelled = /^AbortError\b|ABORT_ERR|context canceled/;

const textOf = (err: string | AgentError | { class: string }): string =>
  typeof err === 'string'
    ? err
    : 'class' in err
      ? err.class
      : `${err.name ?? ''}\n${err.code ?? ''}\n${err.message ?? ''}\n`;

/** Most reasons have the spelling of the vocabulary; only the others are normalised. */
function finishOf(reason: string): number {
  const known = knownReason(reason);
  if (known >= 0) return known;
  const normalised = knownReason(reason.toLowerCase().replaceAll('-', '_'));
  return normalised >= 0 ? normalised : 6;
}

function knownReason(reason: string): number {
  switch (reason) {
    case 'stop':
    case 'end_turn':
    case 'stop_sequence':
      return 0;
    case 'length':
    case 'max_tokens':
      return 1;
    case 'tool_calls':
    case 'tool_use':
    case 'tool_call':
    case 'function_call':
      return 2;
    case 'content_filter':
    case 'refusal':
    case 'safety':
      return 3;
    case 'insufficient_system_resource':
      return 4;
    case 'error':
      return 5;
    default:
      return -1;
  }
}

function cacheOf(percent: number): number {
  if (percent < 50) return 0;
  if (percent < 80) return 1;
  if (percent < 95) return 2;
  return percent < 99 ? 3 : 4;
}

function toolErrorOf(text: string): number {
  if (text.includes('permission')) return 0;
  if (text.includes('plan mode')) return 1;
  if (text.includes('hook')) return 2;
  return isTimeout.test(text) ? 3 : 4;
}

const isTimeout = /timeout|deadline|timed out|etimedout/;

function providerErrorOf(err: string | AgentError | { class: string }, text: string): number {
  const status = (typeof err === 'object' && 'status' in err && err.status) || Number(/status (\d{3})/.exec(text)?.[1]);
  if (status === 400) return 0;
  if (status === 401 || status === 403) return 1;
  if (status === 429) return 2;
  if (status >= 500 && status <= 599) return 3;
  const lower = text.toLowerCase();
  if (/reset|interrupt|eof/.test(lower)) return 4;
  return isTimeout.test(lower) ? 5 : 6;
}
