import type { AgentEvent, Translator } from '../events.js';
import { type AdapterOptions, callUsage, errorFacts, toolFailed, turnDone } from './errorFacts.js';

export { agUiSubscriber } from './agUiSubscriber.js';
export type { AdapterOptions, ToolError } from './errorFacts.js';
export type { Tap } from './tapStream.js';

/** An event of an AG-UI run: a `BaseEvent`. */
export type AgUiEvent = { readonly type: string };

/** What is read of one, whichever it is. */
interface Event extends AgUiEvent {
  readonly toolCallId?: unknown;
  readonly subagentRunId?: unknown;
  readonly delta?: unknown;
  readonly content?: unknown;
  readonly metadata?: { readonly finishReason?: string };
  readonly code?: unknown;
  readonly outcome?: { readonly type?: unknown };
  readonly usage?: readonly Usage[];
}
type Usage = { readonly cachedInputTokens?: unknown; readonly inputTokens?: unknown };

/** As `agUi`, with options. AG-UI knows no failed tools: `toolError` is given each result's content, and tells the failures. */
export const agUiWith =
  ({ toolError }: AdapterOptions<unknown> = {}): Translator<AgUiEvent> =>
  () => {
    /** Of a run: it is over; it has not told its start, if it ever will; it is under way. */
    let stage: 0 | 1 | 2 = 1;
    /** There was no text since the last result of a tool. */
    let empty = true;
    /** Without a result yet. At the end of a run, these are for the app to answer. */
    const calls = new Set<unknown>();

    const done = (err: string, usage: readonly Usage[] = [], isEmpty?: boolean): AgentEvent[] => {
      stage = 0;
      return turnDone(err, isEmpty, ...usage.map((of) => callUsage('', of.cachedInputTokens, of.inputTokens)));
    };

    // A run that ends without a word was cut; nothing else tells.
    const end = (error: unknown = 'eof'): AgentEvent[] => (stage ? done(errorFacts(error)) : []);

    return {
      next(item) {
        const event = item as Event;
        const { type, toolCallId: call } = event;
        if (type === 'RUN_STARTED') {
          // The run before it, if there was one, has not told its end.
          const cut = stage > 1 ? end() : [];
          stage = 2;
          empty = true;
          calls.clear();
          return cut;
        }
        if (!stage) return [];
        // What a subagent says is for its agent.
        const own = event.subagentRunId === undefined;
        if (own && event.delta && /^TEXT_MESSAGE_C/.test(type)) empty = false;
        if (own && call && /^TOOL_CALL_[CS]/.test(type)) calls.add(call);
        switch (type) {
          case 'TEXT_MESSAGE_END':
            return [callUsage(own && event.metadata?.finishReason)];
          case 'TOOL_CALL_RESULT': {
            if (own) empty = true;
            calls.delete(call);
            const bucket = toolError?.(event.content);
            return bucket ? toolFailed(bucket) : [];
          }
          case 'RUN_ERROR':
            return done(event.code === 'abort' ? '' : errorFacts(event), event.usage);
          case 'RUN_FINISHED':
            return done('', event.usage, empty && !calls.size && !/upt|cancel/.test(event.outcome?.type as string));
        }
        return [];
      },
      end,
    };
  };

/** The events of an AG-UI agent: one turn from `RUN_STARTED` to `RUN_FINISHED`, `RUN_ERROR` or the end. */
export const agUi: Translator<AgUiEvent> = agUiWith();
