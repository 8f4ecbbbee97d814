import { cut, type Scenario, turn } from './modelCalls.js';
import { refusals } from './openAiScenarios.js';
import { type Handler, refusal } from './servers.js';

type Event = { readonly type: string };

/** Events as Anthropic serves them, each with its name; then the end, a reset, or nothing more. */
const served =
  (events: readonly Event[], then: 'end' | 'reset' | 'stall' = 'end'): Handler =>
  (_, response) => {
    const text = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(text, () => {
      if (then === 'reset') response.destroy();
      if (then === 'end') response.end();
    });
  };

interface Message {
  readonly content: readonly object[];
  readonly stop_reason: string;
  readonly usage?: object;
}
const plainUsage = { input_tokens: 10, output_tokens: 1 };

const started = (usage: object = plainUsage): Event =>
  ({
    type: 'message_start',
    message: {
      id: 'message-1',
      type: 'message',
      role: 'assistant',
      model: 'model',
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage,
    },
  }) as Event;

const delta = (index: number, fields: object): Event =>
  ({ type: 'content_block_delta', index, delta: fields }) as Event;

/** A block as it is streamed: a text, and a tool's input, come in parts. */
function block(
  content: { readonly type?: string; readonly text?: string; readonly input?: object },
  index: number,
): Event[] {
  const { text, input } = content;
  const first = { ...content, ...(text === undefined ? {} : { text: '' }), ...(input ? { input: {} } : {}) };
  return [
    { type: 'content_block_start', index, content_block: first } as Event,
    ...(text ? [delta(index, { type: 'text_delta', text })] : []),
    ...(input ? [delta(index, { type: 'input_json_delta', partial_json: JSON.stringify(input) })] : []),
    { type: 'content_block_stop', index } as Event,
  ];
}

const ended = (stop_reason: string, usage: object = { output_tokens: 9 }): readonly Event[] => [
  { type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage } as Event,
  { type: 'message_stop' },
];

const streamed = ({ content, stop_reason, usage }: Message): Handler =>
  served([started(usage), ...content.flatMap(block), ...ended(stop_reason)]);

const whole = ({ content, stop_reason, usage = plainUsage }: Message): Handler =>
  refusal(200, { id: 'message-1', type: 'message', role: 'assistant', model: 'model', content, stop_reason, usage });

const text = { type: 'text', text: 'Because of the clock.' };
const call = { type: 'tool_use', id: 'call-1', name: 'look', input: { path: 'a' } };
const cached = { input_tokens: 6, cache_read_input_tokens: 6289, cache_creation_input_tokens: 0, output_tokens: 1 };
const stop = { 'finish_reason/stop': 1 } as const;
const refused = { 'finish_reason/content_filter': 1, ...turn } as const;
const search = { type: 'server_tool_use', id: 'search-1', name: 'web_search', input: {} };

/** What a message counts as, whether it is streamed or not. */
const messages: readonly (Message & { readonly name: string; readonly wanted: Scenario['wanted'] })[] = [
  { name: 'an answer', content: [text], stop_reason: 'end_turn', wanted: { ...stop, ...turn } },
  { name: 'a stop sequence', content: [text], stop_reason: 'stop_sequence', wanted: { ...stop, ...turn } },
  {
    name: 'cached tokens, which are beside the input',
    content: [text],
    stop_reason: 'end_turn',
    usage: cached,
    wanted: { ...stop, 'cache_hit/99_100': 1, ...turn },
  },
  {
    name: 'tokens that are written to the cache',
    content: [text],
    stop_reason: 'end_turn',
    usage: { ...cached, cache_read_input_tokens: 40, cache_creation_input_tokens: 54 },
    wanted: { ...stop, 'cache_hit/0_50': 1, ...turn },
  },
  {
    name: 'no answer',
    content: [{ type: 'text', text: ' ' }],
    stop_reason: 'end_turn',
    wanted: { ...stop, 'empty_final/total': 1, ...turn },
  },
  { name: 'no content', content: [], stop_reason: 'end_turn', wanted: { ...stop, 'empty_final/total': 1, ...turn } },
  {
    name: 'only thoughts, up to the limit',
    content: [{ type: 'thinking', thinking: 'Hm.', signature: 's' }],
    stop_reason: 'max_tokens',
    wanted: { 'finish_reason/length': 1, 'empty_final/total': 1, ...turn },
  },
  {
    name: 'a full context window',
    content: [text],
    stop_reason: 'model_context_window_exceeded',
    wanted: { 'finish_reason/length': 1, ...turn },
  },
  { name: 'a refusal', content: [text], stop_reason: 'refusal', wanted: refused },
  { name: 'a refusal without a text', content: [], stop_reason: 'refusal', wanted: refused },
  {
    name: 'a call of a tool',
    content: [text, call],
    stop_reason: 'tool_use',
    wanted: { 'finish_reason/tool_calls': 1 },
  },
  {
    name: 'a call of a tool that is cut short by the limit',
    content: [call],
    stop_reason: 'max_tokens',
    wanted: { 'finish_reason/length': 1, ...turn },
  },
  { name: 'a turn that goes on', content: [text, search], stop_reason: 'pause_turn', wanted: stop },
  {
    name: 'a compaction, and an answer',
    content: [{ type: 'compaction', content: 'A summary.' }, text],
    stop_reason: 'end_turn',
    wanted: { ...stop, 'compaction/total': 1, ...turn },
  },
  {
    name: 'a compaction that the app goes on from',
    content: [{ type: 'compaction', content: 'A summary.' }],
    stop_reason: 'compaction',
    wanted: { 'compaction/total': 1 },
  },
  {
    name: 'a search of the server that failed',
    content: [
      search,
      {
        type: 'web_search_tool_result',
        tool_use_id: 'search-1',
        content: { type: 'web_search_tool_result_error', error_code: 'max_uses_exceeded' },
      },
      text,
    ],
    stop_reason: 'end_turn',
    wanted: { ...stop, 'tool_error/exec': 1, ...turn },
  },
  {
    name: 'code of the server that took too long',
    content: [
      {
        type: 'bash_code_execution_tool_result',
        tool_use_id: 'code-1',
        content: { type: 'bash_code_execution_tool_result_error', error_code: 'execution_time_exceeded' },
      },
      text,
    ],
    stop_reason: 'end_turn',
    wanted: { ...stop, 'tool_error/timeout': 1, ...turn },
  },
  {
    name: 'a failed tool of an MCP server',
    content: [
      { type: 'mcp_tool_result', tool_use_id: 'mcp-1', is_error: true, content: [{ type: 'text', text: 'It broke.' }] },
      text,
    ],
    stop_reason: 'end_turn',
    wanted: { ...stop, 'tool_error/exec': 1, ...turn },
  },
];

const failure = (type: string): Event => ({ type: 'error', error: { type, message: 'A message.' } }) as Event;
const overloaded = { 'provider_error/http_5xx': 1, ...turn } as const;

const ofBoth = [
  ...refusals,
  { name: 'status 529', served: refusal(529, failure('overloaded_error')), wanted: overloaded },
] as const;

export const messageScenarios: readonly Scenario[] = [
  ...ofBoth,
  ...messages.map(({ name, wanted, ...message }) => ({ name, served: whole(message), wanted })),
  { name: 'something else than a message', served: refusal(200, 'Please log in.'), wanted: cut },
];

export const messageStreamScenarios: readonly Scenario[] = [
  ...ofBoth,
  ...messages.map(({ name, wanted, ...message }) => ({ name, served: streamed(message), wanted })),
  ...(['by the signal', 'by the controller', 'by leaving the loop'] as const).map((stop) => ({
    name: `a stop ${stop}`,
    served: served([started()], 'stall'),
    stop,
    wanted: turn,
  })),
  {
    name: 'usage that grows',
    served: served([
      started({ ...cached, cache_read_input_tokens: 0 }),
      ...block(text, 0),
      ...ended('end_turn', { ...cached, input_tokens: null }),
    ]),
    wanted: { ...stop, 'cache_hit/99_100': 1, ...turn },
  },
  { name: 'a clean cut', served: served([started(), ...block(text, 0)]), wanted: cut },
  { name: 'a clean cut before the first item', served: served([]), wanted: cut },
  { name: 'a reset', served: served([started()], 'reset'), wanted: cut },
  {
    name: 'an overload in the stream',
    served: served([started(), ...block(text, 0), failure('overloaded_error')]),
    wanted: overloaded,
  },
  {
    name: 'a rate limit in the stream',
    served: served([started(), failure('rate_limit_error')]),
    wanted: { 'provider_error/http_429': 1, ...turn },
  },
];

export const messageAnswer: Handler = whole({ content: [text], stop_reason: 'end_turn' });
export const messageEvents: Handler = streamed({ content: [text], stop_reason: 'end_turn' });
export const messageCall: Handler = whole({ content: [call], stop_reason: 'tool_use' });
export const messageCallEvents: Handler = streamed({ content: [call], stop_reason: 'tool_use' });
