import { AbstractAgent, type BaseEvent, EventType, HttpAgent, type RunAgentInput } from '@ag-ui/client';
import { concat, from, NEVER, Observable, of } from 'rxjs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { agUi, agUiSubscriber, agUiWith } from '../../src/adapters/agUi.js';
import type { Counters } from '../../src/index.js';
import { countStream } from '../../src/testing/countStream.js';
import { agentServer, calls, failed, finished, inOrder, type Run, says, started } from './support/agUiServer.js';
import { counting } from './support/counting.js';
import { type Handler, refusal, type Served, serve } from './support/servers.js';

let served: Served | undefined;
/** Theirs, of a connection that broke, beside the error that they report. */
const unhandled: unknown[] = [];
const theirs: NodeJS.UnhandledRejectionListener[] = [];
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  theirs.push(...process.listeners('unhandledRejection'));
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', (reason) => unhandled.push(reason));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await served?.close();
  await new Promise((resolve) => setImmediate(resolve));
  process.removeAllListeners('unhandledRejection');
  for (const listener of theirs.splice(0)) process.on('unhandledRejection', listener);
  for (const reason of unhandled.splice(0)) expect(reason).toMatchObject({ message: 'terminated' });
});

type Afterwards = 'end' | 'reset' | 'stall';
interface Case {
  readonly run: Run;
  readonly afterwards?: Afterwards;
  readonly server?: Handler;
}

const input: RunAgentInput = { threadId: 't', runId: 'r', messages: [], tools: [], context: [], state: {} };

async function agentFor({ run, afterwards, server }: Case): Promise<HttpAgent> {
  served = server ? await serve(server) : await agentServer(run, afterwards);
  return new HttpAgent({ url: served.url });
}

/** Both ways to attach must count alike. */
const ways: [string, (given: Case, translator?: typeof agUi) => Promise<Counters>][] = [
  [
    'run().pipe(tap)',
    async (given, translator = agUi) => {
      const agent = await agentFor(given);
      const { telemetry, counts, faults } = counting();
      await new Promise<void>((resolve) => {
        agent
          .run(input)
          .pipe(telemetry.tap(translator))
          .subscribe({ error: () => resolve(), complete: resolve });
      });
      expect(faults()).toBe(0);
      return counts();
    },
  ],
  [
    'agent.subscribe(subscriber)',
    async (given, translator = agUi) => {
      const agent = await agentFor(given);
      const { telemetry, counts, faults } = counting();
      agent.subscribe(agUiSubscriber(telemetry.tap(translator)));
      await agent.runAgent().catch(() => {});
      expect(faults()).toBe(0);
      return counts();
    },
  ],
];

const done = { 'turns/total': 1 };
const empty = { 'empty_final/total': 1 };
const ran = (...between: readonly Run[]): Case => ({ run: inOrder(started, ...between, finished()) });

describe.each(ways)('%s', (_, countsOf) => {
  test('an answer', async () => {
    expect(await countsOf(ran(says('Hi.')))).toEqual(done);
  });

  test('an empty answer', async () => {
    expect(await countsOf(ran(says('')))).toEqual({ ...done, ...empty });
  });

  test('"let me check", a tool and then nothing is an empty answer', async () => {
    expect(await countsOf(ran(says('Let me check.'), calls('1', 'found')))).toEqual({ ...done, ...empty });
    await served?.close();
    expect(await countsOf(ran(calls('1', 'found'), says('Found.')))).toEqual(done);
  });

  test('a tool that is left for the app to run is no empty answer', async () => {
    expect(await countsOf(ran(calls('1')))).toEqual(done);
    await served?.close();
    expect(await countsOf(ran(calls('1'), calls('2', 'found')))).toEqual(done);
  });

  test('what a subagent says is no answer', async () => {
    const sub = { subagentRunId: 's' };
    const spoke: Run = () => [
      { type: 'SUBAGENT_STARTED', subagentRunId: 's', name: 'helper' },
      ...says('I, the helper, found it.', sub)(input),
      { type: 'SUBAGENT_FINISHED', subagentRunId: 's' },
    ];
    expect(await countsOf(ran(calls('1', 'found'), spoke))).toEqual({ ...done, ...empty });
  });

  test('of what a message says of itself only the reason is read, and only of the own answer', async () => {
    const metadata = { finishReason: 'stop', cached: 1, input: 100, cachedInputTokens: 1, inputTokens: 100 };
    const message =
      (fields: object): Run =>
      () => [
        { type: 'TEXT_MESSAGE_START', messageId: 'm', role: 'assistant', ...fields },
        { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'Hi.', ...fields },
        { type: 'TEXT_MESSAGE_END', messageId: 'm', metadata, ...fields },
      ];
    expect(await countsOf(ran(message({})))).toEqual({ ...done, 'finish_reason/stop': 1 });
    await served?.close();
    const sub: Run = (input) => [
      { type: 'SUBAGENT_STARTED', subagentRunId: 's', name: 'helper' },
      ...message({ subagentRunId: 's' })(input),
      { type: 'SUBAGENT_FINISHED', subagentRunId: 's' },
    ];
    expect(await countsOf(ran(sub))).toEqual({ ...done, ...empty });
  });

  test('chunks instead of whole messages', async () => {
    const chunks: Run = () => [
      { type: 'TOOL_CALL_CHUNK', toolCallId: '1', toolCallName: 'look', delta: '{' },
      { type: 'TOOL_CALL_CHUNK', delta: '}' },
      { type: 'TOOL_CALL_RESULT', messageId: 'r', toolCallId: '1', content: 'found' },
    ];
    const chunk: Run = () => [{ type: 'TEXT_MESSAGE_CHUNK', messageId: 'm', delta: 'Found.' }];
    expect(await countsOf(ran(chunks))).toEqual({ ...done, ...empty });
    await served?.close();
    expect(await countsOf(ran(chunks, chunk))).toEqual(done);
  });

  test.each([
    ['interrupt', { type: 'interrupt', interrupts: [{ id: 'i', reason: 'approval' }] }],
    ['cancelled', { type: 'cancelled' }],
  ])('a run whose outcome is %s is neither empty nor an error', async (_, outcome) => {
    expect(await countsOf({ run: inOrder(started, finished({ outcome })) })).toEqual(done);
  });

  test('the outcome success is as good as none', async () => {
    const outcome = { type: 'success' };
    expect(await countsOf({ run: inOrder(started, finished({ outcome })) })).toEqual({ ...done, ...empty });
  });

  test('a reason to finish, where a message has one', async () => {
    const end = { metadata: { finishReason: 'length' } };
    expect(await countsOf(ran(says('Hi.', { end })))).toEqual({ 'finish_reason/length': 1, ...done });
  });

  test('cached tokens, a part of the input, once for each model', async () => {
    const usage = [
      { model: 'a', inputTokens: 100, cachedInputTokens: 90 },
      { model: 'b', inputTokens: 100, cachedInputTokens: 10 },
      { model: 'no cache reported', inputTokens: 100 },
      { model: 'does not add up', inputTokens: 6, cachedInputTokens: 6289 },
    ];
    expect(await countsOf({ run: inOrder(started, says('Hi.'), finished({ usage })) })).toEqual({
      'cache_hit/80_95': 1,
      'cache_hit/0_50': 1,
      ...done,
    });
  });

  test.each([
    ['rate_limit_exceeded', 'http_429'],
    ['429', 'http_429'],
    ['overloaded_error', 'http_5xx'],
    ['invalid_api_key', 'http_401'],
    ['INVALID_REQUEST', 'http_400'],
    ['DEADLINE_EXCEEDED', 'timeout'],
    ['AGENT_CRASHED', 'other'],
    [undefined, 'other'],
  ])('an error that they call %s', async (code, bucket) => {
    const usage = [{ inputTokens: 100, cachedInputTokens: 99 }];
    expect(await countsOf({ run: inOrder(started, failed(code, { usage })) })).toEqual({
      [`provider_error/${bucket}`]: 1,
      'cache_hit/99_100': 1,
      ...done,
    });
  });

  test('a refusal of the agent server', async () => {
    expect(await countsOf({ run: started, server: refusal(429) })).toEqual({ 'provider_error/http_429': 1, ...done });
  });

  test('a connection that is reset', async () => {
    expect(await countsOf({ run: inOrder(started, says('Hel')), afterwards: 'reset' })).toEqual({
      'provider_error/stream_interrupted': 1,
      ...done,
    });
  });

  test('a clean end without a word of it was cut, though they report success', async () => {
    expect(await countsOf({ run: inOrder(started, says('Hi.')) })).toEqual({
      'provider_error/stream_interrupted': 1,
      ...done,
    });
  });

  test('the app tells which results are failures', async () => {
    const translator = agUiWith({
      toolError: (content) => (content === 'denied by policy' ? 'planmode' : undefined),
    });
    const run = ran(calls('1', 'found'), calls('2', 'denied by policy'), says('Hm.'));
    expect(await countsOf(run, translator)).toEqual({ 'tool_error/planmode': 1, ...done });
    await served?.close();
    expect(await countsOf(run)).toEqual(done);
  });
});

test('a person who aborts is no error', async () => {
  const agent = await agentFor({ run: inOrder(started, says('Hel')), afterwards: 'stall' });
  const { telemetry, counts } = counting();
  agent.subscribe({
    onTextMessageEndEvent: () => {
      agent.abortRun();
    },
  });
  await agent.runAgent({}, agUiSubscriber(telemetry.tap(agUi)));
  expect(await counts()).toEqual(done);
});

test.each(['abort', 'cancel'])('nor is a run that ends with the code %s, whatever it says', async (code) => {
  const { telemetry, counts } = counting();
  const events = [
    { type: 'RUN_STARTED', threadId: 't', runId: 'r' },
    { type: 'RUN_ERROR', code, message: 'The run is over.' },
  ];
  from(events).pipe(telemetry.tap(agUi)).subscribe();
  expect(await counts()).toEqual(done);
});

test('nor is an app that unsubscribes', async () => {
  const agent = await agentFor({ run: inOrder(started, says('Hel')), afterwards: 'stall' });
  const { telemetry, counts } = counting();
  await new Promise<void>((resolve) => {
    const subscription = agent
      .run(input)
      .pipe(telemetry.tap(agUi))
      .subscribe(({ type }) => {
        if (type !== EventType.TEXT_MESSAGE_END) return;
        resolve();
        queueMicrotask(() => subscription.unsubscribe());
      });
  });
  expect(await counts()).toEqual(done);
  agent.abortRun();
});

test('what comes before a run is not one that was cut', async () => {
  const { telemetry, counts } = counting();
  const run = { threadId: 't', runId: 'r' };
  const events = [
    { type: 'CUSTOM' },
    { type: 'RUN_STARTED', ...run },
    { type: 'CUSTOM' },
    { type: 'RUN_FINISHED', ...run },
  ];
  from([...events, ...events])
    .pipe(telemetry.tap(agUi))
    .subscribe();
  expect(await counts()).toEqual({ 'turns/total': 2, 'empty_final/total': 2 });
});

test('the agent server is asked once, and answers as before', async () => {
  const given = ran(says('Hi.', { end: { metadata: { finishReason: 'stop' } } }), calls('1', 'found'));
  type Events = ReturnType<HttpAgent['run']>;
  const read = async (tap: (events$: Events) => Events) => {
    const agent = await agentFor(given);
    const seen: BaseEvent[] = [];
    await new Promise<void>((resolve) => {
      tap(agent.run(input)).subscribe({ next: (event) => seen.push(event), complete: resolve });
    });
    expect(served?.asked.length).toBe(1);
    await served?.close();
    return seen;
  };
  const { telemetry } = counting();
  const plain = await read((events$) => events$);
  expect(await read((events$) => events$.pipe(telemetry.tap(agUi)))).toEqual(plain);
  expect(plain.length).toBe(9);
});

test('a subscriber that comes late to the request that run() made sees nothing of it', async () => {
  const agent = await agentFor(ran(says('Hi.')));
  const { telemetry, counts, faults } = counting();
  const events$ = agent.run(input);
  const early: string[] = [];
  await new Promise<void>((resolve) => {
    events$.subscribe({ next: ({ type }) => early.push(type), complete: resolve });
  });
  const late: string[] = [];
  await new Promise<void>((resolve) => {
    events$.pipe(telemetry.tap(agUi)).subscribe({ next: ({ type }) => late.push(type), complete: resolve });
  });
  expect([early.length, late.length, served?.asked.length]).toEqual([5, 0, 1]);
  // That it came late cannot be told from an answer that was cut.
  expect(await counts()).toEqual({ 'provider_error/stream_interrupted': 1, ...done });
  expect(faults()).toBe(0);
});

class LocalAgent extends AbstractAgent {
  runs = 0;
  constructor(
    readonly answer: (input: RunAgentInput) => Observable<BaseEvent>,
    readonly history: (input: RunAgentInput) => Observable<BaseEvent> = () => of(),
  ) {
    super();
  }
  override run(given: RunAgentInput): ReturnType<AbstractAgent['run']> {
    return new Observable<BaseEvent>((subscriber) => {
      this.runs++;
      return this.answer(given).subscribe(subscriber);
    }) as never;
  }
  protected override connect(given: RunAgentInput): ReturnType<AbstractAgent['run']> {
    return this.history(given) as never;
  }
}

const play = (run: Run) => (given: RunAgentInput) => from(run(given) as unknown as BaseEvent[]);

test('a cold agent runs once', async () => {
  const agent = new LocalAgent(play(inOrder(started, says('Hi.'), finished())));
  const { telemetry, counts } = counting();
  agent.run(input).pipe(telemetry.tap(agUi)).subscribe();
  expect(agent.runs).toBe(1);
  expect(await counts()).toEqual(done);
});

test('a cold agent runs once for each subscriber, and the tap is none more', async () => {
  const agent = new LocalAgent(play(inOrder(started, says('Hi.'), finished())));
  const { telemetry, counts } = counting();
  const run$ = agent.run(input).pipe(telemetry.tap(agUi));
  expect(agent.runs).toBe(0);
  const seen: string[][] = [[], []];
  for (const types of seen) run$.subscribe(({ type }) => types.push(type));
  expect(agent.runs).toBe(2);
  expect(seen[0]?.length).toBeGreaterThan(3);
  expect(seen[1]).toEqual(seen[0]);
  expect(await counts()).toEqual({ 'turns/total': 2 });
});

test('what connectAgent replays was counted when it was live', async () => {
  const past: Run = ({ threadId }) =>
    inOrder(started, says('Hi.'), finished())({ ...input, threadId, runId: 'long ago' });
  const agent = new LocalAgent(play(inOrder(started, finished())), play(inOrder(past, past)));
  const { telemetry, counts } = counting();
  agent.subscribe(agUiSubscriber(telemetry.tap(agUi)));
  await agent.connectAgent();
  expect(await counts()).toEqual({});
  await agent.runAgent();
  expect(await counts()).toEqual({ ...done, ...empty });
});

test('runs count once each, though they share a subscriber, an id or an agent', async () => {
  const agents = [0, 1].map(() => new LocalAgent(play(inOrder(started, says('Hi.'), finished()))));
  const { telemetry, counts } = counting();
  const subscriber = agUiSubscriber(telemetry.tap(agUi));
  for (const agent of agents) {
    agent.subscribe(subscriber);
    agent.subscribe(subscriber);
  }
  await Promise.all(agents.map((agent) => agent.runAgent({ runId: 'r' })));
  expect(await counts()).toEqual({ 'turns/total': 2 });
  await agents[0]?.runAgent({ runId: 'r' });
  expect(await counts()).toEqual({ 'turns/total': 3 });
});

test('what comes for a run that is over begins no other', async () => {
  const { telemetry, counts } = counting();
  const subscriber = agUiSubscriber(telemetry.tap(agUi));
  const run = { input: { runId: 'r' } };
  for (const type of ['RUN_STARTED', 'RUN_FINISHED']) subscriber.onEvent({ event: { type, runId: 'r' }, ...run });
  subscriber.onRunFinalized(run);
  subscriber.onEvent({ event: { type: 'CUSTOM' }, ...run });
  subscriber.onRunFailed({ error: new Error('late'), ...run });
  subscriber.onRunFinalized(run);
  expect(await counts()).toEqual({ ...done, ...empty });
});

test('one that breaks while it replays, or has nothing to replay, is not counted either', async () => {
  const past: Run = ({ threadId }) => started({ ...input, threadId, runId: 'long ago' });
  const broken = new LocalAgent(play(started), (given) =>
    concat(play(past)(given), new Observable<never>((subscriber) => subscriber.error(new Error('reset')))),
  );
  const { telemetry, counts } = counting();
  for (const agent of [broken, new HttpAgent({ url: 'http://127.0.0.1:9' })]) {
    agent.subscribe(agUiSubscriber(telemetry.tap(agUi)));
    await agent.connectAgent().catch(() => {});
  }
  expect(await counts()).toEqual({});
});

test('one subscriber keeps the runs of several agents apart', async () => {
  const { telemetry, counts } = counting();
  const subscriber = agUiSubscriber(telemetry.tap(agUi));
  const waiting = new LocalAgent((given) => concat(play(inOrder(started, says('Hi.')))(given), NEVER));
  const failing = new LocalAgent(play(inOrder(started, failed('429'))));
  for (const agent of [waiting, failing]) agent.subscribe(subscriber);
  const waited = waiting.runAgent();
  await failing.runAgent();
  expect(await counts()).toEqual({ 'provider_error/http_429': 1, ...done });
  await waiting.detachActiveRun();
  await waited;
  expect(await counts()).toMatchObject({ 'turns/total': 2 });
});

test('several runs on one stream count one by one', async () => {
  const { telemetry, counts } = counting();
  const run = inOrder(started, says('Hi.'), finished(), started, finished(), started, failed('429'), started, started);
  play(run)(input).pipe(telemetry.tap(agUi)).subscribe();
  expect(await counts()).toEqual({
    'turns/total': 5,
    ...empty,
    'provider_error/http_429': 1,
    'provider_error/stream_interrupted': 2,
  });
});

test.each([
  [undefined, {}],
  [new TypeError('network error'), { 'provider_error/stream_interrupted': 1 }],
  [{ status: 503 }, { 'provider_error/http_5xx': 1 }],
  [new DOMException('', 'AbortError'), {}],
])('a stream that ends with %s while the app answers a tool call', (error, failure) => {
  const items = [
    { type: 'RUN_STARTED' },
    { type: 'TOOL_CALL_START', toolCallId: '1' },
    { type: 'RUN_FINISHED', finishReason: 'tool_calls' },
  ];
  expect(countStream(agUi, items as never, error)).toMatchObject({ 'turns/total': 1, ...failure });
  expect(Object.keys(countStream(agUi, items as never, error)).filter((token) => /provider_error/.test(token))).toEqual(
    Object.keys(failure),
  );
});
