/** The agent's stream as turntally reads it. */

import type { ErrorClass, ToolErrorClass } from './reducers/classifyError.js';

/** What is read of an error, and only to classify it: never stored, never sent. Its cause may be any error. */
export type AgentError = {
  status?: number;
  statusCode?: number;
  code?: string | number;
  type?: string;
  name?: string;
  message?: string;
  cause?: unknown;
};

/** One increment of an agent's stream. Any other kind or shape is ignored at run time. */
export type AgentEvent = EventOfKind & {
  /**
   * Whose model it is about, such as `'openai'`: finish reasons and errors are also counted by it, if the app lists
   * `providers`. The name is compared up to its first dot, without regard to case, with `-` as `_`.
   */
  provider?: string;
};

type EventOfKind =
  | { kind: 'usage'; usage?: { finishReason?: string; cacheHitTokens?: number; cacheMissTokens?: number } }
  | { kind: 'tool_result'; tool?: { err?: string | AgentError | { class: ToolErrorClass } } }
  | { kind: 'notice'; code?: string; text?: string; detail?: string }
  | { kind: 'compaction_done' }
  | {
      kind: 'turn_done';
      /** An error, or the class that it was found to be of. */
      err?: string | AgentError | { class: ErrorClass };
      outcome?: string;
    }
  | {
      kind:
        | 'turn_started'
        | 'reasoning'
        | 'text'
        | 'message'
        | 'tool_dispatch'
        | 'tool_progress'
        | 'phase'
        | 'approval_request'
        | 'ask_request'
        | 'compaction_started'
        | 'retrying'
        | 'steer';
    };

/**
 * Turns the items of a framework's stream into agent events. Called once per stream, so it may keep state.
 *
 * @example
 * const numbers: Translator<number> = () => ({
 *   next: (n) => (n < 0 ? [{ kind: 'turn_done', err: 'timeout' }] : []),
 *   end: () => [],
 * });
 * stream$.pipe(telemetry.tap(numbers));
 */
export type Translator<E> = () => {
  next(item: E): readonly AgentEvent[];
  /** The stream completed, failed with `error`, or was dropped (then `error` is an `AbortError`): close an open turn. */
  end(error?: unknown): readonly AgentEvent[];
};
