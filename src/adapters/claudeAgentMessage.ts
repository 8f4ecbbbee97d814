/** A message of the Claude Agent SDK: an `SDKMessage`. */
export type ClaudeAgentMessage = { readonly type: string };

/** What is read of one, whichever it is. */
export interface Message extends ClaudeAgentMessage {
  readonly subtype?: unknown;
  /** The tool call that a subagent works for. */
  readonly parent_tool_use_id?: unknown;
  readonly isReplay?: unknown;
  readonly tool_use_id?: unknown;
  readonly message?: ModelMessage | null;
  readonly event?: StreamEvent | null;
  /** The kind of an API failure. */
  readonly error?: unknown;
  readonly tool_result_meta?: unknown;
}

/** A message of the Messages API: an answer, one for each of its blocks, or the results of tools. */
export interface ModelMessage {
  readonly id?: unknown;
  readonly model?: unknown;
  readonly content?: unknown;
  readonly usage?: Usage | null;
}

export interface StreamEvent {
  readonly type?: unknown;
  readonly message?: ModelMessage | null;
  readonly delta?: { readonly stop_reason?: unknown } | null;
  readonly usage?: Usage | null;
}

/** Cached tokens are beside the input. */
export type Usage = {
  readonly [count in 'input_tokens' | 'cache_read_input_tokens' | 'cache_creation_input_tokens']?: unknown;
};

export interface Block {
  readonly type?: unknown;
  readonly is_error?: unknown;
  readonly tool_use_id?: unknown;
  readonly content?: unknown;
}

/** The end of a turn. */
export interface Result extends Message {
  readonly is_error?: unknown;
  readonly num_turns?: unknown;
  readonly result?: unknown;
  readonly structured_output?: unknown;
  readonly stop_reason?: unknown;
  readonly terminal_reason?: unknown;
  readonly permission_denials?: unknown;
  readonly api_error?: unknown;
  readonly api_error_status?: unknown;
  readonly api_error_type?: unknown;
}
