import type { AgentEvent } from '../events.js';
import type { ErrorClass } from '../reducers/classifyError.js';
import { callUsage, errorClass, isAnswer } from './agentEvents.js';
import { googleFilters } from './googleFilters.js';

/** What is read of a message: the model's, a person's or a tool's. */
export interface PiMessage {
  readonly role?: unknown;
  readonly provider?: unknown;
  readonly stopReason?: unknown;
  /** The provider's own word for it. */
  readonly rawStopReason?: unknown;
  readonly errorMessage?: unknown;
  readonly content?: unknown;
  readonly usage?: { readonly [tokens in 'input' | 'cacheRead' | 'cacheWrite']?: unknown } | null;
}

/** What an answer of the model says of its call. */
export interface PiAnswer {
  readonly usage: AgentEvent;
  /** The call failed; without a class, a person stopped it. */
  readonly failure: { readonly class: ErrorClass | undefined } | undefined;
  /** It has neither a text nor a call of a tool, though the model ended it. */
  readonly isEmpty: boolean;
}

/** The other providers' words for a filter; `completed.…` and `incomplete.…` go before those of OpenAI. */
const filters: readonly unknown[] = [
  ...googleFilters,
  'content_filter',
  'incomplete.content_filter',
  'refusal',
  'sensitive',
  'guardrail_intervened',
  'content_filtered',
];

/** Of reasons that pi has no word of its own for, it makes failures; these are reasons. */
const reasonOf = ({ stopReason, rawStopReason: raw }: PiMessage): unknown => {
  if (stopReason === 'toolUse') return 'tool_calls';
  if (stopReason === 'stop' || stopReason === 'length') return stopReason;
  if (stopReason !== 'error') return '';
  return filters.includes(raw) ? 'content_filter' : raw === 'insufficient_system_resource' ? raw : '';
};

/** Reads an answer. Cached tokens are beside the input. */
export function readPiAnswer(message: PiMessage): PiAnswer {
  const { stopReason, content, usage } = message;
  const reason = reasonOf(message);
  const blocks: readonly Block[] = Array.isArray(content) ? content : [];
  const isFinal = stopReason === 'stop' || stopReason === 'length';
  const input = Number(usage?.input) + Number(usage?.cacheRead) + Number(usage?.cacheWrite ?? 0);
  return {
    usage: callUsage(reason, usage?.cacheRead, input),
    failure: reason ? undefined : failureOf(message),
    isEmpty: isFinal && !blocks.some((block) => block?.type === 'toolCall' || isAnswer(block?.text)),
  };
}

type Block = { readonly type?: unknown; readonly text?: unknown } | null;

function failureOf({ stopReason, rawStopReason: raw, errorMessage: text }: PiMessage): PiAnswer['failure'] {
  if (stopReason === 'aborted') return { class: undefined };
  if (stopReason !== 'error') return undefined;
  // "Provider finish_reason: network_error": what goes before the reason is no evidence.
  const isReason = typeof raw === 'string' && typeof text === 'string' && text.endsWith(`: ${raw}`);
  return { class: errorClass(isReason ? { code: raw } : text) };
}
