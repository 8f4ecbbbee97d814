import type { AgentEvent, Translator } from '../events.js';
import { classifyToolError, type ToolErrorClass } from '../reducers/classifyError.js';
import type { AdapterOptions } from './AdapterOptions.js';
import { errorClass, toolFailed, turnDone } from './agentEvents.js';
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
const ownEnd =
  /^(Max turns \(|Input guardrail triggered|Output guardrail triggered|Tool input guardrail triggered|Tool output guardrail triggered|Model refused to produce output: )/;
const noResponse = /^Model did not produce a final response/;

/** As `openAiAgents`, with options. `toolError` gets the output of each tool, and says which ones failed. */
export const openAiAgentsWith =
  ({ toolError }: AdapterOptions<unknown> = {}): Translator<OpenAiAgentsEvent> =>
  () => {
    let call: RunCall | undefined;

    const failureOf = (output: string): ToolErrorClass | undefined => {
      if (output === toolDenied) return 'permission';
      if (toolTimeout.test(output)) return 'timeout';
      return toolFailure.test(output) ? 'exec' : undefined;
    };
    /** The end by a run's own decision. */
    const ended = (): AgentEvent[] => {
      if (!call || call.goesOn) return turnDone(undefined, false);
      // Some models do not report that their response was cut.
      const isCut = call.isDone && !call.isComplete;
      return isCut ? turnDone('stream_interrupted', false) : turnDone(undefined, !!call.isComplete && isEmpty(call));
    };
    const failed = (error: unknown): AgentEvent[] => {
      const { message, error: cause } = Object(error) as { readonly message?: unknown; readonly error?: unknown };
      const text = `${message}`;
      if (call?.failure && errorClass(error)) return turnDone(errorClass(call.failure.error), false);
      if (ownEnd.test(text)) return ended();
      const isTimeout = toolTimeout.test(text);
      if (isTimeout || toolsFailed.test(text)) {
        return [...toolFailed(isTimeout ? 'timeout' : classifyToolError(cause ?? text)), ...turnDone(undefined, false)];
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
        switch (name) {
          case 'compaction_item_created':
            return [{ kind: 'compaction_done' }];
          case 'tool_output': {
            const output = runItem?.output;
            const bucket = toolError?.(output) ?? failureOf(`${output}`);
            return bucket ? toolFailed(bucket) : [];
          }
        }
        return [];
      },
      end(error) {
        if (error !== undefined) return [...usageOf(call), ...failed(error)];
        // Only a run that is stopped ends within a call without an error.
        return [...usageOf(call), ...(call?.isDone ? ended() : turnDone(undefined, false))];
      },
    };
  };

/** The events of a streamed run: one turn from its start to its end, in as many model calls as it takes. */
export const openAiAgents: Translator<OpenAiAgentsEvent> = openAiAgentsWith();
