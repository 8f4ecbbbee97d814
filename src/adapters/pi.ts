import type { AgentEvent, Translator } from '../events.js';
import { classifyToolError, type ToolErrorClass } from '../reducers/classifyError.js';
import { type AdapterOptions, ownToolError } from './AdapterOptions.js';
import { errorClass, ofProvider, toolFailed, turnDone } from './agentEvents.js';
import { type PiAnswer, type PiMessage, readPiAnswer } from './piMessage.js';

export type { AdapterOptions, ToolError } from './AdapterOptions.js';
export { piSubscriber } from './piSubscriber.js';
export type { Tap } from './tapStream.js';

/** An event of pi's agent, an `AgentEvent` of its package, or of a session of its coding agent. */
export type PiEvent = { readonly type: string };

/** What is read of one, whichever it is. */
interface Event extends PiEvent {
  readonly message?: PiMessage | null;
  readonly isError?: unknown;
  readonly toolCallId?: unknown;
  /** The tool that made the call. */
  readonly parentToolCallId?: unknown;
  readonly result?: { readonly content?: unknown } | null;
  /** Absent for a tool that did not run. */
  readonly durationMs?: unknown;
  /** A session calls the model again by itself. */
  readonly willRetry?: unknown;
}

/** As `pi`, with options. `toolError` gets the `tool_execution_end` of a tool that failed. */
export const piWith =
  (options?: AdapterOptions<unknown>): Translator<PiEvent> =>
  () => {
    /** A stream may begin within a run; what comes after one belongs to no turn. */
    let stage: 'unstarted' | 'running' | 'retrying' | 'over' = 'unstarted';
    /** The latest one of the run. */
    let answer: PiAnswer | undefined;
    /** Of the latest message. */
    let provider: unknown;
    /** Tools that failed since then: they may turn out to be stopped with their run. */
    const failed = new Map<unknown, ToolErrorClass>();

    const failedTools = (): AgentEvent[] => {
      const events = [...failed.values()].flatMap(toolFailed);
      failed.clear();
      return events;
    };
    const done = (failure: PiAnswer['failure'], isEmpty = false): AgentEvent[] => {
      stage = 'over';
      answer = undefined;
      return [...failedTools(), ...ofProvider(provider, turnDone(failure?.class, isEmpty))];
    };
    const end = (failure: PiAnswer['failure']): AgentEvent[] => {
      // Nothing came of the retry, as far as is known.
      if (stage === 'retrying') return done(answer?.failure);
      return stage === 'running' ? done(failure) : [];
    };
    const heard = (message: PiMessage): AgentEvent[] => {
      // The results of its tools are "Operation aborted", or what a command says that is killed.
      if (message.stopReason === 'aborted') failed.clear();
      answer = readPiAnswer(message);
      return [...failedTools(), ...ofProvider(provider, [answer.usage])];
    };
    const begin = (): AgentEvent[] => {
      const cut = stage === 'retrying' ? [] : end({ class: 'stream_interrupted' });
      stage = 'running';
      answer = undefined;
      provider = undefined;
      return cut;
    };

    return {
      next(item) {
        const event = item as Event;
        const { type, message, result } = event;
        // A session may compact its history between two runs.
        if (type === 'compaction_end') return result ? [{ kind: 'compaction_done' }] : [];
        if (type === 'agent_start') return begin();
        if (stage === 'over') return [];
        if (stage === 'unstarted') stage = 'running';
        if (message?.role === 'assistant') provider = message.provider;
        switch (type) {
          case 'message_start':
            // The next call is under way: what failed before it, failed by itself.
            return message?.role === 'assistant' && message.stopReason !== 'aborted' ? failedTools() : [];
          case 'message_end':
            return message?.role === 'assistant' ? heard(message) : [];
          case 'tool_execution_end':
            if (event.isError && event.parentToolCallId === undefined) {
              failed.set(event.toolCallId, ownToolError(options, event) ?? classOf(event));
            }
            break;
          case 'agent_end':
            if (!event.willRetry) return done(answer?.failure, answer?.isEmpty);
            stage = 'retrying';
        }
        return [];
      },
      end(error) {
        // A run that fails before its first event is a turn; one that is dropped is none.
        if (stage === 'unstarted' && error && errorClass(error)) stage = 'running';
        return end({ class: error === undefined ? 'stream_interrupted' : errorClass(error) });
      },
    };
  };

/** The events of pi's agent: one turn from `agent_start` to `agent_end`, in as many of pi's turns as there are model calls. */
export const pi: Translator<PiEvent> = piWith();

/** What pi says of a call that the app's `beforeToolCall` blocks without a reason of its own. */
const blocked = 'Tool execution was blocked';

function classOf({ result }: Event): ToolErrorClass {
  const { content } = result ?? {};
  const text: unknown = Array.isArray(content) ? content[0]?.text : content;
  return text === blocked ? 'hook' : classifyToolError(text);
}
