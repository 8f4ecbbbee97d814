import Anthropic from '@anthropic-ai/sdk';
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema';
import { afterEach, describe, expect, it, test } from 'vitest';
import { anthropic, countModelCalls, tapModelStream } from '../../src/adapters/anthropic.js';
import { countStream } from '../../src/testing/countStream.js';
import {
  messageAnswer,
  messageCall,
  messageCallEvents,
  messageEvents,
  messageScenarios,
  messageStreamScenarios,
} from './support/anthropicScenarios.js';
import { counting } from './support/counting.js';
import { countsOf, type Run, type Scenario } from './support/modelCalls.js';
import { type Handler, refusal, type Served, serve } from './support/servers.js';

const messages = [{ role: 'user' as const, content: 'Why does the test fail?' }];
const request = { model: 'model', max_tokens: 99, messages };

const plain = ({ url }: { readonly url: string }): Anthropic =>
  new Anthropic({ apiKey: 'key', baseURL: url, maxRetries: 0 });
const client = (run: Run): Anthropic => countModelCalls(plain(run), run.telemetry.tap(anthropic));

/** Each way to ask for an answer, and the scenarios of what is served. */
const ways: readonly {
  readonly name: string;
  readonly scenarios: readonly Scenario[];
  readonly ask: (run: Run) => Promise<unknown>;
}[] = [
  {
    name: 'messages.create, streaming',
    scenarios: messageStreamScenarios,
    async ask(run) {
      await run.readAll(await client(run).messages.create({ ...request, stream: true }, { signal: run.signal }));
    },
  },
  {
    name: 'messages.create, by tapModelStream',
    scenarios: messageStreamScenarios,
    async ask(run) {
      const call = plain(run).messages.create({ ...request, stream: true }, { signal: run.signal });
      await run.readAll(await tapModelStream(call, run.telemetry.tap(anthropic)));
    },
  },
  {
    name: 'messages.stream',
    scenarios: messageStreamScenarios,
    ask: (run) => run.readAll(client(run).messages.stream(request, { signal: run.signal })),
  },
  {
    name: 'the stream of a message thread',
    scenarios: messageStreamScenarios,
    ask(run) {
      const thread = client(run).beta.messages.thread({ model: 'model', max_tokens: 99 });
      return run.readAll(thread.stream(messages, {}, { signal: run.signal }));
    },
  },
  {
    name: 'messages.create',
    scenarios: messageScenarios,
    ask: (run) => client(run).messages.create(request, { signal: run.signal }),
  },
];

describe.each(ways)('$name', ({ ask, scenarios }) => {
  test.each(scenarios)('$name', async ({ served, stop, wanted }) => {
    expect(await countsOf(ask, served, stop)).toEqual(wanted);
  });
});

describe('a counted client', () => {
  const servers: Served[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });
  const setUp = async (...answers: readonly Handler[]) => {
    const server = await serve(...answers);
    servers.push(server);
    const { telemetry, counts } = counting();
    return { server, counts, claude: countModelCalls(plain(server), telemetry.tap(anthropic)) };
  };
  const stop = { 'finish_reason/stop': 1, 'turns/total': 1 };
  const twoCalls = { 'finish_reason/tool_calls': 1, ...stop };
  const tooMany = { 'provider_error/http_429': 1, 'turns/total': 1 };
  const look = betaTool({ name: 'look', description: 'Looks.', inputSchema: { type: 'object' }, run: () => 'There.' });
  const withTools = { ...request, tools: [look] };

  const helpers: readonly [string, readonly Handler[], (claude: Anthropic) => Promise<unknown>, object][] = [
    ['messages.parse', [messageAnswer], (claude) => claude.messages.parse(request), stop],
    ['messages.stream', [messageEvents], (claude) => claude.messages.stream(request).finalMessage(), stop],
    ['beta.messages.stream', [messageEvents], (claude) => claude.beta.messages.stream(request).finalMessage(), stop],
    ['beta.messages.create', [messageAnswer], (claude) => claude.beta.messages.create(request), stop],
    ['withOptions', [messageAnswer], (claude) => claude.withOptions({ timeout: 9_000 }).messages.create(request), stop],
    ['withResponse', [messageAnswer], (claude) => claude.messages.create(request).withResponse(), stop],
    [
      'toolRunner',
      [messageCall, messageAnswer],
      (claude) => claude.beta.messages.toolRunner(withTools).runUntilDone(),
      twoCalls,
    ],
    [
      'toolRunner, streaming,',
      [messageCallEvents, messageEvents],
      (claude) => claude.beta.messages.toolRunner({ ...withTools, stream: true }).runUntilDone(),
      twoCalls,
    ],
    [
      'toolRunner, refused,',
      [refusal(429)],
      (claude) => claude.beta.messages.toolRunner(withTools).runUntilDone(),
      tooMany,
    ],
    [
      'toolRunner, streaming and refused,',
      [refusal(429)],
      (claude) => claude.beta.messages.toolRunner({ ...withTools, stream: true }).runUntilDone(),
      tooMany,
    ],
  ];
  it.each(helpers)('should count what %s asks, once', async (_, answers, ask, wanted) => {
    const { claude, counts, server } = await setUp(...answers);
    await ask(claude).catch(() => {});
    expect(await counts()).toEqual(wanted);
    expect(server.asked).toHaveLength(answers.length);
  });

  it('should count nothing that is no call of a model', async () => {
    const { claude, counts, server } = await setUp(refusal(200, { data: [], has_more: false }));
    await claude.messages.countTokens(request);
    await claude.messages.batches.create({ requests: [] });
    for await (const _ of claude.models.list()) expect.fail('there are none');
    expect(server.asked).toHaveLength(3);
    expect(await counts()).toEqual({});
  });
});

test.each([{}, { input_tokens: null, cache_read_input_tokens: null, cache_creation_input_tokens: null }])(
  'keeps the tokens of the start when the end reports %j',
  (unknown) => {
    const usage = { input_tokens: 4, cache_read_input_tokens: 96, cache_creation_input_tokens: 0 };
    const items = [
      { type: 'message_start', message: { content: [], stop_reason: null, usage } },
      { type: 'content_block_start', content_block: { type: 'text', text: 'A missing import.' } },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 5, ...unknown } },
      { type: 'message_stop' },
    ];
    expect(countStream(anthropic, items)).toEqual({ 'cache_hit/95_99': 1, 'finish_reason/stop': 1, 'turns/total': 1 });
  },
);
