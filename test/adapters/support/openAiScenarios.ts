import { cut, type Scenario, turn } from './modelCalls.js';
import { events, type Handler, refusal, resetAfter, stallAfter } from './servers.js';

export const chunk = (delta: object, finish_reason: string | null = null, rest: object = {}): object => ({
  id: 'chat-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'model',
  choices: [{ index: 0, delta, finish_reason }],
  ...rest,
});
export const says = (content: string): object => chunk({ role: 'assistant', content });
export const stops = (reason: string): object => chunk({}, reason);
export const chatUsage = (usage: object): object => ({ ...chunk({}), choices: [], usage });
export const tool = {
  tool_calls: [{ index: 0, id: 'call-1', type: 'function', function: { name: 'look', arguments: '{}' } }],
};
export const cached = { prompt_tokens: 4000, completion_tokens: 9, prompt_tokens_details: { cached_tokens: 3900 } };
const stop = { 'finish_reason/stop': 1 } as const;
const asks = { 'finish_reason/tool_calls': 1 } as const;

/** Errors that come before an answer, the same for every provider. */
export const refusals: readonly Scenario[] = [
  { name: 'status 400', served: refusal(400), wanted: { 'provider_error/http_400': 1, ...turn } },
  { name: 'status 401', served: refusal(401), wanted: { 'provider_error/http_401': 1, ...turn } },
  { name: 'status 429', served: refusal(429), wanted: { 'provider_error/http_429': 1, ...turn } },
  { name: 'status 500', served: refusal(500), wanted: { 'provider_error/http_5xx': 1, ...turn } },
  { name: 'a stop before the answer', served: refusal(500), stop: 'before the answer', wanted: turn },
];

/** Stops of a stream that has begun with `first`. */
const stopped = (...first: readonly unknown[]): readonly Scenario[] =>
  (['by the signal', 'by the controller', 'by leaving the loop'] as const).map((stop) => ({
    name: `a stop ${stop}`,
    served: stallAfter(...first),
    stop,
    wanted: turn,
  }));

/** Streams of Chat Completions, also those of compatible servers. */
export const chatScenarios: readonly Scenario[] = [
  ...refusals,
  ...stopped(says('Bec')),
  {
    name: 'an answer',
    served: events(says('Because'), says(' of the clock.'), stops('stop'), '[DONE]'),
    wanted: { ...stop, ...turn },
  },
  {
    name: 'cached tokens',
    served: events(says('Because.'), stops('stop'), chatUsage(cached), '[DONE]'),
    wanted: { ...stop, 'cache_hit/95_99': 1, ...turn },
  },
  {
    name: 'cached tokens of DeepSeek',
    served: events(
      says('Because.'),
      chunk({}, 'stop', { usage: { prompt_tokens: 10, prompt_cache_hit_tokens: 6, prompt_cache_miss_tokens: 4 } }),
      '[DONE]',
    ),
    wanted: { ...stop, 'cache_hit/50_80': 1, ...turn },
  },
  {
    name: 'usage with each chunk',
    served: events(
      chunk({ content: 'Because.' }, null, { usage: { ...cached, prompt_tokens_details: { cached_tokens: 0 } } }),
      chunk({}, 'stop', { usage: cached }),
      '[DONE]',
    ),
    wanted: { ...stop, 'cache_hit/95_99': 1, ...turn },
  },
  {
    name: 'usage without cached tokens',
    served: events(says('Because.'), stops('stop'), chatUsage({ prompt_tokens: 10, completion_tokens: 2 }), '[DONE]'),
    wanted: { ...stop, ...turn },
  },
  {
    name: 'no answer',
    served: events(says(''), says(' \n'), stops('stop'), '[DONE]'),
    wanted: { ...stop, 'empty_final/total': 1, ...turn },
  },
  {
    name: 'only reasoning, up to the limit',
    served: events(chunk({ reasoning_content: 'Hm.' }), stops('length'), '[DONE]'),
    wanted: { 'finish_reason/length': 1, 'empty_final/total': 1, ...turn },
  },
  {
    name: 'an answer that is too long',
    served: events(says('Bec'), stops('length'), '[DONE]'),
    wanted: { 'finish_reason/length': 1, ...turn },
  },
  {
    name: 'a content filter',
    served: events(says(''), stops('content_filter'), '[DONE]'),
    wanted: { 'finish_reason/content_filter': 1, ...turn },
  },
  {
    name: 'a refusal',
    served: events(chunk({ refusal: 'I may not.' }), stops('stop'), '[DONE]'),
    wanted: { ...stop, ...turn },
  },
  {
    name: 'audio',
    served: events(chunk({ audio: { id: 'a' } }), stops('stop'), '[DONE]'),
    wanted: { ...stop, ...turn },
  },
  { name: 'a call of a tool', served: events(says(''), chunk(tool), stops('tool_calls'), '[DONE]'), wanted: asks },
  {
    name: 'a call of a tool by a server that calls it a stop',
    served: events(chunk(tool), stops('stop'), '[DONE]'),
    wanted: stop,
  },
  {
    name: 'a call of a tool that is cut short by the limit',
    served: events(chunk(tool), stops('length'), '[DONE]'),
    wanted: { 'finish_reason/length': 1, ...turn },
  },
  { name: 'a clean cut', served: events(says('Bec')), wanted: cut },
  { name: 'a clean cut before the first item', served: events(), wanted: cut },
  { name: 'a reset', served: resetAfter(says('Bec')), wanted: cut },
  {
    name: 'an error in the stream',
    served: events(says('Bec'), { error: { code: 'rate_limit_exceeded', message: 'Slow down.' } }),
    wanted: { 'provider_error/http_429': 1, ...turn },
  },
  {
    name: "an error in OpenRouter's stream",
    served: events(says('Bec'), { ...chunk({}, 'error'), error: { code: 502, message: 'The provider is gone.' } }),
    wanted: { 'provider_error/http_5xx': 1, ...turn },
  },
];

export const event = (type: string, fields: object = {}): object => ({ type, sequence_number: 1, ...fields });
export const responseOf = (status: string, output: readonly object[], fields: object = {}): object => ({
  id: 'response-1',
  object: 'response',
  created_at: 1,
  model: 'model',
  status,
  error: null,
  incomplete_details: null,
  output,
  usage: null,
  ...fields,
});
export const created = event('response.created', { response: responseOf('in_progress', []) });
export const message = (...content: readonly object[]): object => ({
  id: 'message-1',
  type: 'message',
  role: 'assistant',
  status: 'completed',
  content,
});
export const text = (text: string): object => ({ type: 'output_text', text, annotations: [] });
const output = (item: object, index: number): readonly object[] => [
  event('response.output_item.added', { output_index: index, item: { ...item, content: [] } }),
  event('response.output_item.done', { output_index: index, item }),
];
export const stream = (status: string, items: readonly object[], fields: object = {}): readonly object[] => [
  created,
  ...items.flatMap(output),
  event(`response.${status}`, { response: responseOf(status, items, fields) }),
];

/** A response of the Responses API: its items, and what they count as, whether they are streamed or not. */
export interface Answered {
  readonly name: string;
  readonly status?: string;
  readonly items: readonly object[];
  readonly fields?: object;
  readonly wanted: Scenario['wanted'];
}

const call = {
  type: 'function_call',
  id: 'item-1',
  call_id: 'call-1',
  name: 'look',
  arguments: '{}',
  status: 'completed',
};
const answer = message(text('Because of the clock.'));
const mcp = { type: 'mcp_call', id: 'mcp-1', name: 'look', server_label: 's', arguments: '{}' };

export const responseAnswers: readonly Answered[] = [
  { name: 'an answer', items: [answer], wanted: { ...stop, ...turn } },
  {
    name: 'cached tokens',
    items: [answer],
    fields: { usage: { input_tokens: 1000, input_tokens_details: { cached_tokens: 900 }, output_tokens: 9 } },
    wanted: { ...stop, 'cache_hit/80_95': 1, ...turn },
  },
  { name: 'no answer', items: [message(text(' '))], wanted: { ...stop, 'empty_final/total': 1, ...turn } },
  {
    name: 'only a search',
    items: [{ type: 'web_search_call', id: 'search-1', status: 'completed' }],
    wanted: { ...stop, 'empty_final/total': 1, ...turn },
  },
  { name: 'a refusal', items: [message({ type: 'refusal', refusal: '' })], wanted: { ...stop, ...turn } },
  {
    name: 'an image',
    items: [{ type: 'image_generation_call', id: 'image-1', status: 'completed', result: 'AAAA' }],
    wanted: { ...stop, ...turn },
  },
  { name: 'a call of a tool', items: [call], wanted: asks },
  { name: 'a call of a tool after a text', items: [answer, call], wanted: asks },
  {
    name: 'a shell call that the server has run',
    items: [
      { type: 'shell_call', id: 'shell-1', call_id: 'call-2', action: { commands: ['ls'] }, status: 'completed' },
      { type: 'shell_call_output', id: 'shell-2', call_id: 'call-2', output: [], status: 'completed' },
      answer,
    ],
    wanted: { ...stop, ...turn },
  },
  {
    name: 'a shell call for the app',
    items: [
      { type: 'shell_call', id: 'shell-1', call_id: 'call-2', action: { commands: ['ls'] }, status: 'completed' },
    ],
    wanted: asks,
  },
  {
    name: 'a failed tool of a server',
    items: [{ ...mcp, error: 'Timed out after 30 s', status: 'failed' }, answer],
    wanted: { ...stop, 'tool_error/timeout': 1, ...turn },
  },
  {
    name: 'a question to a person',
    items: [{ ...mcp, type: 'mcp_approval_request' }],
    wanted: { ...stop, ...turn },
  },
  {
    name: 'a compaction',
    items: [{ type: 'compaction', id: 'compaction-1', encrypted_content: 'x' }, answer],
    wanted: { ...stop, 'compaction/total': 1, ...turn },
  },
  {
    name: 'an answer that is too long',
    status: 'incomplete',
    items: [answer],
    fields: { incomplete_details: { reason: 'max_output_tokens' } },
    wanted: { 'finish_reason/length': 1, ...turn },
  },
  {
    name: 'a content filter',
    status: 'incomplete',
    items: [],
    fields: { incomplete_details: { reason: 'content_filter' } },
    wanted: { 'finish_reason/content_filter': 1, ...turn },
  },
  {
    name: 'a response that a person steers',
    status: 'incomplete',
    items: [answer],
    fields: { incomplete_details: { reason: 'steered' } },
    wanted: {},
  },
  {
    name: 'a failure',
    status: 'failed',
    items: [],
    fields: { error: { code: 'server_error', message: 'Something broke.' } },
    wanted: { 'provider_error/http_5xx': 1, ...turn },
  },
];

/** Whole responses, and what only those can be. */
export const wholeResponses: readonly Scenario[] = [
  ...refusals,
  ...responseAnswers.map(({ name, status = 'completed', items, fields, wanted }) => ({
    name,
    served: refusal(200, responseOf(status, items, fields)),
    wanted,
  })),
  { name: 'a response in the background', served: refusal(200, responseOf('queued', [])), wanted: turn },
  { name: 'a response that was cancelled', served: refusal(200, responseOf('cancelled', [])), wanted: turn },
];

/** Streams of the Responses API. */
export const responseScenarios: readonly Scenario[] = [
  ...refusals,
  ...stopped(created),
  ...responseAnswers.map(({ name, status = 'completed', items, fields, wanted }) => ({
    name,
    served: events(...stream(status, items, fields)),
    wanted,
  })),
  {
    name: 'an answer whose end does not repeat it',
    served: events(
      ...stream('completed', [answer]).slice(0, -1),
      event('response.completed', { response: responseOf('completed', []) }),
    ),
    wanted: { ...stop, ...turn },
  },
  {
    name: 'an error in the stream',
    served: events(created, event('error', { code: 'rate_limit_exceeded', message: 'Slow down.', param: null })),
    wanted: { 'provider_error/http_429': 1, ...turn },
  },
  {
    name: 'an error object in the stream',
    served: events(created, event('error', { error: { type: 'server_error', message: 'Something broke.' } })),
    wanted: { 'provider_error/http_5xx': 1, ...turn },
  },
  { name: 'a clean cut', served: events(created, ...output(answer, 0)), wanted: cut },
  { name: 'a reset', served: resetAfter(created), wanted: cut },
  {
    name: 'a failed tool before a cut',
    served: events(created, ...output({ ...mcp, error: 'It broke.' }, 0)),
    wanted: { 'tool_error/exec': 1, ...cut },
  },
];

const completion = (message: object, finish_reason: string, fields: object = {}): object => ({
  id: 'chat-1',
  object: 'chat.completion',
  created: 1,
  model: 'model',
  choices: [{ index: 0, message: { role: 'assistant', content: null, ...message }, finish_reason }],
  ...fields,
});

/** Whole completions. */
export const wholeCompletions: readonly Scenario[] = [
  ...refusals,
  {
    name: 'an answer',
    served: refusal(200, completion({ content: 'Because.' }, 'stop', { usage: cached })),
    wanted: { ...stop, 'cache_hit/95_99': 1, ...turn },
  },
  {
    name: 'no answer',
    served: refusal(200, completion({}, 'stop')),
    wanted: { ...stop, 'empty_final/total': 1, ...turn },
  },
  { name: 'a refusal', served: refusal(200, completion({ refusal: 'No.' }, 'stop')), wanted: { ...stop, ...turn } },
  { name: 'a call of a tool', served: refusal(200, completion(tool, 'tool_calls')), wanted: asks },
  {
    name: 'a content filter',
    served: refusal(200, completion({}, 'content_filter')),
    wanted: { 'finish_reason/content_filter': 1, ...turn },
  },
  { name: 'something else than a completion', served: refusal(200, 'Please log in.'), wanted: cut },
];

export const chatCompletion = (message: object, reason = 'stop'): Handler => refusal(200, completion(message, reason));
export const chatEvents = (delta: object, reason = 'stop'): Handler =>
  events(chunk({ role: 'assistant', ...delta }), stops(reason), '[DONE]');
export const wholeResponse: Handler = refusal(200, responseOf('completed', [answer]));
export const responseEvents: Handler = events(
  created,
  event('response.output_item.added', { output_index: 0, item: { ...answer, content: [] } }),
  event('response.content_part.added', { item_id: 'message-1', output_index: 0, content_index: 0, part: text('') }),
  event('response.output_text.delta', {
    item_id: 'message-1',
    output_index: 0,
    content_index: 0,
    delta: 'Because of the clock.',
  }),
  event('response.output_item.done', { output_index: 0, item: answer }),
  event('response.completed', { response: responseOf('completed', [answer]) }),
);
export const chunkOf = says;
