import { createOpencodeClient } from '@opencode-ai/sdk';
import { createOpencodeClient as createOpencodeClient2 } from '@opencode-ai/sdk/v2/client';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { scenarios } from '../../scripts/record/opencode/scenarios.js';
import { type OpencodeEvent, opencode, opencodeWith, tapIterable } from '../../src/adapters/opencode.js';
import { type Counters, classify } from '../../src/index.js';
import { counting } from './support/counting.js';
import { turn } from './support/modelCalls.js';
import { recordedScenarios } from './support/opencode.js';
import { type Served, serve, events as serverSent } from './support/servers.js';

const recorded = await recordedScenarios();

/** What events count as, up to a clean end or `error`. */
function countsOf(items: readonly OpencodeEvent[], error?: unknown, translator = opencode): Counters {
  const { next, end } = translator();
  const counts: Counters = {};
  for (const token of [...items.flatMap((item) => next(item)), ...end(error)].flatMap(classify)) {
    counts[token] = (counts[token] ?? 0) + 1;
  }
  return counts;
}

describe('sessions that were recorded with the real server', () => {
  test('there is one of each scenario', () => {
    expect([...recorded.keys()]).toEqual(scenarios.map(({ name }) => name));
  });

  test.each(scenarios)('$name', ({ name, counts }) => {
    expect(countsOf(recorded.get(name) ?? [])).toEqual(counts);
  });

  test('count alike if each event is sent twice, or wrapped, or as data', () => {
    for (const { name, counts } of scenarios) {
      const events = recorded.get(name) ?? [];
      const twice = events.flatMap((event) => (event.type === 'session.compacted' ? [event] : [event, event]));
      expect(countsOf(twice), name).toEqual(counts);
      expect(countsOf(events.map((payload) => ({ directory: '/', payload }))), name).toEqual(counts);
      expect(countsOf(events.map(({ properties: data, type }) => ({ type, data }))), name).toEqual(counts);
    }
  });

  test('count alike with the events of all the others between theirs', () => {
    const all = [...recorded.values()];
    const woven: OpencodeEvent[] = [];
    for (let at = 0; all.some((events) => at < events.length); at++) {
      for (const events of all) {
        const event = events[at];
        if (event) woven.push(event);
      }
    }
    const sum: Counters = {};
    for (const { counts } of scenarios) {
      for (const [token, count] of Object.entries(counts) as [keyof Counters, number][]) {
        sum[token] = (sum[token] ?? 0) + count;
      }
    }
    expect(countsOf(woven)).toEqual(sum);
  });
});

describe("the SDK's client", () => {
  let served: Served | undefined;
  afterEach(() => served?.close());
  const connected = { type: 'server.connected', properties: {} };

  type Subscribe = (baseUrl: string) => Promise<{ readonly stream: AsyncIterable<OpencodeEvent> }>;
  const versions: readonly [string, Subscribe][] = [
    ['version 1', (baseUrl: string) => createOpencodeClient({ baseUrl }).event.subscribe({ sseMaxRetryAttempts: 1 })],
    [
      'version 2',
      (baseUrl: string) => createOpencodeClient2({ baseUrl }).event.subscribe({}, { sseMaxRetryAttempts: 1 }),
    ],
  ];
  test.each(versions)('hands on what the server sends, and it is counted: %s', async (_, subscribe) => {
    const sent = [connected, ...(recorded.get('a subagent') ?? [])];
    served = await serve(serverSent(...sent));
    const { telemetry, counts, faults } = counting();
    const { stream } = await subscribe(served.url);
    const seen: unknown[] = [];
    for await (const event of tapIterable(stream, telemetry.tap(opencode))) seen.push(event);
    expect(seen).toEqual(sent);
    expect(await counts()).toEqual(scenarios.find(({ name }) => name === 'a subagent')?.counts);
    expect(faults()).toBe(0);
  });
});

const sessionID = 's';
const event = (type: string, properties: object = {}) => ({ type, properties: { sessionID, ...properties } });
const busy = event('session.status', { status: { type: 'busy' } });
const idle = event('session.idle');
const part = (fields: object) => event('message.part.updated', { part: { sessionID, messageID: 'm', ...fields } });
const step = part({ type: 'step-start', id: 'p0' });
const says = part({ type: 'text', id: 'p1', text: 'Hi.' });
const tokens = { input: 60, output: 9, cache: { read: 3900, write: 40 } };
const ends = (reason = 'stop', more: object = {}) => part({ type: 'step-finish', id: 'p2', reason, tokens, ...more });
const failed = (name: string, data: object = {}) => event('session.error', { error: { name, data } });
const toolFails = (more: object = {}) =>
  part({ type: 'tool', id: 'p3', callID: 'c', state: { status: 'error', error: 'no such file' }, ...more });
const stop = { 'finish_reason/stop': 1, 'cache_hit/95_99': 1 };
const cut = { 'provider_error/stream_interrupted': 1 };

describe('a turn', () => {
  test('is from busy to idle, of each session', () => {
    expect(countsOf([busy, step, says, ends(), idle, idle])).toEqual({ ...stop, ...turn });
    expect(countsOf([idle, says, ends(), idle])).toEqual({});
  });

  test('that is not over at the end of the stream was cut, unless the stream was dropped', () => {
    expect(countsOf([busy, step])).toEqual({ ...cut, ...turn });
    expect(countsOf([busy, step], { name: 'AbortError' })).toEqual(turn);
    expect(countsOf([busy], new Error('SSE failed: 401 Unauthorized'))).toEqual({
      'provider_error/http_401': 1,
      ...turn,
    });
    expect(countsOf([busy, step, event('session.deleted', { info: { id: sessionID } }), idle])).toEqual(turn);
  });

  test('is not begun by what comes after its end', () => {
    const late = event('message.updated', { info: { sessionID, role: 'assistant', error: { name: 'UnknownError' } } });
    expect(countsOf([busy, step, says, ends(), idle, late, failed('UnknownError'), says, toolFails()])).toEqual({
      ...stop,
      ...turn,
    });
  });

  test('of a subagent is none, also if that is found out later', () => {
    const child = event('session.updated', { info: { id: sessionID, parentID: 'other' } });
    expect(countsOf([child, busy, step, says, ends(), toolFails(), idle])).toEqual({});
    expect(countsOf([busy, child, step, says, ends(), idle])).toEqual({});
  });
});

describe('a failure', () => {
  test.each([
    ['APIError', { statusCode: 429, message: 'status 500' }, 'http_429'],
    ['APIError', { statusCode: 404, message: 'status 500' }, 'other'],
    ['APIError', { message: 'The socket connection was closed unexpectedly.' }, 'stream_interrupted'],
    ['ProviderAuthError', { message: 'no' }, 'http_401'],
    ['ContextOverflowError', { message: 'too long' }, 'http_400'],
    ['UnknownError', { message: 'no' }, 'other'],
  ])('%s with %j is %s', (name, data, bucket) => {
    expect(countsOf([busy, failed(name, data), idle])).toEqual({ [`provider_error/${bucket}`]: 1, ...turn });
  });

  test('counts once, and not if the next call of the model succeeds', () => {
    const error = { name: 'APIError', data: { statusCode: 500 } };
    const told = event('message.updated', { info: { sessionID, role: 'assistant', id: 'm', error } });
    expect(countsOf([busy, step, failed('APIError', { statusCode: 500 }), told, idle])).toEqual({
      'provider_error/http_5xx': 1,
      ...turn,
    });
    expect(countsOf([busy, told, step, says, ends(), idle])).toEqual({ ...stop, ...turn });
  });

  test.each(['ContentFilterError', 'MessageOutputLengthError'])('is none where it repeats a reason: %s', (name) => {
    expect(countsOf([busy, step, ends('content-filter'), failed(name), idle])).toEqual({
      'finish_reason/content_filter': 1,
      'cache_hit/95_99': 1,
      ...turn,
    });
  });

  test('is a cut where the last call of the model has no reason', () => {
    expect(countsOf([busy, step, says, ends('unknown', { tokens: undefined }), idle])).toEqual({ ...cut, ...turn });
    expect(countsOf([busy, step, says, ends('unknown'), idle])).toEqual({
      ...turn,
      'finish_reason/other': 1,
      'cache_hit/95_99': 1,
    });
  });
});

describe('an empty answer', () => {
  const emptyOne = { 'empty_final/total': 1, ...stop, ...turn };
  test('is one whose last call of the model has no text of its own', () => {
    expect(countsOf([busy, step, ends(), idle])).toEqual(emptyOne);
    const person = part({ type: 'text', messageID: 'of a person', text: 'And?' });
    const synthetic = part({ type: 'text', text: 'A note.', synthetic: true });
    expect(countsOf([busy, step, person, synthetic, ends(), idle])).toEqual(emptyOne);
    expect(countsOf([busy, step, part({ type: 'text', text: ' \n' }), ends(), idle])).toEqual(emptyOne);
  });
  test('is not known of a step that began before the stream', () => {
    expect(countsOf([busy, ends(), idle])).toEqual({ ...turn, ...stop });
  });
});

describe('a tool that fails', () => {
  const counts = (tools: readonly OpencodeEvent[], translator = opencode) =>
    countsOf([busy, step, says, ...tools, ends(), idle], undefined, translator);
  const plain = { ...stop, ...turn };

  test('counts once, by its text or as the app says', () => {
    expect(counts([toolFails(), toolFails()])).toEqual({ 'tool_error/exec': 1, ...plain });
    expect(counts([toolFails({ state: { status: 'error', error: '' } })])).toEqual({ 'tool_error/exec': 1, ...plain });
    expect(counts([toolFails({ state: { status: 'completed', error: 'no' } })])).toEqual(plain);
    const given: unknown[] = [];
    const planned = opencodeWith({
      toolError(failure) {
        given.push(failure);
        return 'planmode';
      },
    });
    expect(counts([toolFails()], planned)).toEqual({ 'tool_error/planmode': 1, ...plain });
    expect(given).toEqual([toolFails()]);
    expect(counts([toolFails()], opencodeWith({ toolError: () => undefined }))).toMatchObject({ 'tool_error/exec': 1 });
  });

  test.each([
    [
      { type: 'permission.asked', tool: { callID: 'c' } },
      { type: 'permission.replied', requestID: 'r', reply: 'reject' },
    ],
    [
      { type: 'permission.updated', callID: 'c' },
      { type: 'permission.replied', permissionID: 'r', response: 'reject' },
    ],
    [
      { type: 'permission.v2.asked', source: { type: 'tool', callID: 'c' } },
      { type: 'permission.v2.replied', requestID: 'r', reply: 'reject' },
    ],
  ])('was denied if a person did so: %j', ({ type, ...asks }, { type: replied, ...reply }) => {
    const asked = event(type, { id: 'r', ...asks });
    expect(counts([asked, event(replied, reply), toolFails()])).toEqual({ 'tool_error/permission': 1, ...plain });
    const allowed = event(replied, { ...reply, reply: 'once', response: 'once' });
    expect(counts([asked, allowed, toolFails()])).toEqual({ 'tool_error/exec': 1, ...plain });
    expect(counts([asked, event(replied, reply), toolFails({ callID: 'other' })])).toMatchObject({
      'tool_error/exec': 1,
    });
  });

  test('did not fail if it was stopped with its turn', () => {
    const aborted = { status: 'error', error: 'Tool execution aborted' };
    expect(countsOf([busy, step, toolFails({ state: aborted }), failed('MessageAbortedError'), idle])).toEqual(turn);
    expect(countsOf([busy, step, failed('MessageAbortedError'), toolFails(), idle])).toEqual(turn);
  });
});

describe('version 2', () => {
  const next = (name: string, data: object = {}) => ({
    type: `session.next.${name}`,
    data: { sessionID, assistantMessageID: 'm', ...data },
  });
  const started = next('step.started');
  const text = next('text.ended', { text: 'Hi.' });
  const ended = next('step.ended', { finish: 'stop', tokens });
  const toolFailed = next('tool.failed', { callID: 'c', error: { type: 'unknown', message: 'timed out' } });

  test('counts by its own names', () => {
    expect(countsOf([busy, started, text, toolFailed, ended, next('compaction.ended'), idle])).toEqual({
      ...stop,
      'tool_error/timeout': 1,
      'compaction/total': 1,
      ...turn,
    });
    expect(countsOf([busy, started, ended, idle])).toEqual({ 'empty_final/total': 1, ...stop, ...turn });
    const error = { type: 'unknown', message: 'status 429' };
    expect(countsOf([busy, started, next('step.failed', { error }), idle])).toEqual({
      'provider_error/http_429': 1,
      ...turn,
    });
  });

  test('counts once if a server sends both versions', () => {
    const compacted = [event('session.compacted'), next('compaction.ended')];
    const both = [busy, step, started, says, text, toolFails(), toolFailed, ended, ends(), ...compacted, idle];
    expect(countsOf(both)).toEqual({ ...stop, 'tool_error/exec': 1, 'compaction/total': 1, ...turn });
    expect(countsOf([busy, started, ...both.slice(1)])).toEqual({
      ...stop,
      'tool_error/timeout': 1,
      'compaction/total': 1,
      ...turn,
    });
  });
});

test('should never throw, nor count more turns, calls and failures than there are events for', () => {
  const everything = [...recorded.values()].flat();
  const one = fc.constantFrom(...everything);
  const broken = fc
    .tuple(one, fc.constantFrom('info', 'part', 'status', 'error', 'sessionID', 'tool'), fc.anything())
    .map(([whole, key, junk]) => ({ ...whole, properties: { ...whole.properties, [key]: junk } }));
  const junk = fc.record({ type: fc.constantFrom(...everything.map(({ type }) => type)), properties: fc.anything() });
  fc.assert(
    fc.property(fc.array(fc.oneof(one, broken, junk), { maxLength: 60 }), fc.anything(), (items, error) => {
      const counts = countsOf(items, error);
      const of = (...types: readonly string[]) => items.filter(({ type }) => types.includes(type)).length;
      const sum = (signal: string) =>
        Object.entries(counts).reduce((all, [token, count]) => all + (token.startsWith(signal) ? (count ?? 0) : 0), 0);
      const turns = counts['turns/total'] ?? 0;
      expect(turns).toBeLessThanOrEqual(of('session.status'));
      expect(sum('provider_error/') + sum('empty_final/')).toBeLessThanOrEqual(turns);
      expect(sum('cache_hit/') + sum('tool_error/')).toBeLessThanOrEqual(of('message.part.updated'));
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['is no cut when its signal aborts it', true, { 'turns/total': 1 }],
  ['is a cut when it ends by itself', false, { 'provider_error/stream_interrupted': 1, 'turns/total': 1 }],
] as const)('a stream %s', async (_, isAborted, counts) => {
  const server = await serve(serverSent(busy, step));
  try {
    const { telemetry, counts: counted } = counting();
    const controller = new AbortController();
    const { signal } = controller;
    const client = createOpencodeClient({ baseUrl: server.url });
    const { stream } = await client.event.subscribe({ signal, sseMaxRetryAttempts: 1 });
    for await (const event of tapIterable<OpencodeEvent>(stream, telemetry.tap(opencode), signal)) {
      if (isAborted && 'type' in event && event.type === 'message.part.updated') controller.abort();
    }
    expect(await counted()).toEqual(counts);
  } finally {
    await server.close();
  }
});

test('a part that reports a retry begins no turn', () => {
  const turn = [busy, step, idle];
  expect(countsOf([...turn, part({ type: 'retry' })])).toEqual(countsOf(turn));
});

test('a request that was never asked for denies no tool', () => {
  const failed = part({ type: 'tool', state: { status: 'error', error: 'exit code 1' } });
  const rejected = {
    type: 'permission.replied',
    properties: { sessionID, requestID: 'unknown', reply: 'reject' },
  };
  expect(countsOf([busy, step, rejected, failed])).toMatchObject({
    'tool_error/exec': 1,
  });
});

describe('what may never be reported to be over is kept for the latest thousand', () => {
  const status = (sessionID: string, type: string) => ({
    type: 'session.status',
    properties: { sessionID, status: { type } },
  });
  const created = (id: string) => ({ type: 'session.created', properties: { info: { id, parentID: 'parent' } } });
  const call = (sessionID: string) => ({
    type: 'message.part.updated',
    properties: { part: { sessionID, messageID: 'm', id: 'p', type: 'step-start' } },
  });
  const many = <Item>(item: (id: string) => Item): Item[] => Array.from({ length: 1001 }, (_, at) => item(`${at}`));
  const turnOf = (id: string) => [status(id, 'busy'), call(id), status(id, 'idle')];

  test('of the sessions of subagents', () => {
    expect(countsOf([...many(created), ...turnOf('1000')])).toEqual({});
    expect(countsOf([...many(created), ...turnOf('0')])).toEqual(turn);
  });

  test('of the sessions that are busy', () => {
    const eventsOf = (id: string) => {
      const { next } = opencode();
      return [...many((each) => status(each, 'busy')), call(id), status(id, 'idle')].flatMap(next);
    };
    expect(eventsOf('1000')).toEqual([{ kind: 'turn_done' }]);
    expect(eventsOf('0')).toEqual([]);
  });
});
