import type { AgentEvent, Translator } from '../events.js';
import { type AdapterOptions, callUsage, type Fields, toolFailed, turnDone } from './errorFacts.js';

export { agUiSubscriber } from './agUiSubscriber.js';
export type { AdapterOptions, ToolError } from './errorFacts.js';
export type { Tap } from './tapStream.js';

/** An event of an AG-UI run: a `BaseEvent`. */
export type AgUiEvent = { readonly type: string };

/** As `agUi`, with options. AG-UI knows no failed tools: `toolError` is given each result's content, and tells the failures. */
export const agUiWith =
  ({ toolError }: AdapterOptions<unknown> = {}): Translator<AgUiEvent> =>
  () => {
    let open = true;
    let begun = false;
    /** There was no text since the last result of a tool. */
    let empty = true;
    /** Without a result yet. At the end of a run, these are for the app to answer. */
    const calls = new Set<unknown>();

    const done = (events: readonly AgentEvent[], err?: unknown): AgentEvent[] => {
      open = false;
      return turnDone(events, err);
    };

    // A run that ends without a word was cut; nothing else tells.
    const end = (error: unknown = 'eof'): AgentEvent[] => (open ? done([], error) : []);

    return {
      next(item) {
        const event = item as Fields;
        const { type, toolCallId: call } = event;
        if (type === 'RUN_STARTED') {
          // The run before it, if there was one, has not told its end.
          const cut = begun ? end() : [];
          open = begun = empty = true;
          calls.clear();
          return cut;
        }
        if (!open) return [];
        begun = true;
        // What a subagent says is for its agent.
        const own = event.subagentRunId === undefined;
        const events = ((event.usage ?? []) as Fields[]).flatMap((of) =>
          callUsage({ cached: of.cachedInputTokens, input: of.inputTokens }),
        );
        switch (type) {
          case 'TEXT_MESSAGE_CONTENT':
          case 'TEXT_MESSAGE_CHUNK':
            if (own && event.delta) empty = false;
            break;
          case 'TEXT_MESSAGE_END':
            return own ? callUsage({ finishReason: (event.metadata as Fields | undefined)?.finishReason }) : [];
          case 'TOOL_CALL_START':
          case 'TOOL_CALL_CHUNK':
            if (own && call) calls.add(call);
            break;
          case 'TOOL_CALL_RESULT': {
            if (own) empty = true;
            calls.delete(call);
            const bucket = toolError?.(event.content);
            return bucket ? toolFailed(bucket) : [];
          }
          case 'RUN_ERROR':
            return done(events, event.code !== 'abort' && event);
          case 'RUN_FINISHED': {
            const outcome = ((event.outcome ?? {}) as Fields).type ?? 'success';
            if (empty && !calls.size && outcome === 'success') events.push({ kind: 'notice', code: 'empty_final' });
            return done(events);
          }
        }
        return [];
      },
      end,
    };
  };

/** The events of an AG-UI agent: one turn from `RUN_STARTED` to `RUN_FINISHED`, `RUN_ERROR` or the end. */
export const agUi: Translator<AgUiEvent> = agUiWith();
