import {
  embed,
  generateObject,
  generateText,
  isStepCount,
  jsonSchema,
  type LanguageModel,
  registerTelemetry,
  streamObject,
  streamText,
  ToolLoopAgent,
  type ToolSet,
  tool,
} from 'ai7';
import { convertArrayToReadableStream, MockEmbeddingModelV4, MockLanguageModelV4 } from 'ai7/test';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { aiSdk, aiSdkTelemetry } from '../../src/adapters/aiSdk.js';
import type { Counters } from '../../src/index.js';
import { counting } from './support/counting.js';
import { turn } from './support/modelCalls.js';
import { anthropicDialect, lines } from './support/models.js';
import { events, type Handler, refusal, resetAfter, type Served, serve, stallAfter } from './support/servers.js';

const { begin, text, call, end, error } = anthropicDialect;
const stop = { 'finish_reason/stop': 1 } as const;
const asks = { 'finish_reason/tool_calls': 1 } as const;
const prompt = 'Why does the test fail?';

let counted: ReturnType<typeof counting>;
beforeEach(() => {
  counted = counting();
  registerTelemetry(aiSdkTelemetry(counted.telemetry.tap(aiSdk)));
});
afterEach(() => {
  globalThis.AI_SDK_TELEMETRY_INTEGRATIONS = [];
  expect(counted.faults()).toBe(0);
});
const expectCounts = async (wanted: Counters): Promise<void> => expect(await counted.counts()).toEqual(wanted);

const looking = (execute: () => Promise<string>, options: object = {}): ToolSet => ({
  look: tool({ inputSchema: jsonSchema({ type: 'object' }), execute, ...options }),
});
const denied = looking(async () => {
  throw new Error('EACCES: permission denied');
});

describe('streamText', () => {
  const answer = events(...begin({ input: 100, cached: 60 }), ...text('Because.'), ...end('stop'));
  const asking = events(...begin(), ...call('call-1', {}), ...end('tools'));
  const begun = [...begin(), ...text('Bec')];
  const cut = { 'provider_error/stream_interrupted': 1, ...turn };

  const scenarios: readonly {
    readonly name: string;
    readonly served: readonly Handler[];
    readonly tools?: ToolSet;
    readonly abortWith?: DOMException;
    readonly wanted: Counters;
  }[] = [
    { name: 'an answer', served: [answer], wanted: { ...stop, 'cache_hit/50_80': 1, ...turn } },
    {
      name: 'a blank answer',
      served: [events(...begin(), ...text(' '), ...end('stop'))],
      wanted: { ...stop, 'empty_final/total': 1, ...turn },
    },
    {
      name: 'an answer that is too long',
      served: [events(...begun, ...end('length'))],
      wanted: { 'finish_reason/length': 1, ...turn },
    },
    {
      name: 'a filter',
      served: [events(...begin(), ...end('filter'))],
      wanted: { 'finish_reason/content_filter': 1, ...turn },
    },
    {
      name: 'a tool',
      served: [asking, answer],
      wanted: { ...asks, ...stop, 'cache_hit/50_80': 1, ...turn },
    },
    {
      name: 'a failed tool',
      served: [asking, answer],
      tools: denied,
      wanted: { ...asks, 'tool_error/permission': 1, ...stop, 'cache_hit/50_80': 1, ...turn },
    },
    {
      name: 'a pause for an approval',
      served: [asking],
      tools: looking(async () => 'There.', { needsApproval: true }),
      wanted: { ...asks, ...turn },
    },
    { name: 'status 401', served: [refusal(401)], wanted: { 'provider_error/http_401': 1, ...turn } },
    { name: 'status 429', served: [refusal(429)], wanted: { 'provider_error/http_429': 1, ...turn } },
    {
      name: 'status 429 after a failed tool',
      served: [asking, refusal(429)],
      tools: denied,
      wanted: { ...asks, 'tool_error/permission': 1, 'provider_error/http_429': 1, ...turn },
    },
    { name: 'a clean cut', served: [events(...begun)], wanted: cut },
    { name: 'a reset', served: [resetAfter(...begun)], wanted: cut },
    {
      // Its error is not reported, so it has no class.
      name: 'an error in the stream',
      served: [events(...begun, ...error('overloaded_error'))],
      wanted: { 'finish_reason/error': 1, 'provider_error/other': 1, ...turn },
    },
    {
      name: "a person's stop",
      served: [stallAfter(...begun)],
      abortWith: new DOMException('', 'AbortError'),
      wanted: turn,
    },
    {
      name: 'a deadline',
      served: [stallAfter(...begun)],
      abortWith: new DOMException('', 'TimeoutError'),
      wanted: { 'provider_error/timeout': 1, ...turn },
    },
  ];

  const servers: Served[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });
  const modelFor = async (served: readonly Handler[]): Promise<LanguageModel> => {
    const line = lines.find(({ name }) => name === 'ai 7, anthropic');
    const server = await serve(...served);
    servers.push(server);
    return line?.model(server.url) as LanguageModel;
  };

  test.each(scenarios)('$name', async ({ served, tools = looking(async () => 'There.'), abortWith, wanted }) => {
    const stopper = new AbortController();
    const { stream } = streamText({
      model: await modelFor(served),
      prompt,
      tools,
      maxRetries: 0,
      stopWhen: isStepCount(3),
      abortSignal: stopper.signal,
      onError() {},
    });
    try {
      for await (const { type } of stream) if (abortWith && type === 'text-delta') stopper.abort(abortWith);
    } catch {
      // It is the app's.
    }
    await expectCounts(wanted);
  });

  it('should count a tool that failed in a step that is stopped', async () => {
    const twice = events(...begin(), ...call('call-1', {}), ...call('call-2', {}), ...end('tools'));
    const stopper = new AbortController();
    const look = tool({
      inputSchema: jsonSchema({ type: 'object' }),
      execute: async (_, { toolCallId }) => {
        if (toolCallId === 'call-1') throw new Error('EACCES: permission denied');
        return new Promise(() => {});
      },
    });
    const model = await modelFor([twice]);
    const { stream } = streamText({ model, prompt, tools: { look }, abortSignal: stopper.signal, onError() {} });
    for await (const { type } of stream) if (type === 'tool-error') stopper.abort();
    await expectCounts({ 'tool_error/permission': 1, ...turn });
  });

  it('should not count a stream that is left, which reports nothing', async () => {
    const { stream } = streamText({ model: await modelFor([answer]), prompt });
    for await (const _ of stream) break;
    await expectCounts({});
  });

  it('should keep calls that run at the same time apart', async () => {
    const model = await modelFor([answer]);
    const failing = streamText({ model: await modelFor([refusal(500)]), prompt, maxRetries: 0, onError() {} });
    await Promise.all([streamText({ model, prompt }), failing].map(({ stream }) => all(stream)));
    await expectCounts({ ...stop, 'cache_hit/50_80': 1, 'provider_error/http_5xx': 1, 'turns/total': 2 });
  });
});

async function all(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

type Generated = Awaited<ReturnType<MockLanguageModelV4['doGenerate']>>;
const usage: Generated['usage'] = {
  inputTokens: { total: 100, noCache: 40, cacheRead: 60, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
};
const generated = (
  content: Generated['content'],
  unified: Generated['finishReason']['unified'] = 'stop',
): Generated => ({
  content,
  finishReason: { unified, raw: unified },
  usage,
  warnings: [],
});
const said = generated([{ type: 'text', text: 'There.' }]);
const cache = { 'cache_hit/50_80': 1 } as const;
const calls = generated([{ type: 'tool-call', toolCallId: 'call-1', toolName: 'look', input: '{}' }], 'tool-calls');
const failing = (error: unknown) =>
  new MockLanguageModelV4({
    doGenerate: async () => {
      throw error;
    },
  });
const generating = (...answers: readonly Generated[]) => new MockLanguageModelV4({ doGenerate: [...answers] });

describe('generateText', () => {
  it.each<[string, MockLanguageModelV4, Counters]>([
    ['an answer', generating(said), { ...stop, ...cache, ...turn }],
    ['no answer', generating(generated([])), { ...stop, ...cache, 'empty_final/total': 1, ...turn }],
    [
      'a file',
      generating(generated([{ type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'AA==' } }])),
      { ...stop, ...cache, ...turn },
    ],
    [
      'a failed tool',
      generating(calls, said),
      { ...asks, ...stop, 'cache_hit/50_80': 2, 'tool_error/permission': 1, ...turn },
    ],
    [
      'a compaction',
      generating(
        generated([
          { type: 'text', text: 'A summary.', providerMetadata: { anthropic: { type: 'compaction' } } },
          { type: 'text', text: 'There.' },
        ]),
      ),
      { ...stop, ...cache, 'compaction/total': 1, ...turn },
    ],
    [
      'a status',
      failing(Object.assign(new Error('No.'), { statusCode: 500 })),
      { 'provider_error/http_5xx': 1, ...turn },
    ],
    ["a person's stop", failing(new DOMException('', 'AbortError')), turn],
    ['a deadline', failing(new DOMException('', 'TimeoutError')), { 'provider_error/timeout': 1, ...turn }],
  ])('%s', async (_, model, wanted) => {
    await generateText({ model, prompt, tools: denied, maxRetries: 0, stopWhen: isStepCount(3) }).catch(() => {});
    await expectCounts(wanted);
  });

  it('should count no empty answer where outputs are left out', async () => {
    await generateText({ model: generating(said), prompt, telemetry: { recordOutputs: false } });
    await expectCounts({ ...stop, ...cache, ...turn });
  });

  it('should not count a call that turns telemetry off', async () => {
    await generateText({ model: generating(said), prompt, telemetry: { isEnabled: false } });
    await expectCounts({});
  });
});

describe('other operations', () => {
  it('should count objects', async () => {
    const schema = jsonSchema<{ where: string }>({ type: 'object' });
    await generateObject({
      model: generating(generated([{ type: 'text', text: '{"where":"there"}' }])),
      prompt,
      schema,
    });
    await expectCounts({ ...stop, ...cache, ...turn });
  });

  it('should count objects that are streamed, as those that are not', async () => {
    const schema = jsonSchema<{ where: string }>({ type: 'object' });
    const parts = [
      { type: 'text-start', id: '1' },
      { type: 'text-delta', id: '1', delta: '{"where":"there"}' },
      { type: 'text-end', id: '1' },
      { type: 'finish', finishReason: said.finishReason, usage },
    ] as const;
    const streaming = (...chunks: (typeof parts)[number][]) =>
      new MockLanguageModelV4({
        doStream: async () => ({ stream: convertArrayToReadableStream(chunks) }),
      });
    await all(streamObject({ model: streaming(...parts), prompt, schema }).partialObjectStream);
    await expectCounts({ ...stop, ...cache, ...turn });
    const refusing = new MockLanguageModelV4({
      doStream: async () => {
        throw Object.assign(new Error('No.'), { statusCode: 500 });
      },
    });
    const failed = streamObject({ model: refusing, prompt, schema, maxRetries: 0, onError() {} });
    await all(failed.partialObjectStream).catch(() => {});
    await expectCounts({ ...stop, ...cache, 'provider_error/http_5xx': 1, 'turns/total': 2 });
  });

  it('should count agents', async () => {
    await new ToolLoopAgent({ model: generating(calls, said), tools: denied }).generate({ prompt });
    await expectCounts({ ...asks, ...stop, 'cache_hit/50_80': 2, 'tool_error/permission': 1, ...turn });
  });

  it('should not count embeddings', async () => {
    const doEmbed = async () => ({ embeddings: [[1]], warnings: [] });
    await embed({ model: new MockEmbeddingModelV4({ doEmbed }), value: prompt });
    await expectCounts({});
  });
});

test('streams that are left without an abort are let go of, the oldest first', async () => {
  const { telemetry, counts, faults } = counting();
  const { onStart, onEnd, onStepEnd, onError } = aiSdkTelemetry(telemetry.tap(aiSdk));
  for (let call = 0; call <= 1000; call++) onStart({ callId: `${call}`, operationId: 'ai.streamText', provider: 'p' });
  onEnd({ callId: '0' });
  expect(await counts()).toEqual({});
  // Neither is there anything to be read of an event without a call, or of a step without content.
  onError(null);
  onStepEnd({ callId: '1', finishReason: 'stop', content: null });
  onEnd({ callId: '1' });
  expect([await counts(), faults()]).toEqual([{ 'empty_final/total': 1, ...turn }, 0]);
});
