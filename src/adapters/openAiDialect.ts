import type { AgentEvent } from '../events.js';
import { classifyToolError } from '../reducers/classifyError.js';
import { isAnswer, toolFailed } from './agentEvents.js';
import { objectsOf } from './foreign.js';
import type { ModelCall, ModelDialect } from './translateModelCalls.js';

/** An event or an object of the Responses API, or a chunk or a completion of Chat Completions. */
export type OpenAiItem = { readonly type: string } | { readonly object: string };

/** What is read of one, whichever it is. */
interface Item {
  readonly type?: unknown;
  readonly object?: unknown;
  /** Of an event: the response so far. */
  readonly response?: Item;
  readonly item?: Output;
  readonly status?: unknown;
  readonly output?: unknown;
  readonly incomplete_details?: { readonly reason?: unknown } | null;
  readonly error?: unknown;
  readonly usage?: OpenAiUsage | null;
  readonly choices?: unknown;
}
interface Part {
  readonly type?: unknown;
  readonly text?: unknown;
}
export interface Output {
  readonly type?: unknown;
  readonly id?: unknown;
  readonly call_id?: unknown;
  readonly content?: unknown;
  readonly error?: unknown;
}
interface Choice {
  readonly index?: number;
  readonly delta?: Said;
  readonly message?: Said;
  readonly text?: unknown;
  readonly finish_reason?: unknown;
}
interface Said {
  readonly content?: unknown;
  readonly refusal?: unknown;
  readonly audio?: unknown;
  readonly images?: unknown;
  readonly tool_calls?: readonly unknown[] | null;
  readonly function_call?: unknown;
}
type Details = { readonly cached_tokens?: unknown } | null;
export interface OpenAiUsage {
  readonly input_tokens?: unknown;
  readonly input_tokens_details?: Details;
  readonly prompt_tokens?: unknown;
  readonly prompt_tokens_details?: Details;
  readonly prompt_cache_hit_tokens?: unknown;
}

/** Calls that the app answers, unless the output has their results as well. */
export const clientCalls: readonly unknown[] = [
  'function_call',
  'custom_tool_call',
  'computer_call',
  'local_shell_call',
  'shell_call',
  'apply_patch_call',
  'tool_search_call',
];
/** Outputs that are an answer, or a question to a person, as they are. */
const answers: readonly unknown[] = ['image_generation_call', 'mcp_approval_request'];
/** What the Responses API calls limits, of the reasons for which a response is incomplete. */
const limits: readonly unknown[] = ['max_output_tokens', 'max_messages'];
export const incompleteReason = (reason: unknown): unknown => (limits.includes(reason) ? 'length' : reason);

/** How the items of OpenAI's Responses and Chat Completions, and those of compatible servers, are read. */
export const openAiDialect: ModelDialect<OpenAiItem> = {
  isStart(item) {
    const { type, object } = item as Item;
    return type === 'response.created' || object === 'response' || object === 'chat.completion';
  },
  read(given, call) {
    const item = given as Item;
    const { type, item: output } = item;
    const response = item.response ?? item;
    noteUsage(response, call);
    if (type === 'error' || response.error) call.failure = { error: response.error ?? item };
    for (const choice of objectsOf<Choice>(item.choices)) noteChoice(choice, call);
    const outputs = objectsOf<Output>(type === 'response.output_item.done' && output ? [output] : response.output);
    const events = outputs.flatMap((each) => noteOutput(each, call));
    noteStatus(response, item.object === 'response', call);
    return events;
  },
};

export function noteUsage({ usage }: { readonly usage?: OpenAiUsage | null }, call: ModelCall): void {
  if (!usage) return;
  const details = usage.input_tokens_details ?? usage.prompt_tokens_details;
  call.cached = details?.cached_tokens ?? usage.prompt_cache_hit_tokens;
  call.input = usage.input_tokens ?? usage.prompt_tokens;
}

function noteChoice({ index, delta, message, text, finish_reason: reason }: Choice, call: ModelCall): void {
  const {
    content,
    refusal,
    audio,
    images,
    tool_calls: tools,
    function_call: tool,
  } = delta ?? message ?? { content: text };
  const isContent = isAnswer(content) || (typeof content === 'object' && content !== null);
  if (isContent || refusal || audio || images) call.hasAnswer = true;
  if (tools?.length || tool) call.calls.add(index);
  if (!reason || index) return;
  // An engine in the page was stopped.
  call.isCancelled = reason === 'abort';
  call.isComplete = true;
  call.reason = reason;
}

function noteOutput(output: Output, call: ModelCall): AgentEvent[] {
  const { type, id, call_id: callId, error } = output;
  if (clientCalls.includes(type)) call.calls.add(callId);
  else call.calls.delete(callId);
  if (isMessage(output) || answers.includes(type)) call.hasAnswer = true;
  const isCompaction = type === 'compaction';
  const isFailed = type === 'mcp_call' && error;
  // Each output comes by itself, and again in the whole response.
  if (!(isCompaction || isFailed) || call.counted.has(id)) return [];
  call.counted.add(id);
  return isCompaction ? [{ kind: 'compaction_done' }] : toolFailed(classifyToolError(error));
}

/** Whether an output is a message with more than blanks. */
export const isMessage = ({ type, content }: Output): boolean =>
  type === 'message' && objectsOf<Part>(content).some((part) => part.type !== 'output_text' || isAnswer(part.text));

function noteStatus({ status, incomplete_details: details }: Item, isWhole: boolean, call: ModelCall): void {
  switch (status) {
    case 'completed':
      call.isComplete = true;
      call.reason = call.calls.size ? 'tool_calls' : 'stop';
      break;
    case 'incomplete': {
      const reason = details?.reason ?? 'other';
      call.isComplete = true;
      // A response that takes in what the person says meanwhile has a successor.
      call.goesOn = reason === 'steered';
      call.reason = call.goesOn ? '' : incompleteReason(reason);
      break;
    }
    case 'failed':
      call.failure ??= { error: undefined };
      break;
    case 'cancelled':
      call.isCancelled = true;
      break;
    case 'queued':
    case 'in_progress':
      // It is made in the background: its answer comes by another request.
      call.isComplete = isWhole;
      call.hasAnswer = isWhole;
  }
}
