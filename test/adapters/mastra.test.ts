import { describe, expect, it, test } from 'vitest';
import { type MastraChunk, mastra, mastraWith, tapAgentStream, tapStream } from '../../src/adapters/mastra.js';
import type { AgentEvent } from '../../src/index.js';
import { countStream } from '../../src/testing/countStream.js';
import { counting } from './support/counting.js';
import { type RecordedStream, recordedStreams, wanted } from './support/mastra.js';

const recorded = await recordedStreams();
const named = (name: string): RecordedStream => recorded.find(({ scenario }) => scenario === name) as RecordedStream;

const streamOf = ({ chunks, error }: Pick<RecordedStream, 'chunks' | 'error'>) => {
  const left = [...chunks];
  return new ReadableStream<MastraChunk>({
    pull(controller) {
      const chunk = left.shift();
      if (chunk) controller.enqueue(chunk);
      else if (error === undefined) controller.close();
      else controller.error(error);
    },
  });
};

async function readAll(stream: ReadableStream<unknown>): Promise<unknown[]> {
  const items: unknown[] = [];
  const reader = stream.getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read()) items.push(step.value);
  return items;
}

/** As `MastraModelOutput`: each stream that is asked for has all chunks, and private fields need their own object. */
class Output {
  readonly #recorded: RecordedStream;
  constructor(given: RecordedStream) {
    this.#recorded = given;
  }
  get fullStream(): ReadableStream<MastraChunk> {
    return streamOf(this.#recorded);
  }
  get text(): Promise<string> {
    return Promise.resolve(this.#recorded.scenario);
  }
}

test('every recorded scenario has counts', () => {
  expect(new Set(recorded.map(({ scenario }) => scenario))).toEqual(new Set(Object.keys(wanted)));
});

describe('recorded streams of an agent', () => {
  test.each(Object.entries(wanted))('%s', async (name, counted) => {
    const { telemetry, counts, faults } = counting();
    for (const stream of recorded.filter(({ scenario }) => scenario === name)) {
      const chunks = await readAll(tapStream(streamOf(stream), telemetry.tap(mastra)));
      expect(chunks).toEqual(stream.chunks);
    }
    expect(await counts()).toEqual(counted);
    expect(faults()).toBe(0);
  });
});

describe('tapAgentStream', () => {
  it('should count what is read of one stream, once, and keep the other members', async () => {
    const { telemetry, counts } = counting();
    const output = await tapAgentStream(
      Promise.resolve(new Output(named('a tool, and an answer'))),
      telemetry.tap(mastra),
    );
    expect(output).toBeInstanceOf(Output);
    expect(await output.text).toBe('a tool, and an answer');
    expect(await counts()).toEqual({});
    const [first, second] = await Promise.all([readAll(output.fullStream), readAll(output.fullStream)]);
    expect(second).toEqual(first);
    expect(await counts()).toEqual(wanted['a tool, and an answer']);
  });

  it('should count the stream that is read, whichever were asked for before it', async () => {
    const { telemetry, counts } = counting();
    const output = await tapAgentStream(Promise.resolve(new Output(named('an answer'))), telemetry.tap(mastra));
    if (output.fullStream) await readAll(output.fullStream);
    expect(await counts()).toEqual(wanted['an answer']);
    // One that is left unread was not the one that counts.
    const other = await tapAgentStream(Promise.resolve(new Output(named('status 429'))), telemetry.tap(mastra));
    await other.fullStream.cancel();
    await readAll(other.fullStream);
    expect(await counts()).toEqual({ ...wanted['an answer'], 'provider_error/http_429': 1, 'turns/total': 2 });
  });

  it('should count a call that fails before there is a stream', async () => {
    const { telemetry, counts } = counting();
    const call = Promise.reject<Output>(Object.assign(new Error('No.'), { statusCode: 401 }));
    await expect(tapAgentStream(call, telemetry.tap(mastra))).rejects.toThrow('No.');
    expect(await counts()).toEqual({ 'provider_error/http_401': 1, 'turns/total': 1 });
  });

  it('should count several streams at once, each for itself, and one that its app leaves as stopped', async () => {
    const { telemetry, counts } = counting();
    const outputs = await Promise.all(
      ['status 429', 'an answer', 'an answer'].map((name) =>
        tapAgentStream(Promise.resolve(new Output(named(name))), telemetry.tap(mastra)),
      ),
    );
    const [failing, answering, left] = outputs.map(({ fullStream }) => fullStream);
    const reader = left?.getReader();
    await reader?.read();
    await reader?.cancel();
    await Promise.all([failing, answering].map((stream) => stream && readAll(stream)));
    expect(await counts()).toEqual({ ...wanted['an answer'], 'provider_error/http_429': 1, 'turns/total': 3 });
  });
});

/** Chunks, how their stream ends, and what must be counted. */
const unrecorded: readonly [string, readonly unknown[], unknown, object][] = [
  [
    'a tool that goes on while another waits for approval',
    [
      { type: 'start' },
      { type: 'tool-call-approval', payload: { toolCallId: '1' } },
      { type: 'tool-result', payload: { toolCallId: '2', result: 'There.' } },
    ],
    undefined,
    { 'turns/total': 1 },
  ],
  [
    'a connection that is lost after a question',
    [{ type: 'start' }, { type: 'tool-call-approval', payload: { toolCallId: '1' } }],
    { code: 'ECONNRESET' },
    { 'provider_error/stream_interrupted': 1, 'turns/total': 1 },
  ],
  [
    'a rule that stops a step, and an end',
    [{ type: 'start' }, { type: 'tripwire', payload: {} }, { type: 'finish', payload: {} }],
    undefined,
    { 'turns/total': 1 },
  ],
  [
    'a cut after a question that was answered',
    [{ type: 'start' }, { type: 'tool-call-suspended', payload: {} }, { type: 'step-start' }],
    undefined,
    { 'provider_error/stream_interrupted': 1, 'turns/total': 1 },
  ],
  [
    'a tool of the provider that failed',
    [
      { type: 'start' },
      { type: 'tool-result', payload: { toolCallId: '1', isError: true, result: 'Timed out after 3 s' } },
      { type: 'text-delta', payload: { text: 'So be it.' } },
      { type: 'finish', payload: { stepResult: { reason: 'stop' } } },
    ],
    undefined,
    { 'tool_error/timeout': 1, 'finish_reason/stop': 1, 'turns/total': 1 },
  ],
  [
    'a result that the app calls an error',
    [
      { type: 'start' },
      { type: 'tool-result', payload: { toolCallId: '1', result: { error: true, message: 'Not there.' } } },
      { type: 'text-delta', payload: { text: 'So be it.' } },
      { type: 'finish', payload: { stepResult: { reason: 'stop' } } },
    ],
    undefined,
    { 'finish_reason/stop': 1, 'turns/total': 1 },
  ],
  [
    "a provider's reason of its own",
    [
      { type: 'start' },
      { type: 'text-delta', payload: { text: 'Bec' } },
      {
        type: 'step-finish',
        payload: { stepResult: { reason: 'other', rawReason: 'insufficient_system_resource' }, output: { usage: {} } },
      },
      { type: 'finish', payload: { stepResult: { reason: 'other' } } },
    ],
    undefined,
    { 'finish_reason/insufficient_system_resource': 1, 'turns/total': 1 },
  ],
  [
    'a network of agents, and a workflow',
    [
      { type: 'routing-agent-start', payload: {} },
      { type: 'agent-execution-event-step-finish', payload: { stepResult: { reason: 'stop' } } },
      { type: 'network-execution-event-finish', payload: {} },
      { type: 'workflow-start', payload: {} },
      { type: 'toString', payload: {} },
    ],
    undefined,
    {},
  ],
  [
    'chunks of any shape',
    [
      ...['step-finish', 'tool-result', 'tool-error', 'error', 'text-delta', 'tripwire', 'step-start'].flatMap((type) =>
        [undefined, null, 7, 'text', []].map((payload) => ({ type, payload })),
      ),
      { type: 'finish' },
    ],
    undefined,
    { 'provider_error/other': 1, 'turns/total': 1, 'tool_error/exec': 1 },
  ],
];

test.each(unrecorded)('%s', async (_, chunks, error, counted) => {
  const { telemetry, counts, faults } = counting();
  const stream = tapStream(streamOf({ chunks: chunks as RecordedStream['chunks'], error }), telemetry.tap(mastra));
  await readAll(stream).catch(() => {});
  expect(faults()).toBe(0);
  expect(await counts()).toEqual(counted);
});

test('a stream that is dropped before its first chunk is no turn', () => {
  expect(mastra().end({ name: 'AbortError' })).toEqual([]);
});

test('an app says what a failed tool counts as', () => {
  const { next } = mastraWith({ toolError: (error) => (Object(error).id === 'BLOCKED' ? 'hook' : undefined) })();
  const failed = (id: string): readonly AgentEvent[] =>
    next({ type: 'tool-error', payload: { toolCallId: id, error: { id, message: 'No.' } } } as MastraChunk);
  const counted = (name: string) => [{ kind: 'tool_result', tool: { err: { class: name } } }];
  expect([failed('BLOCKED'), failed('OTHER')]).toEqual([counted('hook'), counted('exec')]);
});

test.each([
  ['a text', 'boom', { 'provider_error/other': 1, 'turns/total': 1 }],
  ['a status alone', { status: 429 }, { 'provider_error/http_429': 1, 'turns/total': 1 }],
  ['nothing', undefined, {}],
  ['the end of an app that drops it', { name: 'AbortError' }, {}],
])('a stream that ends at once with %s', (_, error, counts) => {
  expect(countStream(mastra, [], error)).toEqual(counts);
});
