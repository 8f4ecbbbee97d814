import type { AgentEvent, Translator } from '../events.js';
import { classifyToolError, type ToolErrorClass } from '../reducers/classifyError.js';
import { unlessItThrows } from '../unlessItThrows.js';
import { type AdapterOptions, ownToolError } from './AdapterOptions.js';
import { errorClass, toolFailed, turnDone } from './agentEvents.js';
import { textOf } from './foreign.js';
import { type ModelEvent, noteModelEvent, type OpenAiAgentsEvent, type RunCall, usageOf } from './openAiAgentsModel.js';
import { isCutShort, isEmpty } from './translateModelCalls.js';

export type { AdapterOptions, ToolError } from './AdapterOptions.js';
export type { OpenAiAgentsEvent } from './openAiAgentsModel.js';
export { tapAgentRun } from './tapAgentRun.js';
export type { Tap } from './tapStream.js';

/** What is read of one, whichever it is. */
interface Event extends OpenAiAgentsEvent {
  readonly data?: ModelEvent;
  readonly name?: unknown;
  readonly item?: { readonly output?: unknown };
}

/** The SDK's own texts: bundlers rename its classes, and errors lose their fields where they are forwarded. */
const toolDenied = 'Tool execution was not approved.';
const toolFailure = /^An error occurred while (running the tool|parsing tool arguments)\./;
const toolTimeout = /^Tool '.*' timed out after \d+ms\.$/s;
const toolsFailed = /^Failed to run function tools: /;
/** By its own limits and rules, an app ends a run. A refusal is an answer. */
const ownEnd = /^(Max turns \(|(Tool )?(input|output) guardrail triggered|Model refused to produce output: )/i;
const noResponse = /^Model did not produce a final response/;

/** As `openAiAgents`, with options. `toolError` gets the output of each tool, and says which ones failed. */
export const openAiAgentsWith =
  (options?: AdapterOptions<unknown>): Translator<OpenAiAgentsEvent> =>
  () => {
    let call: RunCall | undefined;

    const failureOf = (output: string): ToolErrorClass | undefined => {
      if (output === toolDenied) return 'permission';
      if (toolTimeout.test(output)) return 'timeout';
      return toolFailure.test(output) ? 'exec' : undefined;
    };
    /** The end by a run's own decision. */
    const ended = (): AgentEvent[] => {
      if (!call || call.goesOn) return turnDone();
      // Some models do not report that their response was cut.
      const isCut = call.isDone && !call.isComplete;
      return isCut ? turnDone('stream_interrupted') : turnDone(undefined, !!call.isComplete && isEmpty(call));
    };
    const failed = (error: unknown): AgentEvent[] => {
      const text = textOf(error) ?? '';
      if (call?.failure && errorClass(error)) return turnDone(errorClass(call.failure.error), false);
      if (ownEnd.test(text)) return ended();
      const isTimeout = toolTimeout.test(text);
      if (isTimeout || toolsFailed.test(text)) {
        const cause = unlessItThrows((): unknown => Object(error).error) ?? text;
        return [...toolFailed(isTimeout ? 'timeout' : classifyToolError(cause)), ...turnDone()];
      }
      const found = noResponse.test(text) ? 'stream_interrupted' : errorClass(error);
      // What a limit or a filter of the provider cut short is no response for the SDK.
      const isShort = found === 'other' && call?.isComplete && !call.goesOn && isCutShort(call);
      return isShort ? ended() : turnDone(found, false);
    };

    return {
      next(item) {
        const { type, data, name, item: runItem } = item as Event;
        if (type === 'raw_model_stream_event' && data) {
          const [noted, events] = noteModelEvent(data, call);
          call = noted;
          return events;
        }
        if (type !== 'run_item_stream_event') return [];
        // After these, the answer of the call is not the last word.
        if (call && (name === 'tool_output' || name === 'tool_approval_requested')) call.goesOn = true;
        if (name === 'compaction_item_created') return [{ kind: 'compaction_done' }];
        if (name !== 'tool_output') return [];
        const output = runItem?.output;
        const bucket = ownToolError(options, output) ?? failureOf(textOf(output) ?? '');
        return bucket ? toolFailed(bucket) : [];
      },
      end(error) {
        const usage = usageOf(call);
        if (error !== undefined) return [...usage, ...failed(error)];
        // Only a run that is stopped ends within a call without an error.
        return [...usage, ...(call?.isDone ? ended() : turnDone())];
      },
    };
  };

/** The events of a streamed run: one turn from its start to its end, in as many model calls as it takes. */
export const openAiAgents: Translator<OpenAiAgentsEvent> = openAiAgentsWith();
