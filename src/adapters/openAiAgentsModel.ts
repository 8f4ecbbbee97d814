import type { AgentEvent } from '../events.js';
import { classifyToolError } from '../reducers/classifyError.js';
import { callUsage, toolFailed } from './agentEvents.js';
import { objectsOf } from './foreign.js';
import { clientCalls, incompleteReason, isMessage, noteUsage, type OpenAiUsage, type Output } from './openAiDialect.js';
import { type ModelCall, newCall } from './translateModelCalls.js';

/** An event of a streamed run: a `RunStreamEvent`. */
export type OpenAiAgentsEvent = { readonly type: string };

/** What is read of the data of a `raw_model_stream_event`. */
export interface ModelEvent {
  readonly type?: unknown;
  /** Of a `model` event: what the provider sent. */
  readonly event?: RawEvent;
  /** Of a `response_done` event: the same for all providers. */
  readonly response?: { readonly output?: unknown; readonly usage?: unknown };
}
interface RawEvent {
  readonly type?: unknown;
  readonly choices?: unknown;
  readonly item?: Output | null;
  readonly response?: {
    readonly error?: unknown;
    readonly incomplete_details?: { readonly reason?: unknown } | null;
    readonly output?: unknown;
    readonly usage?: OpenAiUsage | null;
  };
  readonly error?: unknown;
  readonly usage?: OpenAiUsage | null;
}
type Choice = { readonly index?: unknown; readonly finish_reason?: unknown };
interface Usage {
  readonly inputTokens?: unknown;
  readonly inputTokensDetails?: unknown;
}
type RunOutput = Output & { readonly callId?: unknown };

/** The latest model call of a run. */
export interface RunCall extends ModelCall {
  /** The run has taken its response, complete or not. */
  isDone?: boolean;
  /** The reason of Chat Completions is exact, and its absence a cut. */
  isChat?: boolean;
}

/** Begins a call where `data` does, and notes in it what `data` reports. */
export function noteModelEvent(data: ModelEvent, previous: RunCall | undefined): readonly [RunCall, AgentEvent[]] {
  const { type, event, response } = data;
  // A stream without an item gives a response that was never started.
  const isNext = type === 'response_started' || (type === 'response_done' && previous?.isDone);
  const call: RunCall = previous && !isNext ? previous : newCall();
  const events = isNext ? usageOf(previous) : [];
  if (type === 'model' && event) events.push(...noteRawEvent(event, call));
  if (type === 'response_done' && response) noteResponse(response, call);
  return [call, events];
}

/** The usage and the reason of a call; a call that was cut has none. */
export const usageOf = (call: RunCall | undefined): AgentEvent[] =>
  call ? [callUsage(call.isComplete ? call.reason : '', call.cached, call.input)] : [];

/** What a provider sent: a chunk of Chat Completions, an event of Responses, or something else. */
function noteRawEvent(event: RawEvent, call: RunCall): AgentEvent[] {
  const { type, choices, item, response, error } = event;
  noteUsage(response ?? event, call);
  if (error || response?.error || type === 'error') call.failure = { error: response?.error ?? error ?? event };
  if (choices) call.isChat = true;
  const incomplete = response?.incomplete_details?.reason;
  const reason = incomplete
    ? incompleteReason(incomplete)
    : objectsOf<Choice>(choices).find(({ index }) => !index)?.finish_reason;
  if (reason) {
    call.isComplete = true;
    call.reason = reason;
    noteOutput(objectsOf(response?.output), call);
  }
  const isFailure = type === 'response.output_item.done' && item?.type === 'mcp_call' && item.error;
  return isFailure ? toolFailed(classifyToolError(item.error)) : [];
}

function noteResponse(response: NonNullable<ModelEvent['response']>, call: RunCall): void {
  const output = objectsOf<RunOutput>(response.output);
  const { inputTokens, inputTokensDetails } = Object(response.usage) as Usage;
  call.isDone = true;
  noteOutput(output, call);
  if (call.isChat) return;
  // One without anything was cut before its first item.
  call.isComplete = output.length > 0 || !!inputTokens;
  call.reason = call.calls.size ? 'tool_calls' : 'stop';
  call.input = inputTokens;
  call.cached = objectsOf<{ cached_tokens: unknown }>(inputTokensDetails)[0]?.cached_tokens;
}

/** Calls of tools that the app answers, and whether there is an answer. */
function noteOutput(outputs: readonly RunOutput[], call: RunCall): void {
  for (const output of outputs) {
    const { type, callId } = output;
    if (clientCalls.includes(type)) call.calls.add(callId);
    else call.calls.delete(callId);
    if (isMessage(output)) call.hasAnswer = true;
  }
}
