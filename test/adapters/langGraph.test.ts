import { type AgentServerAdapter, Client, HttpAgentServerAdapter } from '@langchain/langgraph-sdk';
import { createAgent } from 'langchain';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type LangGraphEvent, langGraph, tapAgentServer, tapIterable, tapRun } from '../../src/adapters/langGraph.js';
import type { Counters } from '../../src/index.js';
import { countStream } from '../../src/testing/countStream.js';
import { agentPage, ask } from './support/agentPage.js';
import { agentServer, type Faults } from './support/agentServer.js';
import { counting } from './support/counting.js';
import { type Graph, question, type Scenario, scenarios } from './support/langGraphScenarios.js';
import { answer, ScriptedModel, type Step, says } from './support/scriptedModel.js';

type Telemetry = ReturnType<typeof counting>['telemetry'];
type Run = AsyncIterable<LangGraphEvent> & { readonly output: PromiseLike<unknown> };

/** What an app does with one run. */
type Use = (run: PromiseLike<Run>, telemetry: Telemetry, onEvent: (event: LangGraphEvent) => void) => Promise<void>;

const ways: { readonly [name: string]: Use } = {
  async tapRun(run, telemetry, onEvent) {
    for await (const event of await tapRun(run, telemetry.tap(langGraph))) onEvent(event);
  },
  async tapIterable(run, telemetry, onEvent) {
    for await (const event of tapIterable(await run, telemetry.tap(langGraph))) onEvent(event);
  },
};

// LangChain leaves the errors of tools to themselves, also those that it handled.
const ignore = (): void => {};
beforeAll(() => void process.on('unhandledRejection', ignore));
afterAll(() => void process.off('unhandledRejection', ignore));

async function countsOf(use: Use, scenario: Scenario): Promise<Counters> {
  const { graph, inputs = [question], stopAt, deadline, recursionLimit } = scenario;
  const { telemetry, counts, faults } = counting();
  const agent = graph() as Graph;
  for (const input of inputs) {
    const stopper = new AbortController();
    const signal = deadline === undefined ? stopper.signal : AbortSignal.timeout(deadline);
    const options = { version: 'v3', signal, configurable: { thread_id: scenario.name } } as const;
    const run = agent.streamEvents(input as never, { ...options, ...(recursionLimit && { recursionLimit }) });
    await use(run, telemetry, (event) => {
      if (stopAt && JSON.stringify(event).includes(stopAt)) stopper.abort();
    }).catch(ignore);
  }
  expect(faults()).toBe(0);
  return counts();
}

describe.each(Object.entries(ways))('in process, by %s', (_, use) => {
  test.each(scenarios)('$name', async (scenario) => {
    expect(await countsOf(use, scenario)).toEqual(scenario.wanted);
  });
});

/** What a server does not report to a page. */
const differences: { readonly [name: string]: Counters } = {
  'a clean cut': { 'turns/total': 1 },
  'an error whose text does not say what it is': { 'provider_error/other': 1, 'turns/total': 1 },
};

const expectCounts = (counts: () => Promise<Counters>, wanted: Counters): Promise<void> =>
  vi.waitFor(async () => expect(await counts()).toEqual(wanted), { timeout: 20_000 });

describe('on a page', () => {
  const served = scenarios.filter(({ deadline, recursionLimit }) => deadline === undefined && !recursionLimit);
  test.each(served)('$name', async (scenario) => {
    const { counts, faults, close } = await ask(scenario, question);
    const wanted = differences[scenario.name] ?? scenario.wanted;
    await expectCounts(counts, wanted);
    await close();
    expect(await counts()).toEqual(wanted);
    expect(faults()).toBe(0);
  });
});

describe('a counted transport', () => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  const scenarioOf = (...script: readonly Step[][]): Scenario => ({
    name: 'a script',
    graph: () => createAgent({ model: new ScriptedModel(script) }),
    wanted: {},
  });
  const stop = { 'finish_reason/stop': 1, 'cache_hit/95_99': 1, 'turns/total': 1 };
  const open = async (scenario: Scenario, faults?: Faults) => {
    const asked = await ask(scenario, question, faults);
    closing.push(asked.close);
    return asked;
  };
  /** A thread as an app without `useStream` reads it. */
  const threadOf = ({ url }: { readonly url: string }) => {
    const { telemetry, counts } = counting();
    const adapter = new HttpAgentServerAdapter({ apiUrl: url });
    const transport = tapAgentServer(adapter, telemetry.tap(langGraph));
    const client = new Client({ apiUrl: url, callerOptions: { maxRetries: 0 } });
    const thread = client.threads.stream('thread', {
      assistantId: 'agent',
      transport: transport as AgentServerAdapter,
    });
    closing.push(() => thread.close());
    return { thread, counts };
  };

  test.each([
    [429, 'http_429'],
    [401, 'http_401'],
    [{ error: 'unknown_error', message: 'overloaded_error' }, 'http_5xx'],
  ] as const)('a command that is refused with %j is a turn that failed', async (refuses, bucket) => {
    const { counts } = await open(scenarioOf(answer), { refuses });
    await expectCounts(counts, { [`provider_error/${bucket}`]: 1, 'turns/total': 1 } as Counters);
  });

  test('a run is counted once, however often its streams are opened again', async () => {
    const { graph } = scenarioOf(answer, answer);
    const server = await agentServer(graph() as Graph);
    closing.push(() => server.close());
    const { thread, counts } = threadOf(server);
    const texts: string[] = [];
    for (const input of [question, question]) {
      await thread.run.start({ input });
      // Each asks for more than the stream before it had.
      await thread.subscribe({ channels: ['messages'] });
      await thread.subscribe({ channels: ['tools', 'custom'], namespaces: [['node']] });
      await thread.subscribe({ channels: ['updates'] });
    }
    for await (const message of thread.messages) {
      texts.push(await message.text);
      if (texts.length === 2) break;
    }
    expect(texts).toEqual(['Because.', 'Because.']);
    expect(server.filters.length).toBeGreaterThan(3);
    await expectCounts(counts, { 'finish_reason/stop': 2, 'cache_hit/95_99': 2, 'turns/total': 2 });
  });

  test('a stream that breaks goes on, and repeats what was counted', async () => {
    const { counts, server } = await open(scenarioOf(answer), { breaksAfter: 9 });
    await expectCounts(counts, stop);
    expect(server.filters.length).toBeGreaterThan(2);
  });

  test('a server may count anew with each run', async () => {
    const { controller, counts } = await open(scenarioOf(answer, answer), { countsAnew: true });
    await controller.submit(question);
    await expectCounts(counts, { 'finish_reason/stop': 2, 'cache_hit/95_99': 2, 'turns/total': 2 });
  });

  test('runs of before and of others are not counted', async () => {
    const { graph } = scenarioOf(answer, answer, answer);
    const server = await agentServer(graph() as Graph);
    closing.push(() => server.close());
    await server.start(question);
    const pages = [agentPage(server, 'thread'), agentPage(server, 'thread')] as const;
    for (const { controller } of pages) {
      closing.push(() => controller.dispose());
      await controller.hydrate('thread');
    }
    const [mine, other] = pages;
    await mine.controller.submit(question);
    await expectCounts(mine.counts, stop);
    expect(await other.counts()).toEqual({});
    await other.controller.submit(question);
    await expectCounts(other.counts, stop);
    expect(await mine.counts()).toEqual(stop);
  });

  test('a page that is left, or shows another thread, stopped its run', async () => {
    for (const leave of ['dispose', 'hydrate'] as const) {
      const { graph } = scenarioOf([...says('Bec'), 'stall']);
      const server = await agentServer(graph() as Graph);
      closing.push(() => server.close());
      const { controller, counts } = agentPage(server);
      closing.push(() => controller.dispose());
      void controller.submit(question).catch(() => {});
      await vi.waitFor(() => expect(JSON.stringify(controller.rootStore.getSnapshot())).toContain('Bec'), {
        timeout: 20_000,
      });
      await (leave === 'dispose' ? controller.dispose() : controller.hydrate('another'));
      await expectCounts(counts, { 'turns/total': 1 });
    }
  });

  test('is the transport that is given, but for what is counted', () => {
    const { telemetry } = counting();
    const adapter = new HttpAgentServerAdapter({ apiUrl: 'http://127.0.0.1:1', threadId: 'a' });
    const transport = tapAgentServer(adapter, telemetry.tap(langGraph));
    expect(transport).toBeInstanceOf(HttpAgentServerAdapter);
    transport.setThreadId('b');
    expect([transport.threadId, adapter.threadId, transport.apiUrl]).toEqual(['b', 'b', adapter.apiUrl]);
  });
});

describe('tapRun', () => {
  test('returns the very same run, and counts it whatever the app reads of it', async () => {
    const { telemetry, counts } = counting();
    const started: Run[] = [];
    const agent = createAgent({ model: new ScriptedModel([answer, answer]) });
    const start = async (): Promise<Run> => {
      const run = await agent.streamEvents(question, { version: 'v3' });
      started.push(run);
      return run;
    };
    const run = await tapRun(start(), telemetry.tap(langGraph));
    expect(run).toBe(started[0]);
    await run.output;
    // An app that leaves its loop does not stop a run.
    for await (const _ of await tapRun(start(), telemetry.tap(langGraph))) break;
    await expectCounts(counts, { 'finish_reason/stop': 2, 'cache_hit/95_99': 2, 'turns/total': 2 });
  });

  test('counts a run that fails before it has events', async () => {
    const { telemetry, counts } = counting();
    const refused = Promise.reject<Run>(Object.assign(new Error('No.'), { status: 503 }));
    await expect(tapRun(refused, telemetry.tap(langGraph))).rejects.toThrow('No.');
    expect(await counts()).toEqual({ 'provider_error/http_5xx': 1, 'turns/total': 1 });
  });
});

test.each([
  ['a text', 'boom', { 'provider_error/other': 1, 'turns/total': 1 }],
  ['a status alone', { status: 429 }, { 'provider_error/http_429': 1, 'turns/total': 1 }],
  ['nothing', undefined, {}],
  ['the end of an app that drops it', { name: 'AbortError' }, {}],
])('a stream that ends at once with %s', (_, error, counts) => {
  expect(countStream(langGraph, [], error)).toEqual(counts);
});
