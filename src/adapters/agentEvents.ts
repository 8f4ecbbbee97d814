import type { AgentEvent } from '../events.js';
import { classifyProviderError, type ErrorClass, isFailure, type ToolErrorClass } from '../reducers/classifyError.js';

/** The class of what a stream or a run ended with; undefined for a person's stop. Whatever it is, it is an error. */
export const errorClass = (error: unknown): ErrorClass | undefined =>
  isFailure(error) ? classifyProviderError(error) : 'other';

/** Whether a text has more in it than blanks: nothing else is an answer. */
export const isAnswer = (text: unknown): text is string => typeof text === 'string' && text.trim() !== '';

/** Reasons for which an answer has no text: a filter's. They are counted as such, and not as an empty answer, too. */
const filters: readonly unknown[] = ['content-filter', 'content_filter', 'refusal', 'safety'];
export const isFiltered = (finishReason: unknown): boolean => filters.includes(finishReason);

/** A failed tool. */
export const toolFailed = (toolError: ToolErrorClass): AgentEvent[] => [
  { kind: 'tool_result', tool: { err: { class: toolError } } },
];

/** The same for a call whose failure may be reported more than once. */
export function failedOnce(failed: Set<unknown>, call: unknown, toolError: ToolErrorClass): AgentEvent[] {
  if (failed.has(call)) return [];
  failed.add(call);
  return toolFailed(toolError);
}

/** The end of a turn. */
export const turnDone = (failure?: ErrorClass, isEmpty = false): AgentEvent[] => [
  ...(isEmpty ? [{ kind: 'notice', code: 'empty_final' } as const] : []),
  { kind: 'turn_done', ...(failure && { err: { class: failure } }) },
];

/** The same events with their provider, if the framework reports one. */
export const ofProvider = (provider: unknown, events: readonly AgentEvent[]): AgentEvent[] =>
  events.map((event) => (typeof provider === 'string' ? { ...event, provider } : event));

/** A model call's usage; `input` includes what was cached. What is not known or does not add up counts as nothing, never guessed. */
export function callUsage(finishReason: unknown, cached?: unknown, input?: unknown): AgentEvent {
  const isKnown = typeof cached === 'number' && typeof input === 'number';
  return {
    kind: 'usage',
    usage: {
      // A word; anything longer is no reason that anybody knows.
      ...(typeof finishReason === 'string' && {
        finishReason: /^[a-z_-]{0,40}$/i.test(finishReason) ? finishReason : 'other',
      }),
      ...(isKnown && { cacheHitTokens: cached, cacheMissTokens: input - cached }),
    },
  };
}
