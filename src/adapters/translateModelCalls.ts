import type { AgentEvent, Translator } from '../events.js';
import { callUsage, errorClass, isFiltered, turnDone } from './agentEvents.js';

/** What is known of a model call, from its items so far. */
export interface ModelCall {
  /** Why the model stopped, in the provider's words. */
  reason?: unknown;
  /** Tokens of the input, `cached` included, and of those the cached ones. */
  input?: unknown;
  cached?: unknown;
  /** The provider has reported its end. */
  isComplete?: boolean;
  /** It has more than blanks, or ends with something else than an answer, such as a question to a person. */
  hasAnswer?: boolean;
  /** It is not the end of its turn. */
  goesOn?: boolean;
  failure?: { readonly error: unknown };
  /** A person stopped it, as the provider reports. */
  isCancelled?: boolean;
  /** Calls of tools that wait for the app. */
  readonly calls: Set<unknown>;
  /** What was counted already, and may be reported again. */
  readonly counted: Set<unknown>;
  /** The latest count of each kind of tokens, where they are reported one by one. */
  readonly tokens: { [kind: string]: number };
}

export const newCall = (): ModelCall => ({ calls: new Set(), counted: new Set(), tokens: {} });

/** How the items of a provider's stream are read. */
export interface ModelDialect<Item> {
  /** Another call begins with the item. */
  isStart(item: Item): boolean;
  /** Notes in `call` what an item reports, and returns what counts at once. A whole answer is one item. */
  read(item: Item, call: ModelCall): readonly AgentEvent[];
}

/** After these, a tool call is not whole: nothing can go on from it. */
const cutShort: readonly unknown[] = ['length', 'max_tokens', 'MAX_TOKENS', 'model_context_window_exceeded'];

/** One stream is one call of a model: the end of a turn, unless it asks the app for tools. */
export const translateModelCalls =
  <Item>({ isStart, read }: ModelDialect<Item>): Translator<Item> =>
  () => {
    let call = newCall();
    let isUnread = true;
    const end = (error?: unknown): AgentEvent[] => {
      const { reason, cached, input, isComplete, isCancelled, failure } = call;
      if (isCancelled) return [callUsage('', cached, input), ...turnDone()];
      if (!isComplete) {
        const cut = error === undefined ? 'stream_interrupted' : errorClass(error);
        const failed = failure ? errorClass(failure.error) : cut;
        return [callUsage('', cached, input), ...turnDone(failed, false)];
      }
      return [callUsage(reason, cached, input), ...(asksForMore(call) ? [] : turnDone(undefined, isEmpty(call)))];
    };
    return {
      next(item) {
        const before = isStart(item) && !isUnread ? end() : [];
        if (isStart(item)) call = newCall();
        isUnread = false;
        return [...before, ...read(item, call)];
      },
      end,
    };
  };

/** Whether the model was stopped before it had said all: by its limit, or by a filter. */
export const isCutShort = ({ reason }: ModelCall): boolean => cutShort.includes(reason) || isFiltered(reason);

const asksForMore = (call: ModelCall): boolean => call.goesOn || (call.calls.size > 0 && !isCutShort(call));

/** Whether a complete call has neither an answer nor a call of a tool. A filter is not an empty answer. */
export const isEmpty = ({ hasAnswer, calls, reason }: ModelCall): boolean =>
  !hasAnswer && !calls.size && !isFiltered(reason);
