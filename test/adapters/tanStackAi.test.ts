import {
  type AnyTextAdapter,
  chat,
  EventType,
  type StreamChunk,
  toolDefinition,
  toServerSentEventsStream,
} from '@tanstack/ai';
import { ChatClient, fetchServerSentEvents } from '@tanstack/ai-client';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { type AgUiEvent, agUi, tanStackAi, tanStackAiWith, tapChunks, tapConnection } from '../../src/adapters/agUi.js';
import { countStream } from '../../src/testing/countStream.js';
import { counting } from './support/counting.js';
import { cut, turn } from './support/modelCalls.js';
import { refusal, resetAfter, serve, events as serverSent } from './support/servers.js';

/** What a model says in one call, and why it stops. */
type Call = (runId: string) => readonly object[];
const says = (delta: string): readonly object[] => [
  { type: EventType.TEXT_MESSAGE_START, messageId: 'm', role: 'assistant' },
  { type: EventType.TEXT_MESSAGE_CONTENT, messageId: 'm', delta },
  { type: EventType.TEXT_MESSAGE_END, messageId: 'm' },
];
const asksFor = (at: string): readonly object[] => [
  { type: EventType.TOOL_CALL_START, toolCallId: 'call-1', toolCallName: 'look', toolName: 'look', index: 0 },
  { type: EventType.TOOL_CALL_ARGS, toolCallId: 'call-1', delta: JSON.stringify({ at }) },
  { type: EventType.TOOL_CALL_END, toolCallId: 'call-1' },
];
const usage = {
  promptTokens: 4000,
  completionTokens: 9,
  totalTokens: 4009,
  promptTokensDetails: { cachedTokens: 3900 },
};
const call =
  (finishReason: string, ...items: readonly (readonly object[])[]): Call =>
  (runId) => [
    { type: EventType.RUN_STARTED, runId, threadId: 't' },
    ...items.flat(),
    {
      type: EventType.RUN_FINISHED,
      runId,
      threadId: 't',
      finishReason,
      metadata: { tanstack: { finishReason } },
      usage,
    },
  ];
const started = { type: EventType.RUN_STARTED, runId: 'r', threadId: 't' };
const answers = call('stop', says('Because.'));

/** A model of the real package that gives these calls in turn. */
function scripted(calls: readonly (Call | Error)[]): AnyTextAdapter {
  let at = 0;
  return {
    kind: 'text',
    name: 'test',
    model: 'model',
    '~types': {} as AnyTextAdapter['~types'],
    async *chatStream({ runId = 'r' }: { runId?: string }) {
      const given = calls[at++];
      if (given instanceof Error) throw given;
      yield* (given?.(runId) ?? []).map((item) => ({ timestamp: 1, model: 'model', ...item })) as StreamChunk[];
    },
    structuredOutput: () => Promise.reject(new Error('none')),
  } as AnyTextAdapter;
}

const look = toolDefinition({
  name: 'look',
  description: 'looks',
  inputSchema: z.object({ at: z.string() }),
}).server(async ({ at }) => {
  if (at === 'secret') throw new Error('EACCES: permission denied, open secret');
  return { found: at };
});

const ask = (calls: readonly (Call | Error)[], abortController = new AbortController()): AsyncIterable<StreamChunk> =>
  chat({
    adapter: scripted(calls),
    messages: [{ role: 'user', content: 'Why does the test fail?' }],
    tools: [look],
    abortController,
    debug: false,
  }) as AsyncIterable<StreamChunk>;

/** How a person stops a run: at the first text. */
interface Way {
  readonly way: string;
  readonly read: (calls: readonly (Call | Error)[], stops: boolean, translator: typeof tanStackAi) => Promise<object>;
}

const inProcess: Way = {
  way: 'in the process that calls the model',
  async read(calls, stops, translator) {
    const { telemetry, counts, faults } = counting();
    const stopper = new AbortController();
    try {
      const chunks = tapChunks(ask(calls, stopper), telemetry.tap(translator), stopper.signal);
      for await (const { type } of chunks) if (stops && type === EventType.TEXT_MESSAGE_CONTENT) stopper.abort();
    } catch {
      // The app's, and counted.
    }
    expect(faults()).toBe(0);
    return counts();
  },
};
const inPage: Way = {
  way: 'in a page, from a server that streams',
  async read(calls, stops, translator) {
    const { telemetry, counts, faults } = counting();
    const server = await serve(async (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for await (const bytes of toServerSentEventsStream(ask(calls), new AbortController())) response.write(bytes);
      if (!stops) response.end();
    });
    const client: ChatClient = new ChatClient({
      connection: tapConnection(fetchServerSentEvents(server.url), telemetry.tap(translator)),
      onChunk({ type }) {
        if (stops && type === EventType.TEXT_MESSAGE_CONTENT) client.stop();
      },
    });
    await client.sendMessage('Why does the test fail?');
    await server.close();
    expect(faults()).toBe(0);
    return counts();
  },
};

const stop = { 'finish_reason/stop': 1, 'cache_hit/95_99': 1 } as const;
const called = { 'finish_reason/stop': 1, 'finish_reason/tool_calls': 1, 'cache_hit/95_99': 2, ...turn } as const;

const scenarios: readonly {
  readonly name: string;
  readonly calls: readonly (Call | Error)[];
  readonly stops?: boolean;
  readonly wanted: object;
}[] = [
  { name: 'an answer', calls: [answers], wanted: { ...stop, ...turn } },
  { name: 'no answer', calls: [call('stop', says(' '))], wanted: { ...stop, 'empty_final/total': 1, ...turn } },
  {
    name: 'an answer that is too long',
    calls: [call('length', says('Bec'))],
    wanted: { 'finish_reason/length': 1, 'cache_hit/95_99': 1, ...turn },
  },
  {
    name: 'a filter',
    calls: [call('content_filter')],
    wanted: { 'finish_reason/content_filter': 1, 'cache_hit/95_99': 1, ...turn },
  },
  { name: 'a tool', calls: [call('tool_calls', asksFor('a')), answers], wanted: called },
  {
    name: 'a tool that fails',
    calls: [call('tool_calls', asksFor('secret')), answers],
    wanted: { ...called, 'tool_error/permission': 1 },
  },
  {
    name: '"let me check", a tool and then nothing',
    calls: [call('tool_calls', says('Let me check.'), asksFor('a')), call('stop')],
    wanted: { ...called, 'empty_final/total': 1 },
  },
  { name: 'a clean cut', calls: [() => [started, ...says('Bec')]], wanted: cut },
  { name: 'nothing at all', calls: [() => []], wanted: cut },
  {
    name: 'an error of the provider',
    calls: [() => [started, { type: EventType.RUN_ERROR, message: 'no', code: 'rate_limit_exceeded' }]],
    wanted: { 'provider_error/http_429': 1, ...turn },
  },
  {
    name: 'an error that is thrown',
    calls: [new Error('status 500')],
    wanted: { 'provider_error/http_5xx': 1, ...turn },
  },
  { name: 'a stop', calls: [() => [started, ...says('Bec'), ...says('ause')]], stops: true, wanted: turn },
];
const ways = [inProcess, inPage].flatMap((way) => scenarios.map((scenario) => ({ ...way, ...scenario })));

test.each(ways)('$name, $way', async ({ calls, stops = false, wanted, read }) => {
  expect(await read(calls, stops, tanStackAi)).toEqual(wanted);
});

test.each([
  ['a refusal of the server', refusal(429), { 'provider_error/http_429': 1, ...turn }],
  ['a reset', resetAfter({ type: EventType.RUN_STARTED, runId: 'r', threadId: 't' }), cut],
  ['an answer without an event', serverSent(), cut],
] as const)('%s', async (_, served, wanted) => {
  const { telemetry, counts } = counting();
  const server = await serve(served);
  const connection = tapConnection(fetchServerSentEvents(server.url), telemetry.tap(tanStackAi));
  const client = new ChatClient({ connection });
  await client.sendMessage('Why?');
  await server.close();
  expect(await counts()).toEqual(wanted);
});

test('a run that is joined again was counted when it was live', async () => {
  const { telemetry, counts } = counting();
  const chunk = { type: EventType.RUN_STARTED, runId: 'r', threadId: 't' } as StreamChunk;
  const chunks = async function* () {
    yield chunk;
  };
  const connection = { connect: chunks, joinRun: chunks };
  const tapped = tapConnection(connection, telemetry.tap(tanStackAi));
  for await (const _ of tapped.joinRun());
  expect(await counts()).toEqual({});
  for await (const joined of tapped.connect()) expect(joined).toBe(chunk);
  expect(await counts()).toEqual(cut);
});

test('a deadline of the app is a timeout', async () => {
  const { telemetry, counts } = counting();
  const signal = AbortSignal.abort(new DOMException('', 'TimeoutError'));
  const chunks = ask([() => [started]]);
  for await (const _ of tapChunks(chunks, telemetry.tap(tanStackAi), signal));
  expect(await counts()).toEqual({ 'provider_error/timeout': 1, ...turn });
});

test('chunks that are read again, or one by one, count once', async () => {
  const { telemetry, counts } = counting();
  async function* chunks() {
    yield* answers('r') as readonly { readonly type: string }[];
  }
  const again = tapChunks(chunks(), telemetry.tap(tanStackAi));
  for await (const _ of again);
  for await (const _ of again);
  expect(await counts()).toMatchObject(turn);
  const tapped = tapChunks(chunks(), telemetry.tap(tanStackAi)) as ReturnType<typeof chunks>;
  while (!(await tapped.next()).done);
  expect(await counts()).toMatchObject({ 'turns/total': 2 });
  // A source that makes a request for each loop answers each of them.
  const requests = tapChunks({ [Symbol.asyncIterator]: () => chunks() }, telemetry.tap(tanStackAi));
  for await (const _ of requests);
  for await (const _ of requests);
  expect(await counts()).toMatchObject({ 'turns/total': 4 });
  expect(Object.keys(await counts()).filter((token) => token.startsWith('provider_error'))).toEqual([]);
});

test('recorded chunks replay as those of AG-UI, which reports no failed tools', async () => {
  const chunks: AgUiEvent[] = [];
  for await (const chunk of ask([call('tool_calls', asksFor('secret')), answers]))
    chunks.push(JSON.parse(JSON.stringify(chunk)));
  const { 'tool_error/permission': failed, ...others } = countStream(tanStackAi, chunks);
  expect(failed).toBe(1);
  expect(countStream(agUi, chunks)).toEqual(others);
});

test('the app can say what a failed tool means; of one that did not fail it is not asked', async () => {
  const contents: unknown[] = [];
  const translator = tanStackAiWith({
    toolError(content) {
      contents.push(content);
      return 'planmode';
    },
  });
  const calls = (at: string) => [call('tool_calls', asksFor(at)), answers];
  expect(await inProcess.read(calls('a'), false, translator)).toEqual(called);
  expect(contents).toEqual([]);
  expect(await inProcess.read(calls('secret'), false, translator)).toEqual({ ...called, 'tool_error/planmode': 1 });
  expect(contents).toEqual([JSON.stringify({ error: 'EACCES: permission denied, open secret' })]);
});
