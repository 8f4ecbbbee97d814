import { AIMessage } from '@langchain/core/messages';
import { Command, interrupt, MemorySaver, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { type AgentMiddleware, createAgent, createMiddleware, humanInTheLoopMiddleware, tool } from 'langchain';
import { z } from 'zod';
import type { Counters } from '../../../src/index.js';
import {
  answer,
  asksFor,
  ChunkModel,
  calls,
  finish,
  refused,
  ScriptedModel,
  type Step,
  says,
  shows,
  thinks,
  WholeModel,
  wholeAnswer,
  wholeCall,
} from './scriptedModel.js';

/** What is used of an agent or a graph. */
export interface Graph {
  streamEvents(input: never, options: { version: 'v3'; signal?: AbortSignal; recursionLimit?: number }): RunPromise;
}
type RunPromise = PromiseLike<AsyncIterable<{ readonly type: string }> & { readonly output: PromiseLike<unknown> }>;

/** A session with one agent, and what must be counted of it. */
export interface Scenario {
  readonly name: string;
  readonly graph: () => object;
  /** What is asked, one run after the other. */
  readonly inputs?: readonly unknown[];
  /** Stops the run at the first event whose text has this. */
  readonly stopAt?: string;
  readonly deadline?: number;
  readonly recursionLimit?: number;
  readonly wanted: Counters;
}

export const question = { messages: [{ role: 'user', content: 'Why does the test fail?' }] };
const turn = { 'turns/total': 1 };
const hit = { 'cache_hit/95_99': 1 };
const stop = { 'finish_reason/stop': 1, ...hit, ...turn };
const twice = { 'finish_reason/tool_calls': 1, 'finish_reason/stop': 1, 'cache_hit/95_99': 2, ...turn };
const failed = (bucket: string): Counters => ({ [`provider_error/${bucket}`]: 1, ...turn }) as Counters;

const schema = z.object({ path: z.string() });
const toolOf = (look: (path: string, signal?: AbortSignal) => Promise<string>, fields: object = {}) =>
  tool(({ path }, { signal }: { signal?: AbortSignal }) => look(path, signal), { name: 'look', schema, ...fields });
const look = toolOf(async (path) => {
  if (path === 'secret') throw new Error('EACCES: permission denied, open secret');
  if (path === 'broken') throw new Error('It broke.');
  return 'It is there.';
});
const slow = toolOf(
  (_, signal) => new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
);
const confirms = toolOf(async () => `The answer is ${interrupt('May I?')}.`);
const sub = () => createAgent({ model: new ScriptedModel([answer]), tools: [], name: 'sub' });
const delegates = tool(
  async (_, config) => {
    await sub().invoke(question, config);
    return 'Done.';
  },
  { name: 'look', schema },
);
const throws: AgentMiddleware = createMiddleware({
  name: 'Throws',
  wrapToolCall: (request, handler) => handler(request),
});

const agent =
  (script: readonly Step[][], more: object = {}) =>
  () =>
    createAgent({ model: new ScriptedModel(script), tools: [look], ...more });
const remembers = () => ({ checkpointer: new MemorySaver() });
const approves = () => ({
  ...remembers(),
  middleware: [humanInTheLoopMiddleware({ interruptOn: { look: true } } as never)],
});
const resume = (value: unknown) => new Command({ resume: value });
/** A graph of one node, which says something itself. */
const node = (message: () => AIMessage | Promise<AIMessage>) => () =>
  new StateGraph(MessagesAnnotation)
    .addNode('node', async () => ({ messages: [await message()] }))
    .addEdge(START, 'node')
    .compile(remembers());

/** Runs in process. */
export const scenarios: readonly Scenario[] = [
  { name: 'an answer', graph: agent([answer]), wanted: stop },
  { name: 'a tool, and an answer', graph: agent([asksFor('a'), answer]), wanted: twice },
  {
    name: 'an answer that is too long',
    graph: agent([[...says('Bec'), finish('length')]]),
    wanted: { 'finish_reason/length': 1, ...hit, ...turn },
  },
  {
    name: 'no usage',
    graph: agent([[...says('Because.'), finish('stop', {})]]),
    wanted: { 'finish_reason/stop': 1, ...turn },
  },
  { name: 'no answer', graph: agent([[finish('stop')]]), wanted: { ...stop, 'empty_final/total': 1 } },
  { name: 'blanks', graph: agent([[...says(' \n'), finish('stop')]]), wanted: { ...stop, 'empty_final/total': 1 } },
  {
    name: 'only thoughts',
    graph: agent([[...thinks('Hm.'), finish('stop')]]),
    wanted: { ...stop, 'empty_final/total': 1 },
  },
  {
    name: 'a word, a tool, and no answer',
    graph: agent([[...says('Let me look.'), ...calls('a', 'call-1', 1), finish('tool_use')], [finish('stop')]]),
    wanted: { ...twice, 'empty_final/total': 1 },
  },
  { name: 'an image', graph: agent([[...shows(), finish('stop')]]), wanted: stop },
  {
    name: 'a filter',
    graph: agent([[finish('content_filter')]]),
    wanted: { 'finish_reason/content_filter': 1, ...hit, ...turn },
  },
  {
    name: "a provider's reason of its own",
    graph: agent([
      [...says('B'), finish('stop', { responseMetadata: { finish_reason: 'insufficient_system_resource' } })],
    ]),
    wanted: { 'finish_reason/insufficient_system_resource': 1, ...turn },
  },
  {
    name: 'a tool whose result is the answer',
    graph: agent([asksFor('a')], { tools: [toolOf(async () => 'There.', { returnDirect: true })] }),
    wanted: { 'finish_reason/tool_calls': 1, ...hit, ...turn },
  },
  {
    name: 'a failed tool',
    graph: agent([asksFor('broken'), answer]),
    wanted: { ...twice, 'tool_error/exec': 1 },
  },
  {
    name: 'two failed tools of one call',
    graph: agent([[...calls('broken'), ...calls('secret', 'call-2', 1), finish('tool_use')], answer]),
    wanted: { ...twice, 'tool_error/exec': 1, 'tool_error/permission': 1 },
  },
  {
    name: 'a failed tool that ends the run',
    graph: agent([asksFor('secret')], { middleware: [throws] }),
    wanted: { 'finish_reason/tool_calls': 1, ...hit, 'tool_error/permission': 1, ...turn },
  },
  {
    name: 'a subagent',
    graph: agent([asksFor('a'), answer], { tools: [delegates] }),
    wanted: twice,
  },
  { name: 'status 429', graph: agent([refused(429)]), wanted: failed('http_429') },
  { name: 'status 401', graph: agent([refused(401)]), wanted: failed('http_401') },
  { name: 'status 400', graph: agent([refused(400)]), wanted: failed('http_400') },
  { name: 'status 503', graph: agent([refused(503)]), wanted: failed('http_5xx') },
  {
    name: 'an error in the stream',
    graph: agent([[...says('Bec'), ...refused(529)]]),
    wanted: failed('http_5xx'),
  },
  {
    name: 'a reset in the stream',
    graph: agent([
      [...says('Bec'), new TypeError('terminated', { cause: Object.assign(new Error(), { code: 'UND_ERR_SOCKET' }) })],
    ]),
    wanted: failed('stream_interrupted'),
  },
  {
    name: 'an error after a tool',
    graph: agent([asksFor('a'), refused(500)]),
    wanted: { 'finish_reason/tool_calls': 1, ...hit, ...failed('http_5xx') },
  },
  {
    name: 'a clean cut',
    graph: agent([[...says('Bec'), finish(undefined, {})]]),
    wanted: failed('stream_interrupted'),
  },
  { name: 'a stream that ends before its message', graph: agent([says('Bec')]), wanted: failed('stream_interrupted') },
  {
    name: 'an error whose text does not say what it is',
    graph: agent([refused(429, 'No.')]),
    wanted: failed('http_429'),
  },
  {
    name: 'a clean cut after which the agent goes on',
    graph: agent([[...calls('a'), finish(undefined, {})], answer]),
    wanted: stop,
  },
  { name: 'a stop', graph: agent([[...says('Bec'), 'stall']]), stopAt: 'text-delta', wanted: turn },
  {
    name: 'a stop in a tool',
    graph: agent([asksFor('a'), answer], { tools: [slow] }),
    stopAt: 'tool-started',
    wanted: { 'finish_reason/tool_calls': 1, ...hit, ...turn },
  },
  { name: 'a deadline', graph: agent([[...says('Bec'), 'stall']]), deadline: 50, wanted: failed('timeout') },
  {
    name: 'the limit of steps',
    graph: agent([asksFor('a'), asksFor('a'), asksFor('a')]),
    recursionLimit: 2,
    wanted: { 'finish_reason/tool_calls': 1, ...hit, ...turn },
  },
  {
    name: 'a question of a tool, and the answer to it',
    graph: () => agent([asksFor('a'), answer], { tools: [confirms], ...remembers() })(),
    inputs: [question, resume('yes')],
    wanted: { ...twice, 'turns/total': 2 },
  },
  {
    name: 'a tool that a person rejects',
    graph: () => agent([asksFor('a'), answer], approves())(),
    inputs: [question, resume({ decisions: [{ type: 'reject', message: 'No.' }] })],
    wanted: { ...twice, 'turns/total': 2 },
  },
  {
    name: 'a question after an answer without a text',
    graph: node(async () => {
      await new ScriptedModel([[finish('stop')]]).invoke('Why?');
      interrupt('What do you mean?');
      return new AIMessage('');
    }),
    wanted: stop,
  },
  { name: 'a node that answers itself', graph: node(() => new AIMessage('Because.')), wanted: turn },
  {
    name: 'a model without a stream',
    graph: () => createAgent({ model: new WholeModel(wholeAnswer()) }),
    wanted: stop,
  },
  {
    name: 'a model without a stream, and a tool',
    graph: () => createAgent({ model: new WholeModel(wholeCall(), wholeAnswer()), tools: [look] }),
    wanted: twice,
  },
  {
    name: 'a model without events of its own, and a tool',
    graph: () => createAgent({ model: new ChunkModel(wholeCall(), wholeAnswer()), tools: [look] }),
    wanted: twice,
  },
  {
    name: 'several runs of one agent',
    graph: agent([answer, refused(429), answer]),
    inputs: [question, question, question],
    wanted: {
      'finish_reason/stop': 2,
      'cache_hit/95_99': 2,
      'provider_error/http_429': 1,
      'turns/total': 3,
    },
  },
];
