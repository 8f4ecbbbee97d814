import { Agent, type Tool, tool } from '@openai/agents';
import { cut, type Scenario, turn } from './modelCalls.js';
import * as openAi from './openAiScenarios.js';
import { events, type Handler, refusal, resetAfter, stallAfter } from './servers.js';

/** What a provider answers to the calls of a run, one after the other, and what must be counted of it. */
export interface RunScenario extends Omit<Scenario, 'served'> {
  readonly served: readonly Handler[];
  readonly agent?: () => Agent;
  readonly maxTurns?: number;
}

const { says, stops, chunk, chatUsage, message, text, stream, created, event } = openAi;
const stop = { 'finish_reason/stop': 1 } as const;
const asks = { 'finish_reason/tool_calls': 1 } as const;
const instructions = 'Answer.';

/** A tool that does what `execute` does. */
export const looking = (execute: () => Promise<unknown>, options: object = {}): Tool =>
  tool({
    name: 'look',
    description: 'Looks.',
    parameters: { type: 'object', properties: {}, required: [], additionalProperties: true },
    strict: false,
    execute,
    ...options,
  });
export const agentWith = (look: Tool, options: object = {}): Agent =>
  new Agent({ name: 'main', instructions, tools: [look], ...options });
const denied = async (): Promise<never> => {
  throw new Error('EACCES: permission denied');
};
const never = (): Promise<never> => new Promise(() => {});
const found = async (): Promise<string> => 'There.';

/** The same things as each API of the provider says them. */
export interface Api {
  readonly name: 'chat_completions' | 'responses';
  readonly answer: Handler;
  /** An answer that is not streamed. */
  readonly whole: Handler;
  readonly blank: Handler;
  readonly call: Handler;
  readonly badCall: Handler;
  readonly transfer: Handler;
  readonly long: Handler;
  readonly tooLong: Handler;
  readonly filtered: Handler;
  readonly refused: Handler;
  readonly cached: Handler;
  readonly uncounted: Handler;
  readonly begun: readonly object[];
  readonly failing: Handler;
}

const chatCall = (name: string, args: string): Handler => {
  const call = { index: 0, id: 'call-1', type: 'function', function: { name, arguments: args } };
  return events(says(''), chunk({ tool_calls: [call] }), stops('tool_calls'), '[DONE]');
};
export const chat: Api = {
  name: 'chat_completions',
  whole: openAi.chatCompletion({ role: 'assistant', content: 'There.' }),
  answer: events(says('Because'), says(' of the clock.'), stops('stop'), '[DONE]'),
  blank: events(says(' \n'), stops('stop'), '[DONE]'),
  call: chatCall('look', '{"input":"Look."}'),
  badCall: chatCall('look', '{"'),
  transfer: chatCall('transfer_to_other', '{}'),
  long: events(says('Bec'), stops('length'), '[DONE]'),
  tooLong: events(says(''), stops('length'), '[DONE]'),
  filtered: events(says(''), stops('content_filter'), '[DONE]'),
  refused: events(chunk({ refusal: 'I may not.' }), stops('stop'), '[DONE]'),
  cached: events(
    says('Because.'),
    stops('stop'),
    chatUsage({ prompt_tokens: 1000, completion_tokens: 9, prompt_tokens_details: { cached_tokens: 900 } }),
    '[DONE]',
  ),
  uncounted: events(says('Because.'), stops('stop'), chatUsage({ prompt_tokens: 10, completion_tokens: 2 }), '[DONE]'),
  begun: [says('Bec')],
  failing: events(says('Bec'), { error: { code: 'rate_limit_exceeded', message: 'Slow down.' } }),
};

const responseCall = (name: string, args: string): object => ({
  type: 'function_call',
  id: 'item-1',
  call_id: 'call-1',
  name,
  arguments: args,
  status: 'completed',
});
const response = (status: string, items: readonly object[], fields: object = {}): Handler =>
  events(...stream(status, items, fields));
const answered = message(text('Because of the clock.'));
const incomplete = (reason: string): object => ({ incomplete_details: { reason } });
const usage = (details: object): object => ({
  usage: { input_tokens: 1000, input_tokens_details: details, output_tokens: 9, total_tokens: 1009 },
});
export const responses: Api = {
  name: 'responses',
  whole: openAi.wholeResponse,
  answer: response('completed', [answered]),
  blank: response('completed', [message(text(' '))]),
  call: response('completed', [responseCall('look', '{"input":"Look."}')]),
  badCall: response('completed', [responseCall('look', '{"')]),
  transfer: response('completed', [responseCall('transfer_to_other', '{}')]),
  long: response('incomplete', [message(text('Bec'))], incomplete('max_output_tokens')),
  tooLong: response('incomplete', [], incomplete('max_output_tokens')),
  filtered: response('incomplete', [], incomplete('content_filter')),
  refused: response('completed', [message({ type: 'refusal', refusal: 'I may not.' })]),
  cached: response('completed', [answered], usage({ cached_tokens: 900 })),
  uncounted: response('completed', [answered], usage({})),
  begun: [created, event('response.output_text.delta', { delta: 'Bec', item_id: 'message-1', output_index: 0 })],
  failing: events(created, event('error', { code: 'rate_limit_exceeded', message: 'Slow down.' })),
};

const other = (): Agent => new Agent({ name: 'other', instructions });
/** A guardrail that stops what it sees. */
const tripping = {
  name: 'none',
  execute: async () => ({ tripwireTriggered: true, outputInfo: { reason: 'a timeout' } }),
};

/** What both APIs have. */
export const scenariosOf = (api: Api): readonly RunScenario[] => [
  ...([400, 401, 429, 500] as const).map((status) => ({
    name: `status ${status}`,
    served: [refusal(status)],
    wanted: { [`provider_error/${status === 500 ? 'http_5xx' : `http_${status}`}`]: 1, ...turn },
  })),
  { name: 'a stop before the answer', served: [refusal(500)], stop: 'before the answer', wanted: turn },
  { name: 'a stop by the signal', served: [stallAfter(...api.begun)], stop: 'by the signal', wanted: turn },
  { name: 'a stop by leaving the loop', served: [stallAfter(...api.begun)], stop: 'by leaving the loop', wanted: turn },
  { name: 'an answer', served: [api.answer], wanted: { ...stop, ...turn } },
  { name: 'cached tokens', served: [api.cached], wanted: { ...stop, 'cache_hit/80_95': 1, ...turn } },
  { name: 'usage without cached tokens', served: [api.uncounted], wanted: { ...stop, ...turn } },
  { name: 'a blank answer', served: [api.blank], wanted: { ...stop, 'empty_final/total': 1, ...turn } },
  { name: 'an answer that is too long', served: [api.long], wanted: { 'finish_reason/length': 1, ...turn } },
  {
    name: 'no answer up to the limit',
    served: [api.tooLong],
    wanted: { 'finish_reason/length': 1, 'empty_final/total': 1, ...turn },
  },
  { name: 'a content filter', served: [api.filtered], wanted: { 'finish_reason/content_filter': 1, ...turn } },
  { name: 'a clean cut', served: [events(...api.begun)], wanted: cut },
  { name: 'a clean cut before the first item', served: [events()], maxTurns: 1, wanted: cut },
  { name: 'a reset', served: [resetAfter(...api.begun)], wanted: cut },
  { name: 'an error in the stream', served: [api.failing], wanted: { 'provider_error/http_429': 1, ...turn } },
  { name: 'a tool', served: [api.call, api.answer], wanted: { ...asks, ...stop, ...turn } },
  {
    name: 'a failed tool',
    served: [api.call, api.answer],
    agent: () => agentWith(looking(denied)),
    wanted: { ...asks, 'tool_error/exec': 1, ...stop, ...turn },
  },
  {
    name: 'a tool with a deadline',
    served: [api.call, api.answer],
    agent: () => agentWith(looking(never, { timeoutMs: 1 })),
    wanted: { ...asks, 'tool_error/timeout': 1, ...stop, ...turn },
  },
  {
    name: 'a tool that is called with no JSON',
    served: [api.badCall, api.answer],
    wanted: { ...asks, 'tool_error/exec': 1, ...stop, ...turn },
  },
  {
    name: 'a failed tool that ends the run',
    served: [api.call],
    agent: () => agentWith(looking(denied, { errorFunction: null })),
    wanted: { ...asks, 'tool_error/permission': 1, ...turn },
  },
  {
    name: 'a deadline of a tool that ends the run',
    served: [api.call],
    agent: () => agentWith(looking(never, { timeoutMs: 1, timeoutBehavior: 'raise_exception' })),
    wanted: { ...asks, 'tool_error/timeout': 1, ...turn },
  },
  {
    name: 'a refusal after a tool',
    served: [api.call, refusal(429)],
    wanted: { ...asks, 'provider_error/http_429': 1, ...turn },
  },
  { name: 'a cut after a tool', served: [api.call, resetAfter(...api.begun)], wanted: { ...asks, ...cut } },
  {
    name: 'a pause for an approval',
    served: [api.call],
    agent: () => agentWith(looking(found, { needsApproval: true })),
    wanted: { ...asks, ...turn },
  },
  {
    name: 'the most calls of a model',
    served: [api.call],
    maxTurns: 3,
    wanted: { 'finish_reason/tool_calls': 3, ...turn },
  },
  {
    name: 'a tool whose output is the answer',
    served: [api.call],
    agent: () => agentWith(looking(found), { toolUseBehavior: 'stop_on_first_tool' }),
    wanted: { ...asks, ...turn },
  },
  {
    name: 'a handoff',
    served: [api.transfer, api.answer],
    agent: () => new Agent({ name: 'main', instructions, handoffs: [other()] }),
    wanted: { ...asks, ...stop, ...turn },
  },
  {
    name: 'an agent as a tool',
    served: [api.call, api.whole, api.answer],
    agent: () => agentWith(other().asTool({ toolName: 'look', toolDescription: 'Looks.' })),
    wanted: { ...asks, ...stop, ...turn },
  },
  {
    name: 'an input guardrail',
    served: [api.answer],
    agent: () => agentWith(looking(found), { inputGuardrails: [{ ...tripping, runInParallel: false }] }),
    wanted: turn,
  },
  {
    name: 'an output guardrail',
    served: [api.answer],
    agent: () => agentWith(looking(found), { outputGuardrails: [tripping] }),
    wanted: { ...stop, ...turn },
  },
];

/** What only one of the APIs has. */
export const chatOnly: readonly RunScenario[] = [
  { name: 'a refusal of the model', served: [chat.refused], wanted: { ...stop, ...turn } },
  {
    name: 'cached tokens of DeepSeek',
    served: [
      events(
        says('Because.'),
        chunk({}, 'stop', { usage: { prompt_tokens: 10, prompt_cache_hit_tokens: 6, prompt_cache_miss_tokens: 4 } }),
        '[DONE]',
      ),
    ],
    wanted: { ...stop, 'cache_hit/50_80': 1, ...turn },
  },
];
const failed = (code: string): Handler =>
  events(
    created,
    event('response.failed', { response: openAi.responseOf('failed', [], { error: { code, message: '' } }) }),
  );
const mcp = { type: 'mcp_call', id: 'mcp-1', name: 'look', server_label: 's', arguments: '{}' };
export const responsesOnly: readonly RunScenario[] = [
  { name: 'a failure', served: [failed('server_error')], wanted: { 'provider_error/http_5xx': 1, ...turn } },
  {
    name: 'a failure for the rate',
    served: [failed('rate_limit_exceeded')],
    wanted: { 'provider_error/http_429': 1, ...turn },
  },
  {
    name: 'a compaction',
    served: [response('completed', [{ type: 'compaction', id: 'c', encrypted_content: 'x' }, answered])],
    wanted: { ...stop, 'compaction/total': 1, ...turn },
  },
  {
    name: 'a failed tool of a server',
    served: [response('completed', [{ ...mcp, error: 'The request timed out.' }, answered])],
    wanted: { ...stop, 'tool_error/timeout': 1, ...turn },
  },
  {
    name: 'a search and no text, up to the most calls of a model',
    served: [response('completed', [{ type: 'web_search_call', id: 'search-1', status: 'completed' }])],
    maxTurns: 2,
    wanted: { 'finish_reason/stop': 2, 'empty_final/total': 1, ...turn },
  },
];
