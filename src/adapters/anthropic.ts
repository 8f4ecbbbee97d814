import type { AgentEvent, Translator } from '../events.js';
import { classifyToolError } from '../reducers/classifyError.js';
import { isAnswer, toolFailed } from './agentEvents.js';
import { countClientCalls } from './countClientCalls.js';
import { objectsOf } from './foreign.js';
import { tapMessage } from './tapMessage.js';
import type { AnyTap } from './tapModelStream.js';
import { type ModelCall, type ModelDialect, translateModelCalls } from './translateModelCalls.js';

export { tapModelStream } from './tapModelStream.js';
export type { Tap } from './tapStream.js';

/** An event of a Messages stream, or a message. */
export type AnthropicItem = { readonly type: string };

/** What is read of one, whichever it is. */
interface Item extends Message, AnthropicItem {
  readonly message?: Message;
  readonly content_block?: Block;
  readonly delta?: { readonly text?: unknown; readonly stop_reason?: unknown };
  readonly error?: unknown;
}
interface Message {
  readonly content?: unknown;
  readonly stop_reason?: unknown;
  readonly usage?: Usage | null;
}
interface Block {
  readonly type?: unknown;
  readonly id?: unknown;
  readonly text?: unknown;
  readonly is_error?: unknown;
  /** Of a tool of the server: its result, an error, or parts of text. */
  readonly content?: unknown;
}
type Usage = { readonly [kind: string]: unknown };

/** Ends of a call, but not of its turn: the app sends what it got, and the model goes on. */
const pauses: readonly unknown[] = ['pause_turn', 'compaction'];

const dialect: ModelDialect<AnthropicItem> = {
  isStart: ({ type }) => type === 'message_start' || type === 'message',
  read(given, call) {
    const item = given as Item;
    const { type, delta, content_block: block } = item;
    const message = item.message ?? item;
    noteUsage(message.usage, call);
    if (type === 'error') call.failure = { error: item.error ?? item };
    if (isAnswer(delta?.text)) call.hasAnswer = true;
    const blocks = objectsOf<Block>(block ? [block] : message.content);
    const reason = delta?.stop_reason ?? message.stop_reason;
    if (reason) {
      call.isComplete = true;
      call.goesOn = pauses.includes(reason);
      // What a compaction says is counted as one.
      call.reason = reason === 'compaction' ? '' : reason;
    }
    return blocks.flatMap((each) => noteBlock(each, call));
  },
};

/** Anthropic's Messages: one model call for each stream or message. */
export const anthropic: Translator<AnthropicItem> = translateModelCalls(dialect);

/**
 * A client whose model calls are counted, each of them once: streaming or not, by itself or by a helper such as
 * `stream`, `parse` and `toolRunner`, and of the clients that `withOptions` makes of it. The client that is given stays as it is.
 *
 * @example
 * const claude = countModelCalls(new Anthropic(options), telemetry.tap(anthropic));
 */
export const countModelCalls = <Client extends object, Item>(client: Client, tap: AnyTap<Item>): Client =>
  countClientCalls(client, tap, tapMessage);

/** Cached tokens are beside the input. Each report is of the whole call, and leaves out what it does not know. */
function noteUsage(usage: Usage | null | undefined, call: ModelCall): void {
  const { tokens } = call;
  for (const [kind, count] of Object.entries(usage ?? {})) if (typeof count === 'number') tokens[kind] = count;
  const { input_tokens: beside, cache_read_input_tokens: read, cache_creation_input_tokens: written = 0 } = tokens;
  if (beside === undefined || read === undefined) return;
  call.cached = read;
  call.input = beside + read + written;
}

function noteBlock(block: Block, call: ModelCall): AgentEvent[] {
  const { type, id, text, content, is_error: isError } = block;
  if (isAnswer(text)) call.hasAnswer = true;
  if (type === 'tool_use') call.calls.add(id);
  if (type === 'compaction') return [{ kind: 'compaction_done' }];
  const code = (content as { readonly error_code?: unknown } | null | undefined)?.error_code;
  if (!isError && !code) return [];
  return toolFailed(code === 'execution_time_exceeded' ? 'timeout' : classifyToolError({ code }));
}
