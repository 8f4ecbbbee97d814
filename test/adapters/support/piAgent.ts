import { Agent, type AgentOptions, type AgentTool } from '@earendil-works/pi-agent-core';
import type { Model } from '@earendil-works/pi-ai';
import { streamSimple } from '@earendil-works/pi-ai/api/openai-completions';
import type { Counters } from '../../../src/index.js';
import { cut, turn } from './modelCalls.js';
import { chunk, refusals, says } from './openAiScenarios.js';
import { events, type Handler, resetAfter, stallAfter } from './servers.js';

/** What a provider serves for the calls of one run, what the app does, and what must be counted of it. */
export interface PiScenario {
  readonly name: string;
  readonly served: readonly Handler[];
  readonly options?: Partial<AgentOptions>;
  /** When a person aborts: at the first event of this type. */
  readonly abortAt?: string;
  /** Runs of the agent, each with a prompt of its own. */
  readonly runs?: number;
  readonly wanted: Counters;
}

const model = (baseUrl: string): Model<'openai-completions'> => ({
  id: 'model',
  name: 'model',
  api: 'openai-completions',
  provider: 'test',
  baseUrl,
  reasoning: false,
  input: ['text'],
  cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
  contextWindow: 9999,
  maxTokens: 999,
});

/** A tool that does what its argument says. */
const look: AgentTool = {
  name: 'look',
  label: 'Look',
  description: 'looks',
  parameters: { type: 'object', properties: { at: { type: 'string' } }, required: ['at'] },
  async execute(_, args, signal) {
    const at: unknown = Reflect.get(Object(args), 'at');
    if (at === 'slow') {
      await new Promise<never>((_, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('Command aborted')));
      });
    }
    if (at === 'secret') throw new Error('EACCES: permission denied, open secret');
    if (at === 'late') throw new Error('The command timed out after 120 s.');
    return { content: [{ type: 'text', text: 'There.' }], details: undefined, isError: at === 'nothing' };
  },
};

/** An agent of the real package that asks the server of that address. */
export const piAgent = (url: string, options: Partial<AgentOptions> = {}): Agent =>
  new Agent({
    streamFn: (_, context, more) => streamSimple(model(url), context, { ...more, apiKey: 'key', maxRetries: 0 }),
    initialState: { model: model(url), tools: [look] },
    ...options,
  });

const ends = (reason: string, usage?: object): readonly unknown[] => [chunk({}, reason, usage && { usage }), '[DONE]'];
const asksFor = (...places: readonly string[]): object =>
  chunk({
    tool_calls: places.map((at, index) => ({
      index,
      id: `call-${index}`,
      type: 'function',
      function: {
        name: at === 'unknown' ? 'unknown' : 'look',
        arguments: at === 'invalid' ? '{}' : JSON.stringify({ at }),
      },
    })),
  });
const answers = (usage?: object): Handler => events(says('Because.'), ...ends('stop', usage));
const asks = (...places: readonly string[]): Handler => events(asksFor(...places), ...ends('tool_calls'));

const stop = { 'finish_reason/stop': 1 } as const;
const called = { 'finish_reason/tool_calls': 1, ...stop, ...turn } as const;
const filtered = { 'finish_reason/content_filter': 1, ...turn } as const;

export const piScenarios: readonly PiScenario[] = [
  ...refusals.flatMap(({ name, served, stop: stops, wanted }) => (stops ? [] : [{ name, served: [served], wanted }])),
  { name: 'an answer', served: [answers()], wanted: { ...stop, ...turn } },
  {
    name: 'cached tokens, which are beside the input',
    served: [answers({ prompt_tokens: 4000, prompt_tokens_details: { cached_tokens: 3900, cache_write_tokens: 60 } })],
    wanted: { ...stop, 'cache_hit/95_99': 1, ...turn },
  },
  { name: 'two runs', served: [answers()], runs: 2, wanted: { 'finish_reason/stop': 2, 'turns/total': 2 } },
  {
    name: 'an answer that is too long',
    served: [events(says('Bec'), ...ends('length'))],
    wanted: { 'finish_reason/length': 1, ...turn },
  },
  {
    name: 'no answer',
    served: [events(says(' \n'), ...ends('stop'))],
    wanted: { ...stop, 'empty_final/total': 1, ...turn },
  },
  {
    name: 'only thoughts, up to the limit',
    served: [events(chunk({ reasoning_content: 'Hm.' }), ...ends('length'))],
    wanted: { 'finish_reason/length': 1, 'empty_final/total': 1, ...turn },
  },
  { name: 'a tool and an answer', served: [asks('a'), answers()], wanted: called },
  {
    name: '"let me check", a tool and then nothing',
    served: [events(says('Let me check.'), asksFor('a'), ...ends('tool_calls')), events(...ends('stop'))],
    wanted: { ...called, 'empty_final/total': 1 },
  },
  {
    name: 'a tool that throws',
    served: [asks('secret'), answers()],
    wanted: { ...called, 'tool_error/permission': 1 },
  },
  {
    name: 'a tool that takes too long',
    served: [asks('late'), answers()],
    wanted: { ...called, 'tool_error/timeout': 1 },
  },
  {
    name: 'a tool that reports a failure',
    served: [asks('nothing'), answers()],
    wanted: { ...called, 'tool_error/exec': 1 },
  },
  {
    name: 'two tools, one of which fails',
    served: [asks('a', 'secret'), answers()],
    wanted: { ...called, 'tool_error/permission': 1 },
  },
  {
    name: 'a tool that there is not',
    served: [asks('unknown'), answers()],
    wanted: { ...called, 'tool_error/exec': 1 },
  },
  {
    name: 'arguments that the tool does not take',
    served: [asks('invalid'), answers()],
    wanted: { ...called, 'tool_error/exec': 1 },
  },
  {
    name: 'a tool that the app blocks',
    served: [asks('a'), answers()],
    options: { beforeToolCall: async () => ({ block: true }) },
    wanted: { ...called, 'tool_error/hook': 1 },
  },
  {
    name: 'a tool that a person denies, in the words of the app',
    served: [asks('a'), answers()],
    options: { beforeToolCall: async () => ({ block: true, reason: 'The user declined.' }) },
    wanted: { ...called, 'tool_error/permission': 1 },
  },
  {
    name: 'a run that its tool ends',
    served: [asks('a')],
    options: { afterToolCall: async () => ({ terminate: true }) },
    wanted: { 'finish_reason/tool_calls': 1, ...turn },
  },
  { name: 'a filter', served: [events(says('Bec'), ...ends('content_filter'))], wanted: filtered },
  { name: 'a filter without a text', served: [events(...ends('content_filter'))], wanted: filtered },
  {
    name: 'a provider without resources',
    served: [events(says('Bec'), ...ends('insufficient_system_resource'))],
    wanted: { 'finish_reason/insufficient_system_resource': 1, ...turn },
  },
  {
    name: 'a reason that pi does not know',
    served: [events(says('Bec'), ...ends('tired'))],
    wanted: { 'provider_error/other': 1, ...turn },
  },
  { name: "a provider's own cut", served: [events(says('Bec'), ...ends('network_error'))], wanted: cut },
  { name: 'a clean cut', served: [events(says('Bec'))], wanted: cut },
  { name: 'a clean cut before the first item', served: [events()], wanted: cut },
  { name: 'a reset', served: [resetAfter(says('Bec'))], wanted: cut },
  {
    name: 'an error in the stream',
    served: [events(says('Bec'), { error: { message: 'Overloaded', type: 'overloaded_error' } })],
    wanted: { 'provider_error/http_5xx': 1, ...turn },
  },
  {
    name: 'an error in the stream, of which pi keeps no code',
    served: [events(says('Bec'), { error: { message: 'A message.', type: 'overloaded_error' } })],
    wanted: { 'provider_error/other': 1, ...turn },
  },
  {
    name: 'an error after a tool',
    served: [asks('secret'), refusals.find(({ name }) => name === 'status 429')?.served ?? events()],
    wanted: { 'finish_reason/tool_calls': 1, 'tool_error/permission': 1, 'provider_error/http_429': 1, ...turn },
  },
  {
    name: 'a failure of the app before the call',
    served: [answers()],
    options: { transformContext: () => Promise.reject(new Error('There is no history.')) },
    wanted: { 'provider_error/other': 1, ...turn },
  },
  { name: 'an abort before the call', served: [answers()], abortAt: 'agent_start', wanted: turn },
  { name: 'an abort in an answer', served: [stallAfter(says('Bec'))], abortAt: 'message_update', wanted: turn },
  {
    name: 'an abort of a tool',
    served: [asks('slow')],
    abortAt: 'tool_execution_start',
    wanted: { 'finish_reason/tool_calls': 1, ...turn },
  },
  {
    name: 'an abort after a tool that failed',
    served: [asks('secret'), stallAfter(says('Bec'))],
    abortAt: 'message_update after a tool',
    wanted: { 'finish_reason/tool_calls': 1, 'tool_error/permission': 1, ...turn },
  },
];
