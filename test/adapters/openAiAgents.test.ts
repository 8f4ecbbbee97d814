import {
  type Agent,
  type Model,
  OpenAIProvider,
  Runner,
  type RunStreamEvent,
  setTracingDisabled,
} from '@openai/agents';
import OpenAI from 'openai';
import { Subject } from 'rxjs';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { countModelCalls, openAi } from '../../src/adapters/openAi.js';
import { openAiAgents, openAiAgentsWith, tapAgentRun } from '../../src/adapters/openAiAgents.js';
import type { Counters } from '../../src/index.js';
import { countStream } from '../../src/testing/index.js';
import { counting } from './support/counting.js';
import { countsOf, type Run, turn } from './support/modelCalls.js';
import {
  type Api,
  agentWith,
  chat,
  chatOnly,
  looking,
  type RunScenario,
  responses,
  responsesOnly,
  scenariosOf,
} from './support/openAiAgentsScenarios.js';
import { type Handler, serve } from './support/servers.js';

beforeAll(() => setTracingDisabled(true));

const runnerFor = (url: string, { name }: Api): Runner =>
  new Runner({
    tracingDisabled: true,
    modelProvider: new OpenAIProvider({
      openAIClient: new OpenAI({ apiKey: 'key', baseURL: url, maxRetries: 0 }),
      useResponses: name === 'responses',
    }),
  });

/** The answers one after another, and the last one again and again. */
function inTurn(answers: readonly Handler[]): Handler {
  let asked = 0;
  return (request, response) => answers[Math.min(asked++, answers.length - 1)]?.(request, response);
}

const plainAgent = (): Agent => agentWith(looking(async () => 'There.'));

function start(api: Api, { agent, maxTurns }: RunScenario, { url, signal }: Run) {
  const options = { stream: true, signal, ...(maxTurns !== undefined && { maxTurns }) } as const;
  return runnerFor(url, api).run(agent?.() ?? plainAgent(), 'Why does the test fail?', options);
}

type Result = Awaited<ReturnType<typeof start>>;

/** Each way to read the events of a run. */
const ways: readonly { readonly name: string; readonly read: (started: Promise<Result>, run: Run) => Promise<void> }[] =
  [
    {
      name: 'a loop',
      read: async (started, run) => run.readAll(await tapAgentRun(started, run.telemetry.tap(openAiAgents))),
    },
    {
      name: 'forwarded as JSON',
      async read(started, { telemetry, readAll }) {
        const events$ = new Subject<RunStreamEvent>();
        events$.pipe(telemetry.tap(openAiAgents)).subscribe({ error() {} });
        try {
          const result = await started;
          await readAll(forwarding(result, (event) => events$.next(event)));
          if (result.cancelled) events$.error({ name: 'AbortError' });
          else events$.complete();
        } catch (error) {
          const { name, message, status, code } = error as Record<string, unknown>;
          events$.error({ name, message, status, code });
        }
      },
    },
  ];

async function* forwarding(items: AsyncIterable<RunStreamEvent>, forward: (event: RunStreamEvent) => void) {
  for await (const event of items) {
    forward(JSON.parse(JSON.stringify(event)));
    yield event;
  }
}

describe.each(ways)('by $name', ({ read }) => {
  describe.each([
    { api: chat, scenarios: [...scenariosOf(chat), ...chatOnly] },
    { api: responses, scenarios: [...scenariosOf(responses), ...responsesOnly] },
  ])('$api.name', ({ api, scenarios }) => {
    test.each(scenarios)('$name', async (scenario) => {
      const counts = await countsOf(
        (run) => read(start(api, scenario, run), run),
        inTurn(scenario.served),
        scenario.stop,
      );
      expect(counts).toEqual(scenario.wanted);
    });
  });
});

const answer = { 'finish_reason/stop': 1, ...turn };
const one = (served: readonly Handler[], more: object = {}): RunScenario => ({ name: '', served, wanted: {}, ...more });

/** The counts of one run, read as `read` does. */
const counted = (scenario: RunScenario, read: (result: Result, run: Run) => Promise<unknown>, api = responses) =>
  countsOf(
    async (run) => read(await tapAgentRun(start(api, scenario, run), run.telemetry.tap(openAiAgents)), run),
    inTurn(scenario.served),
  );

describe('a counted run', () => {
  it('should count what its text stream reads, with the same text', async () => {
    const texts: string[] = [];
    const begun = await counted(
      one([chat.answer]),
      async (result) => {
        for await (const text of result.toTextStream() as AsyncIterable<string>) texts.push(text);
      },
      chat,
    );
    const forNode = await counted(
      one([chat.answer]),
      async (result) => {
        for await (const text of result.toTextStream({ compatibleWithNodeStreams: true })) texts.push(`${text}`);
      },
      chat,
    );
    expect([begun, forNode]).toEqual([answer, answer]);
    expect(texts.join('')).toBe('Because of the clock.Because of the clock.');
  });

  it('should count what is read of its stream, whose reader may stop it', async () => {
    const all = await counted(one([responses.call, responses.answer]), (result, { readAll }) =>
      readAll(result.toStream() as AsyncIterable<unknown>),
    );
    expect(all).toEqual({ 'finish_reason/tool_calls': 1, ...answer });
    const stopped = await counted(
      one([chat.answer]),
      async (result) => {
        const reader = (result.toStream() as ReadableStream<unknown>).getReader();
        await reader.read();
        await reader.cancel();
        expect(result.cancelled).toBe(true);
      },
      chat,
    );
    expect(stopped).toEqual(turn);
  });

  it('should keep its class, its other members and its events', async () => {
    const seen: string[] = [];
    await counted(one([responses.call, responses.answer]), async (result) => {
      for await (const { type } of result) seen.push(type);
      await result.completed;
      expect(result.finalOutput).toBe('Because of the clock.');
      expect(result.rawResponses).toHaveLength(2);
      expect(result.interruptions).toEqual([]);
      expect(result.constructor.name).toBe('StreamedRunResult');
      expect(result.cancelled).toBe(false);
    });
    const plain: string[] = [];
    await countsOf(
      async (run) => {
        for await (const { type } of await start(responses, one([]), run)) plain.push(type);
      },
      inTurn([responses.call, responses.answer]),
    );
    expect(seen).toEqual(plain);
    expect(seen.length).toBeGreaterThan(10);
  });

  it('should stop the run when the loop is left', async () => {
    const stopped = await counted(
      one([chat.answer]),
      async (result) => {
        for await (const _ of result) break;
        expect(result.cancelled).toBe(true);
      },
      chat,
    );
    expect(stopped).toEqual(turn);
  });

  it('should count a deadline of the app as such', async () => {
    const deadline = new AbortController();
    const counts = await countsOf(async (run) => {
      const started = start(chat, one([]), { ...run, signal: deadline.signal });
      for await (const _ of await tapAgentRun(started, run.telemetry.tap(openAiAgents))) {
        deadline.abort(new DOMException('', 'TimeoutError'));
      }
    }, chat.answer);
    expect(counts).toEqual({ 'provider_error/timeout': 1, ...turn });
  });

  it('should count a call that is not started at all, and throw its error', async () => {
    const { telemetry, counts } = counting();
    const error = new Error('Connection refused', { cause: { code: 'ECONNRESET' } });
    await expect(tapAgentRun(Promise.reject<Result>(error), telemetry.tap(openAiAgents))).rejects.toBe(error);
    expect(await counts()).toEqual({ 'provider_error/stream_interrupted': 1, ...turn });
  });

  it('should not count a run whose events are not read', async () => {
    expect(await counted(one([responses.answer]), ({ completed }) => completed)).toEqual({});
  });

  it('should leave runs without events to a counted client', async () => {
    const counts = await countsOf(async ({ url, telemetry }) => {
      const client = new OpenAI({ apiKey: 'key', baseURL: url, maxRetries: 0 });
      const openAIClient = countModelCalls(client, telemetry.tap(openAi));
      const modelProvider = new OpenAIProvider({ openAIClient, useResponses: false });
      await new Runner({ tracingDisabled: true, modelProvider }).run(plainAgent(), 'Why?');
    }, chat.whole);
    expect(counts).toEqual(answer);
  });

  it('should count a run without events as a turn, and return its result', async () => {
    const counts = await countsOf(async ({ url, telemetry }) => {
      const run = runnerFor(url, chat).run(plainAgent(), 'Why?');
      const result = await tapAgentRun(run as unknown as Promise<Result>, telemetry.tap(openAiAgents));
      expect(result.finalOutput).toBe('There.');
    }, chat.whole);
    expect(counts).toEqual(turn);
  });
});

describe('a run that a person must approve', () => {
  const decided = async (decide: (result: Result) => void): Promise<Counters> => {
    const { telemetry, counts } = counting();
    const server = await serve(responses.call, responses.answer);
    const runner = runnerFor(server.url, responses);
    const agent = agentWith(looking(async () => 'There.', { needsApproval: true }));
    const read = async (started: Promise<Result>) => {
      const result = await tapAgentRun(started, telemetry.tap(openAiAgents));
      for await (const _ of result);
      return result;
    };
    const paused = await read(runner.run(agent, 'Why?', { stream: true }));
    decide(paused);
    await read(runner.run(agent, paused.state, { stream: true }));
    await server.close();
    return counts();
  };
  const both = { 'finish_reason/tool_calls': 1, 'finish_reason/stop': 1, 'turns/total': 2 };

  it('should count a denial', async () => {
    const reject = ({ state, interruptions: [asked] }: Result) => asked && state.reject(asked);
    expect(await decided(reject)).toEqual({ ...both, 'tool_error/permission': 1 });
  });

  it('should count no error of a tool that is approved', async () => {
    expect(await decided(({ state, interruptions: [asked] }) => asked && state.approve(asked))).toEqual(both);
  });
});

/** A model of another provider: its events are its own, but for the ones that each model has. */
const scripted = (...outputs: readonly (readonly object[])[]): Model => {
  let asked = 0;
  return {
    getResponse: () => Promise.reject(new Error('It streams.')),
    async *getStreamedResponse() {
      yield { type: 'response_started' };
      yield { type: 'model', event: { type: 'text-delta', usage: { inputTokens: { total: 9 } } } };
      const output = outputs[Math.min(asked++, outputs.length - 1)] as never[];
      const usage = { inputTokens: 100, outputTokens: 1, totalTokens: 101, inputTokensDetails: { cached_tokens: 60 } };
      yield { type: 'response_done', response: { id: 'r', output, usage } };
    },
  };
};
const said = (text: string) => ({
  type: 'message',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text }],
});

describe('a model of another provider', () => {
  const call = { type: 'function_call', callId: 'call-1', name: 'look', arguments: '{}', status: 'completed' };
  const scenarios: readonly [string, Model, Counters][] = [
    ['an answer', scripted([said('There.')]), { ...answer, 'cache_hit/50_80': 1 }],
    ['a blank answer', scripted([said(' ')]), { ...answer, 'cache_hit/50_80': 1, 'empty_final/total': 1 }],
    ['a tool', scripted([call], [said('There.')]), { ...answer, 'finish_reason/tool_calls': 1, 'cache_hit/50_80': 2 }],
    [
      'a tool after a text',
      scripted([said('Wait.'), call], [said('There.')]),
      { ...answer, 'finish_reason/tool_calls': 1, 'cache_hit/50_80': 2 },
    ],
  ];
  test.each(scenarios)('%s', async (_, model, wanted) => {
    const { telemetry, counts } = counting();
    const agent = agentWith(
      looking(async () => 'There.'),
      { model },
    );
    const started = new Runner({ tracingDisabled: true }).run(agent, 'Why?', { stream: true });
    for await (const _ of await tapAgentRun(started, telemetry.tap(openAiAgents)));
    expect(await counts()).toEqual(wanted);
  });
});

describe('toolError', () => {
  const output = (output: unknown) => ({ type: 'run_item_stream_event', name: 'tool_output', item: { output } });
  const mine = openAiAgentsWith({ toolError: (output) => (output === 'not allowed' ? 'hook' : undefined) });

  it('should decide which outputs are failures, and leave the others to the adapter', () => {
    const items = [output('not allowed'), output('Tool execution was not approved.'), output('There.'), output({})];
    expect(countStream(mine, items)).toEqual({ 'tool_error/hook': 1, 'tool_error/permission': 1, ...turn });
  });

  it('should not take a text that only mentions a failure for one', () => {
    const items = [
      'It says: An error occurred while running the tool.',
      "The Tool 'x' timed out after 5ms.",
      undefined,
    ];
    expect(countStream(openAiAgents, items.map(output))).toEqual(turn);
  });
});

describe('the end of a forwarded run', () => {
  const raw = (data: object) => ({ type: 'raw_model_stream_event', data });
  const begun = [
    raw({ type: 'response_started' }),
    raw({ type: 'model', event: { choices: [{ index: 0, finish_reason: 'stop' }] } }),
  ];

  it('should be a stop if it ends within a call', () => {
    expect(countStream(openAiAgents, begun)).toEqual({ 'finish_reason/stop': 1, ...turn });
    expect(countStream(openAiAgents, [])).toEqual(turn);
  });

  it('should be a pause after a request for an approval, and not an empty answer', () => {
    const output = [{ type: 'hosted_tool_call', name: 'mcp_approval_request' }];
    const done = raw({ type: 'response_done', response: { output, usage: { inputTokens: 9 } } });
    const asked = { type: 'run_item_stream_event', name: 'tool_approval_requested', item: {} };
    expect(countStream(openAiAgents, [raw({ type: 'response_started' }), done, asked])).toEqual(answer);
  });

  it('should be a stop, whatever came before, if the error is one', () => {
    const failing = raw({ type: 'model', event: { type: 'error', error: { code: 'server_error' } } });
    expect(countStream(openAiAgents, [...begun, failing], new DOMException('', 'AbortError'))).toEqual({
      'finish_reason/stop': 1,
      ...turn,
    });
  });

  it('should not be hidden by a limit that an earlier call reached', () => {
    const cutShort = raw({ type: 'model', event: { choices: [{ index: 0, finish_reason: 'length' }] } });
    const ran = { type: 'run_item_stream_event', name: 'tool_output', item: { output: 'There.' } };
    expect(countStream(openAiAgents, [cutShort, ran], new Error('What?'))).toEqual({
      'finish_reason/length': 1,
      'provider_error/other': 1,
      ...turn,
    });
  });

  it.each([null, 1, 'unknown', {}, { message: 1 }])('should count one turn that failed with %j', (error) => {
    expect(countStream(openAiAgents, [], error)).toMatchObject(turn);
  });
});
