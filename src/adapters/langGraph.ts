import type { AgentEvent, Translator } from '../events.js';
import { classifyToolError, type ErrorClass } from '../reducers/classifyError.js';
import { type AdapterOptions, ownToolError } from './AdapterOptions.js';
import { errorClass, failedOnce, turnDone } from './agentEvents.js';
import { textOf } from './foreign.js';
import { type LangGraphEvent, ownEvents, rootStateOf, startStates } from './langGraphEvent.js';
import { runMessages } from './langGraphMessages.js';

export type { AdapterOptions, ToolError } from './AdapterOptions.js';
export type { LangGraphEvent } from './langGraphEvent.js';
export { tapAgentServer } from './tapAgentServer.js';
export { tapRun } from './tapRun.js';
export { type Tap, tapIterable } from './tapStream.js';

/** What the protocol calls a question to a person, on a page and in process. */
const questions: readonly unknown[] = ['input.requested', 'input'];
const interrupts = '__interrupt__';

/** The app's own limit of steps, which is no failure of the provider. */
const recursionLimit = /^Recursion limit of/;

/** As `langGraph`, with options. `toolError` gets the tool's error: `tool_call_id`, `message` and, if there is one, `code`. */
export const langGraphWith =
  (options?: AdapterOptions<unknown>): Translator<LangGraphEvent> =>
  () => {
    const read = ownEvents();
    /** A run that is `failing` throws next what it failed with, if it is in process. */
    let stage: 'unstarted' | 'running' | 'failing' | 'over' = 'unstarted';
    let lastState: unknown;
    let messages = runMessages();
    /** The run waits for a person. */
    let asks = false;
    /** Tools that run, and those that failed. */
    let tools = new Set<unknown>();
    let failedTools = new Set<unknown>();
    /** What the last failed tool reported, and what the run failed with: only for comparison. */
    let toolText: unknown;
    let runText: unknown;

    const begin = (): void => {
      stage = 'running';
      messages = runMessages();
      asks = false;
      tools = new Set();
      failedTools = new Set();
      toolText = undefined;
    };
    const done = (failure?: ErrorClass, isEmpty = false): AgentEvent[] => {
      stage = 'over';
      return turnDone(failure, isEmpty);
    };
    const toolFailedOnce = (error: { readonly message: unknown; readonly code?: unknown }, id: unknown): AgentEvent[] =>
      failedOnce(failedTools, id, ownToolError(options, { tool_call_id: id, ...error }) ?? classifyToolError(error));

    /** `error` is what the run threw; on a page, there is its text alone. */
    const failed = (error?: unknown): AgentEvent[] => {
      const given = error === undefined ? runText : error;
      const message = textOf(given) ?? '';
      if (recursionLimit.test(message)) return done();
      const found = error === undefined && messages.failure ? messages.failure.class : errorClass(given);
      if (found === undefined) return done();
      // A tool's failure may be the run's.
      const [running] = tools;
      if (running !== undefined) return [...toolFailedOnce({ message }, running), ...done()];
      return done(message && message === toolText ? undefined : found);
    };
    const end = (error?: unknown): AgentEvent[] => {
      // An app that leaves gives a name, and no text.
      if (stage === 'failing') return failed(errorClass(error) || textOf(error) !== undefined ? error : undefined);
      return error === undefined ? done('stream_interrupted') : failed(error);
    };
    const heardTool = (data: { readonly [field: string]: unknown }): AgentEvent[] => {
      const { event, tool_call_id: id, message, code } = data;
      if (event === 'tool-started') tools.add(id);
      if (event === 'tool-finished') tools.delete(id);
      if (event !== 'tool-error') return [];
      tools.delete(id);
      toolText = message;
      // A tool that was stopped with its run did not fail.
      return errorClass({ code, message }) ? toolFailedOnce({ message, code }, id) : [];
    };
    const heardState = (state: unknown, error: unknown): AgentEvent[] => {
      const before = lastState;
      lastState = state;
      if (startStates.includes(state)) {
        // One start may be reported as two.
        if (state === 'running' && before === 'started') return [];
        const ended = stage === 'running' || stage === 'failing' ? end() : [];
        begin();
        return ended;
      }
      if (stage === 'over') return [];
      if (state === 'failed') {
        stage = 'failing';
        runText = error;
      }
      if (state === 'interrupted') return done();
      if (state !== 'completed') return [];
      return messages.isCut ? done('stream_interrupted') : done(undefined, messages.isEmpty && !asks);
    };

    return {
      next(item) {
        const event = read(item);
        if (!event) return [];
        const { method, place, data } = event;
        const state = rootStateOf(event);
        if (state !== undefined) return heardState(state, data.error);
        if (questions.includes(method) || (method === 'values' && !place && interrupts in data)) asks = true;
        if (stage === 'unstarted' && (method === 'messages' || method === 'tools')) begin();
        if (stage !== 'running') return [];
        if (method === 'messages') return messages.hear(event);
        return method === 'tools' ? heardTool(data) : [];
      },
      end(error) {
        // A stream that fails before its first event is a turn; one that is dropped before it is none.
        const isNothing = stage === 'unstarted' && !(error && errorClass(error));
        return stage === 'over' || isNothing ? [] : end(error);
      },
    };
  };

/** The protocol's events of a graph or an agent: one turn for each run, to its end or the stream's. */
export const langGraph: Translator<LangGraphEvent> = langGraphWith();
