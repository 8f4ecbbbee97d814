import { type CallableTool, GoogleGenAI } from '@google/genai';
import { afterEach, describe, expect, it, test } from 'vitest';
import { countModelCalls, googleGenAi, tapModelStream } from '../../src/adapters/googleGenAi.js';
import { counting } from './support/counting.js';
import {
  generateAnswer,
  generateCall,
  generateCallEvents,
  generateEvents,
  generateScenarios,
  generateStreamScenarios,
} from './support/googleGenAiScenarios.js';
import { countsOf, type Run, type Scenario } from './support/modelCalls.js';
import { type Handler, refusal, type Served, serve } from './support/servers.js';

const request = { model: 'model', contents: 'Why does the test fail?' };

const plain = ({ url }: { readonly url: string }): GoogleGenAI =>
  new GoogleGenAI({ apiKey: 'key', httpOptions: { baseUrl: url } });
const client = (run: Run): GoogleGenAI => countModelCalls(plain(run), run.telemetry.tap(googleGenAi));
const stoppable = ({ signal }: Run) => ({ ...request, config: { abortSignal: signal } });

async function readAll(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

/** Each way to ask for an answer, and the scenarios of what is served. */
const ways: readonly {
  readonly name: string;
  readonly scenarios: readonly Scenario[];
  readonly ask: (run: Run) => Promise<unknown>;
}[] = [
  {
    name: 'models.generateContentStream',
    scenarios: generateStreamScenarios,
    ask: async (run) => run.readAll(await client(run).models.generateContentStream(stoppable(run))),
  },
  {
    name: 'models.generateContentStream, by tapModelStream',
    scenarios: generateStreamScenarios,
    async ask(run) {
      const call = plain(run).models.generateContentStream(stoppable(run));
      await run.readAll(await tapModelStream(call, run.telemetry.tap(googleGenAi)));
    },
  },
  {
    name: 'models.generateContent',
    scenarios: generateScenarios,
    ask: (run) => client(run).models.generateContent(stoppable(run)),
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
    const given = plain(server);
    return { server, counts, given, ai: countModelCalls(given, telemetry.tap(googleGenAi)) };
  };
  const stop = { 'finish_reason/stop': 1, 'turns/total': 1 };
  const twoCalls = { 'finish_reason/tool_calls': 1, ...stop };
  const look: CallableTool = {
    tool: async () => ({ functionDeclarations: [{ name: 'look' }] }),
    callTool: async () => [{ functionResponse: { name: 'look', response: { output: 'There.' } } }],
  };
  const withTools = { ...request, config: { tools: [look] } };
  const message = { message: 'Why?' };

  const helpers: readonly [string, readonly Handler[], (ai: GoogleGenAI) => Promise<unknown>, object][] = [
    ['chat.sendMessage', [generateAnswer], (ai) => ai.chats.create(request).sendMessage(message), stop],
    [
      'chat.sendMessageStream',
      [generateEvents],
      async (ai) => readAll(await ai.chats.create(request).sendMessageStream(message)),
      stop,
    ],
    ['automatic functions', [generateCall, generateAnswer], (ai) => ai.models.generateContent(withTools), twoCalls],
    [
      'automatic functions, streaming',
      [generateCallEvents, generateEvents],
      async (ai) => readAll(await ai.models.generateContentStream(withTools)),
      twoCalls,
    ],
  ];
  it.each(helpers)('should count what %s asks, once', async (_, answers, ask, wanted) => {
    const { ai, counts, server } = await setUp(...answers);
    await ask(ai);
    expect(await counts()).toEqual(wanted);
    expect(server.asked).toHaveLength(answers.length);
  });

  it('should count nothing that is no call of a model, and leave the client that is given as it is', async () => {
    const { ai, given, counts, server } = await setUp(generateAnswer, refusal(200, { totalTokens: 1 }));
    await given.models.generateContent(request);
    await ai.models.countTokens(request);
    await ai.models.embedContent(request);
    await ai.files.list();
    expect(server.asked).toHaveLength(4);
    expect(await counts()).toEqual({});
    expect(ai).toBeInstanceOf(GoogleGenAI);
    expect(ai.models).toBeInstanceOf(given.models.constructor);
  });
});
