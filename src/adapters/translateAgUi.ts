import type { AgentEvent, Translator } from '../events.js';
import type { ErrorClass, ToolErrorClass } from '../reducers/classifyError.js';
import { callUsage, errorClass, isAnswer, isFiltered, toolFailed, turnDone } from './agentEvents.js';
import { objectsOf } from './foreign.js';

/** An event of an AG-UI run: a `BaseEvent`. */
export type AgUiEvent = { readonly type: string };

/** What is read of one, whichever it is. */
export interface AgUiFields extends AgUiEvent {
  readonly toolCallId?: unknown;
  readonly subagentRunId?: unknown;
  readonly messageId?: unknown;
  readonly role?: unknown;
  readonly delta?: unknown;
  readonly content?: unknown;
  readonly messages?: unknown;
  readonly name?: unknown;
  readonly finishReason?: unknown;
  readonly metadata?: {
    readonly finishReason?: unknown;
    readonly tanstack?: { readonly finishReason?: unknown; readonly state?: unknown };
  };
  readonly code?: unknown;
  readonly message?: unknown;
  readonly outcome?: { readonly type?: unknown };
  readonly usage?: unknown;
}
interface Message {
  readonly role?: unknown;
  readonly content?: unknown;
}
interface Usage {
  readonly inputTokens?: unknown;
  readonly cachedInputTokens?: unknown;
  readonly promptTokens?: unknown;
  readonly promptTokensDetails?: { readonly cachedTokens?: unknown } | null;
}

/** Reasons that are not a run's last word: a run may report the end of each of its model calls. */
const toolReasons: readonly unknown[] = ['tool_calls', 'tool-calls', 'tool_use', 'function_call'];
/** Their codes for a stop that the classifier has no words for. */
const stops: readonly unknown[] = ['abort', 'cancel'];

/** What AG-UI is translated by. `toolErrorOf` says which results of tools are failures: AG-UI itself does not. */
export const translateAgUi =
  (toolErrorOf: (result: AgUiFields) => ToolErrorClass | undefined): Translator<AgUiEvent> =>
  () => {
    /** A stream may begin within a run. One that is `asking` is over with its stream, unless it goes on. */
    let stage: 'unstarted' | 'running' | 'asking' | 'over' = 'unstarted';
    /** There was no text since the last result of a tool. */
    let empty = true;
    /** A message reported why its model call finished. */
    let hasReason = false;
    /** Without a result yet. At the end of a run, these are for the app to answer. */
    const calls = new Set<unknown>();
    /** Messages of somebody else than the agent. */
    const notItsOwn = new Set<unknown>();

    const done = (failure?: ErrorClass, isEmpty = false): AgentEvent[] => {
      stage = 'over';
      return turnDone(failure, isEmpty);
    };
    const end = (error?: unknown): AgentEvent[] => {
      if (stage === 'over') return [];
      // A run that ends without a word was cut; nothing else says so.
      const cut = error === undefined ? 'stream_interrupted' : errorClass(error);
      return done(stage === 'asking' && error === undefined ? undefined : cut);
    };
    const reasonOf = ({ finishReason, metadata }: AgUiFields): unknown =>
      finishReason ?? metadata?.finishReason ?? metadata?.tanstack?.finishReason;
    const finishedFor = (reason: unknown): AgentEvent[] => {
      if (isFiltered(reason)) empty = false;
      return reason === undefined ? [] : [callUsage(reason)];
    };
    const hearMessage = ({ type, messageId, role, delta }: AgUiFields): void => {
      if (role !== undefined && role !== 'assistant') notItsOwn.add(messageId);
      if (type !== 'TEXT_MESSAGE_START' && isAnswer(delta) && !notItsOwn.has(messageId)) empty = false;
    };
    const finished = (event: AgUiFields): AgentEvent[] => {
      const reason = reasonOf(event);
      const events = [...usageOf(event), ...(hasReason ? [] : finishedFor(reason))];
      hasReason = false;
      if (stage === 'over') return events;
      stage = 'asking';
      if (toolReasons.includes(reason) || calls.size) return events;
      const isPause = event.outcome?.type === 'interrupt' || event.outcome?.type === 'cancelled';
      return [...events, ...done(undefined, empty && !isPause)];
    };

    return {
      next(item) {
        const event = item as AgUiFields;
        const { type, toolCallId: call } = event;
        if (type === 'RUN_STARTED') {
          // The run before it, if there was one, has not reported its end.
          const cut = stage === 'unstarted' ? [] : end();
          stage = 'running';
          empty = true;
          hasReason = false;
          calls.clear();
          notItsOwn.clear();
          return cut;
        }
        if (stage === 'over') return type === 'RUN_FINISHED' ? finished(event) : [];
        if (stage === 'asking' && type !== 'RUN_FINISHED') stage = 'running';
        // What a subagent says is for its agent.
        const own = event.subagentRunId === undefined;
        switch (own && type) {
          case 'TEXT_MESSAGE_START':
          case 'TEXT_MESSAGE_CONTENT':
          case 'TEXT_MESSAGE_CHUNK':
            hearMessage(event);
            break;
          case 'MESSAGES_SNAPSHOT': {
            const last = objectsOf<Message>(event.messages).at(-1);
            if (last?.role === 'assistant' && isContent(last.content)) empty = false;
            break;
          }
          case 'CUSTOM':
            // LangGraph's interrupt: the run waits for a person.
            if (event.name === 'on_interrupt') empty = false;
            break;
          case 'TOOL_CALL_START':
          case 'TOOL_CALL_CHUNK':
            if (call) calls.add(call);
            break;
          case 'TEXT_MESSAGE_END':
            hasReason ||= reasonOf(event) !== undefined;
            return finishedFor(reasonOf(event));
          case 'TOOL_CALL_RESULT':
            empty = true;
        }
        switch (type) {
          case 'TOOL_CALL_RESULT': {
            calls.delete(call);
            const bucket = toolErrorOf(event);
            return bucket ? toolFailed(bucket) : [];
          }
          case 'RUN_ERROR': {
            const { code, message } = event;
            return [...usageOf(event), ...done(stops.includes(code) ? undefined : errorClass({ code, message }))];
          }
          case 'RUN_FINISHED':
            return finished(event);
        }
        return [];
      },
      end,
    };
  };

/** One object or a list, and the names of two generations. */
const usageOf = ({ usage }: AgUiFields): AgentEvent[] =>
  objectsOf<Usage>([usage].flat()).map(({ inputTokens, cachedInputTokens, promptTokens, promptTokensDetails }) =>
    callUsage('', cachedInputTokens ?? promptTokensDetails?.cachedTokens, inputTokens ?? promptTokens),
  );

/** A message's text, or the parts that it is made of. */
const isContent = (content: unknown): boolean =>
  isAnswer(content) || objectsOf<{ text: unknown }>(content).some(({ text }) => isAnswer(text));
