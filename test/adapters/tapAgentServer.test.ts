import { describe, expect, test } from 'vitest';
import {
  type LangGraphEvent,
  langGraph,
  langGraphWith,
  tapAgentServer,
  tapIterable,
} from '../../src/adapters/langGraph.js';
import { ownEvents } from '../../src/adapters/langGraphEvent.js';
import { serverRuns } from '../../src/adapters/langGraphRuns.js';
import { counting } from './support/counting.js';

let seq = 0;
const event = (method: string, namespace: readonly string[], data: object): LangGraphEvent =>
  ({ type: 'event', seq: seq++, method, params: { namespace, timestamp: 1, data } }) as LangGraphEvent;
const root = (state: string, more: object = {}) => event('lifecycle', [], { event: state, ...more });
const message = (data: object) => event('messages', ['node:1'], { run_id: 'r', ...data });
const tool = (data: object) => event('tools', ['tools:1'], data);
const answer = (reason = 'stop') => [
  message({ event: 'message-start', id: 'm' }),
  message({ event: 'content-block-finish', index: 0, content: { type: 'text', text: 'Because.' } }),
  message({ event: 'message-finish', reason }),
];

type Fed = { push(...events: readonly LangGraphEvent[]): void; fail(error: unknown): void; end(): void };

/** Events that arrive when the test says so. */
function stream(): Fed & { events: AsyncIterable<LangGraphEvent> } {
  const steps: (() => Promise<IteratorResult<LangGraphEvent>>)[] = [];
  let wake = (): void => {};
  const add = (step: () => Promise<IteratorResult<LangGraphEvent>>): void => {
    steps.push(step);
    wake();
  };
  const next = async (): Promise<IteratorResult<LangGraphEvent>> => {
    while (!steps.length) await new Promise<void>((resolve) => (wake = resolve));
    return (steps.shift() as () => Promise<IteratorResult<LangGraphEvent>>)();
  };
  return {
    events: { [Symbol.asyncIterator]: () => ({ next }) },
    push: (...events) => {
      for (const value of events) add(async () => ({ done: false, value }));
    },
    fail: (error) => add(() => Promise.reject(error)),
    end: () => add(async () => ({ done: true, value: undefined })),
  };
}

/** A page whose streams the test feeds, and reads as the SDK does. */
function page() {
  const { telemetry, counts, faults } = counting();
  const opened: ReturnType<typeof stream>[] = [];
  const server = {
    threadId: 'a',
    answer: async (): Promise<object> => ({ type: 'success' }),
    setThreadId(id: string) {
      server.threadId = id;
    },
    send: async (_: { readonly method: string }) => server.answer(),
    events: () => {
      const fed = stream();
      opened.push(fed);
      return fed.events;
    },
    openEventStream(_: { readonly channels: readonly string[]; readonly namespaces?: readonly string[][] }) {
      const fed = stream();
      opened.push(fed);
      return { events: fed.events, ready: Promise.resolve(), close: fed.end };
    },
    close: async () => {},
  };
  const transport = tapAgentServer(server, telemetry.tap(langGraph));
  return {
    transport,
    server,
    opened,
    counts,
    faults,
    start: () => transport.send({ method: 'run.start' }),
    open(...channels: readonly string[]) {
      const handle = transport.openEventStream({ channels });
      const read = (async () => {
        for await (const _ of handle.events);
      })().catch(() => {});
      return { ...(opened.at(-1) as Fed), handle, read };
    },
  };
}
const whole = ['lifecycle', 'messages', 'tools'] as const;
const stop = { 'finish_reason/stop': 1, 'turns/total': 1 };
const cut = { 'provider_error/stream_interrupted': 1, 'turns/total': 1 };

test('a stream that is ahead of the one with the messages does not end the run', async () => {
  const { start, open, counts } = page();
  await start();
  const watcher = open('lifecycle', 'input');
  const content = open(...whole);
  const events = [root('running'), ...answer(), root('completed')];
  watcher.push(...events.filter((_, at) => at === 0 || at === events.length - 1));
  watcher.end();
  await watcher.read;
  expect(await counts()).toEqual({});
  content.push(...events);
  content.end();
  await content.read;
  expect(await counts()).toEqual(stop);
});

test('a stream without messages is counted if there is no other', async () => {
  const { start, open, counts } = page();
  await start();
  const watcher = open('lifecycle');
  watcher.push(root('running'), root('failed', { error: 'status 429' }));
  watcher.end();
  await watcher.read;
  expect(await counts()).toEqual({ 'provider_error/http_429': 1, 'turns/total': 1 });
});

test.each([
  [new TypeError('fetch failed'), cut],
  [Object.assign(new Error('No.'), { status: 401 }), { 'provider_error/http_401': 1, 'turns/total': 1 }],
  [undefined, cut],
])('a run whose last stream ends with %s is cut', async (error, wanted) => {
  const { start, open, counts } = page();
  await start();
  const [first, last] = [open(...whole), open(...whole)];
  first.push(root('running'));
  first.fail(new TypeError('fetch failed'));
  await first.read;
  expect(await counts()).toEqual({});
  if (error) last.fail(error);
  else last.end();
  await last.read;
  expect(await counts()).toEqual(wanted);
});

test('a page that closes its streams or its transport, or moves to another thread, has stopped', async () => {
  for (const [leave, wanted] of [
    [async ({ transport }: ReturnType<typeof page>) => transport.close(), { 'turns/total': 1 }],
    [async ({ transport }: ReturnType<typeof page>) => transport.setThreadId('b'), { 'turns/total': 1 }],
    [async ({ transport }: ReturnType<typeof page>) => transport.setThreadId('a'), {}],
  ] as const) {
    const opened = page();
    await opened.start();
    const content = opened.open(...whole);
    content.push(root('running'), ...answer().slice(0, 2));
    await new Promise((resolve) => setImmediate(resolve));
    await leave(opened);
    expect(await opened.counts()).toEqual(wanted);
    // What an old stream still delivers is not the new thread's.
    content.push(...answer(), root('completed'));
    content.end();
    await content.read;
    expect(await opened.counts()).toEqual(Object.keys(wanted).length ? wanted : stop);
    expect(opened.faults()).toBe(0);
  }
});

test('a handle that is closed leaves the run to the other streams', async () => {
  const { start, open, counts } = page();
  await start();
  const [old, next] = [open(...whole), open(...whole)];
  const events = [root('running'), ...answer(), root('completed')];
  old.push(...events.slice(0, 2));
  next.push(...events.slice(0, 2));
  old.handle.close();
  await old.read;
  next.push(...events.slice(2));
  next.end();
  await next.read;
  expect(await counts()).toEqual(stop);
});

test('a command that asks for no run, and a run that nobody here asked for', async () => {
  const { transport, open, counts } = page();
  await transport.send({ method: 'subscription.subscribe' });
  const content = open(...whole);
  content.push(root('running'), ...answer(), root('completed'));
  content.end();
  await content.read;
  expect(await counts()).toEqual({});
});

/** Events of one stream, and what must be counted of them. */
const streams: readonly [string, () => readonly unknown[], object][] = [
  ['a run that is sent again from the start', () => twice(root('running'), ...answer(), root('completed')), stop],
  [
    'a run that another follows before it ended',
    () => [root('running'), ...answer(), root('running'), ...answer(), root('completed')],
    { ...cut, 'finish_reason/stop': 2, 'turns/total': 2 },
  ],
  ['a start that is reported as two', () => [root('started'), root('running'), ...answer(), root('completed')], stop],
  [
    'two failures in one stream, by their texts',
    () => [root('running'), root('failed', { error: '429 Slow down' }), root('running'), root('failed')],
    { 'provider_error/http_429': 1, 'provider_error/other': 1, 'turns/total': 2 },
  ],
  [
    'a code of a failed model call, whatever the run says',
    () => [
      root('running'),
      message({ event: 'message-start' }),
      message({ event: 'error', code: 'overloaded_error', message: 'No.' }),
      root('failed', { error: 'No.' }),
    ],
    { 'provider_error/http_5xx': 1, 'turns/total': 1 },
  ],
  [
    'a model call that failed and was repeated',
    () => [
      root('running'),
      message({ event: 'message-start' }),
      message({ event: 'error', code: 'overloaded_error', message: 'No.' }),
      ...answer(),
      root('failed', { error: 'status 401' }),
    ],
    { 'finish_reason/stop': 1, 'provider_error/http_401': 1, 'turns/total': 1 },
  ],
  [
    'a tool whose failure is the failure of the run',
    () => [
      root('running'),
      tool({ event: 'tool-started', tool_call_id: '1' }),
      tool({ event: 'tool-error', tool_call_id: '1', message: 'status 429' }),
      tool({ event: 'tool-error', tool_call_id: '1', message: 'status 429' }),
      root('failed', { error: 'status 429' }),
    ],
    { 'tool_error/exec': 1, 'turns/total': 1 },
  ],
  [
    'a tool that was stopped',
    () => [
      root('running'),
      tool({ event: 'tool-error', tool_call_id: '1', message: 'This operation was aborted' }),
      root('failed', { error: 'This operation was aborted' }),
    ],
    { 'turns/total': 1 },
  ],
  [
    'messages of others, and of subagents',
    () => [
      root('running'),
      ...answer(),
      message({ event: 'message-start', role: 'human' }),
      message({ event: 'message-finish', reason: 'length' }),
      event('messages', ['tools:1', 'node:2'], { event: 'message-start' }),
      event('messages', ['tools:1', 'node:2'], { event: 'message-finish', reason: 'length' }),
      event('lifecycle', ['tools:1'], { event: 'failed' }),
      root('completed'),
    ],
    stop,
  ],
  [
    'a question after an answer without a text',
    () => [
      root('running'),
      message({ event: 'message-start' }),
      message({ event: 'message-finish', reason: 'stop' }),
      event('input.requested', [], { interrupt_id: '1' }),
      root('completed'),
    ],
    stop,
  ],
  ['what follows a run', () => [root('running'), ...answer(), root('completed'), ...answer('length')], stop],
  ['a stream without a run', () => [{ type: 'success', id: 1, result: {} }, event('values', [], {})], {}],
  ['a cut', () => [root('running'), ...answer()], { ...cut, ...stop, 'turns/total': 1 }],
  ['a stream that begins within a run', () => [...answer(), root('completed')], stop],
  [
    'events of any shape',
    () => [
      ...[null, [], 'text', 7, {}].flatMap((data) => [
        { type: 'event', method: 'messages', params: { namespace: ['n'], data } },
        { type: 'event', method: 'tools', params: { namespace: ['n'], data } },
        { type: 'event', method: 'lifecycle', params: { namespace: [], data } },
        { type: 'event', method: 'values', params: { namespace: [], data } },
        { type: 'event', params: data },
      ]),
      message({ event: 'message-start' }),
      message({ event: 'content-block-finish', content: null }),
      message({ event: 'message-finish', usage: null, responseMetadata: 7, reason: 'stop' }),
      root('completed'),
    ],
    { ...stop, 'empty_final/total': 1 },
  ],
];
const twice = <Item>(...items: readonly Item[]): Item[] => [...items, ...items];

test.each(streams)('%s', async (_, events, wanted) => {
  const { telemetry, counts, faults } = counting();
  const fed = stream();
  fed.push(...(events() as LangGraphEvent[]));
  fed.end();
  for await (const _ of tapIterable(fed.events, telemetry.tap(langGraph)));
  expect(await counts()).toEqual(wanted);
  expect(faults()).toBe(0);
});

test('an app says what a failed tool counts as', () => {
  const given: unknown[] = [];
  const toolError = (failure: unknown) => {
    given.push(failure);
    return 'hook' as const;
  };
  const { next } = langGraphWith({ toolError })();
  next(root('running'));
  expect(next(tool({ event: 'tool-error', tool_call_id: '1', message: 'No.', code: 'blocked' }))).toEqual([
    { kind: 'tool_result', tool: { err: { class: 'hook' } } },
  ]);
  expect(given).toEqual([{ tool_call_id: '1', message: 'No.', code: 'blocked' }]);
});

test.each([[null], [undefined], [{ method: Symbol('messages'), params: { namespace: [] } }]])(
  'an event that cannot be read (%s) does not reach the page as an error',
  (item) => {
    const { telemetry } = counting();
    const runs = serverRuns(telemetry.tap(langGraph));
    runs.ask().accept();
    const stream = runs.open(true);
    expect(() => stream.next(item as never)).not.toThrow();
  },
);

const ran = (state: string, run: string, more: object = {}): LangGraphEvent =>
  ({ ...root(state, more), event_id: `synth:${run}:${state}` }) as LangGraphEvent;
const read = async (fed: Fed & { readonly read: Promise<void> }, ...events: readonly LangGraphEvent[]) => {
  fed.push(...events);
  fed.end();
  await fed.read;
};
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a command whose answer is lost', () => {
  const lost = async () => {
    throw new TypeError('Failed to fetch');
  };

  test('counts once, by its run, if that began', async () => {
    const { server, start, open, counts } = page();
    const content = open(...whole);
    server.answer = async () => {
      content.push(root('running'));
      await settled();
      return lost();
    };
    await expect(start()).rejects.toThrow('Failed to fetch');
    await read(content, ...answer(), root('completed'));
    expect(await counts()).toEqual(stop);
  });

  test('counts once, as failed, if its run did not begin before, nor is one counted that does later', async () => {
    const { server, start, open, counts } = page();
    const content = open(...whole);
    server.answer = lost;
    await expect(start()).rejects.toThrow('Failed to fetch');
    expect(await counts()).toEqual({ 'provider_error/other': 1, 'turns/total': 1 });
    await read(content, root('running'), ...answer(), root('completed'));
    expect(await counts()).toEqual({ 'provider_error/other': 1, 'turns/total': 1 });
  });

  test('is not the run of another page, if the server has refused it', async () => {
    const { server, start, open, counts } = page();
    const content = open(...whole);
    for (const refuse of [
      async () => Promise.reject(Object.assign(new Error('No.'), { status: 422 })),
      async () => ({ type: 'error', error: 'unknown_error', message: 'status 400' }),
    ]) {
      server.answer = async () => {
        content.push(root('running'), ...answer(), root('completed'));
        await settled();
        return refuse();
      };
      await start().catch(() => {});
    }
    content.end();
    await content.read;
    expect(await counts()).toEqual({ 'provider_error/other': 1, 'provider_error/http_400': 1, 'turns/total': 2 });
  });
});

describe('the run of another page', () => {
  const theirs = () => [ran('running', 'theirs'), ran('failed', 'theirs', { error: 'status 429' })];
  const mine = () => [ran('running', 'mine'), ...answer(), ran('completed', 'mine')];

  test('that starts before the one that was asked for is not counted instead', async () => {
    const { server, start, open, counts } = page();
    const content = open(...whole);
    server.answer = async () => {
      // The answer may be slower than the events.
      content.push(...theirs(), ...mine().slice(0, 2));
      await settled();
      return { type: 'success', result: { run_id: 'mine' } };
    };
    await start();
    await read(content, ...answer(), ran('completed', 'mine'));
    expect(await counts()).toEqual(stop);
  });

  test('does not end the one that was asked for', async () => {
    const { server, start, open, counts } = page();
    const content = open(...whole);
    server.answer = async () => ({ type: 'success', result: { run_id: 'mine' } });
    await start();
    await read(content, ran('running', 'mine'), ...theirs(), ...answer(), ran('completed', 'mine'));
    expect(await counts()).toEqual(stop);
  });

  test('is not known from it where the server names no runs', async () => {
    const { start, open, counts } = page();
    const content = open(...whole);
    await start();
    await read(content, ...theirs());
    expect(await counts()).toEqual({ 'provider_error/http_429': 1, 'turns/total': 1 });
  });
});

test('a run that the page leaves before the server answers was stopped', async () => {
  const { transport, server, start, open, counts } = page();
  const content = open(...whole);
  server.answer = () => new Promise(() => {});
  void start();
  content.push(root('running'));
  await settled();
  await transport.close();
  expect(await counts()).toEqual({ 'turns/total': 1 });
});

test('events are not held back for ever for an answer', async () => {
  const { server, start, open, counts } = page();
  const content = open(...whole);
  server.answer = () => new Promise(() => {});
  void start();
  const chatter = Array.from({ length: 1000 }, () => message({ event: 'message-start' }));
  await read(content, root('running'), ...chatter, ...answer(), root('completed'));
  expect(await counts()).toEqual(stop);
});

test.each([
  [undefined],
  [{ channels: null }],
  [{ channels: ['lifecycle', 'messages'], namespaces: [null] }],
  [{ channels: 7, namespaces: 7 }],
])("a stream that is opened with %j is the page's own mistake", (params) => {
  expect(() => page().transport.openEventStream(params as never)).not.toThrow();
});

test('events that are never read do not hide a cut', async () => {
  const { transport, opened, start, counts } = page();
  await start();
  transport.events();
  const events = transport.events();
  opened[1]?.push(root('running'));
  opened[1]?.end();
  for await (const _ of events);
  expect(await counts()).toEqual(cut);
});

describe('the place of an event', () => {
  const at = (seq: number, timestamp: number, state: string, node?: string) =>
    ({
      type: 'event',
      seq,
      method: 'lifecycle',
      params: { namespace: node ? [node] : [], timestamp, data: { event: state } },
    }) as LangGraphEvent;

  test('is later though the clock was set back', () => {
    const read = ownEvents();
    const events = [at(1, 5000, 'running'), at(2, 4000, 'completed'), at(3, 4000, 'running')];
    expect([...events, ...events].map((event) => read(event)?.data.event)).toEqual([
      'running',
      'completed',
      'running',
      ...[undefined, undefined, undefined],
    ]);
  });

  test('is later though a run counts anew, and what is sent again of a longer run is not', () => {
    const read = ownEvents();
    const long = [at(7, 1000, 'running'), at(50, 1001, 'completed')];
    const short = [at(0, 2000, 'running'), at(1, 2000, 'completed')];
    expect([...long, ...short, ...long, ...short].map((event) => read(event) !== undefined)).toEqual([
      ...[true, true, true, true],
      ...[false, false, false, false],
    ]);
  });

  test('is kept for a thousand calls of nodes; then, all that is not later counts as seen', () => {
    const read = ownEvents();
    const calls = Array.from({ length: 1001 }, (_, call) => at(call, 10 + call, 'started', `node:${call}`));
    expect(calls.every((event) => read(event))).toBe(true);
    expect([...calls, at(5, 11, 'started', 'node:another')].some((event) => read(event))).toBe(false);
    expect(read(at(1001, 1011, 'completed'))?.data.event).toBe('completed');
  });
});
