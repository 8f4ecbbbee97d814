import { afterEach, describe, expect, test } from 'vitest';
import { aiSdk, aiSdkWith, tapIterable, tapStream } from '../../src/adapters/aiSdk.js';
import type { Counters } from '../../src/index.js';
import { counting } from './support/counting.js';
import { lines } from './support/models.js';
import {
  events,
  type Handler,
  refusal,
  resetAfter,
  type Served,
  serve,
  silence,
  stallAfter,
} from './support/servers.js';

let served: Served | undefined;
afterEach(() => served?.close());

describe.each(lines)('$name', ({ ai, dialect, model, major, name }) => {
  const { begin, text, call, end, error } = dialect;
  const isAnthropic = name.includes('anthropic');
  const tokens = { input: 100, cached: 90 };
  const step = (...parts: readonly unknown[][]): Handler => events(...begin(tokens), ...parts.flat());
  const says = (...texts: string[]): Handler => step(...texts.map(text), end('stop', tokens));
  const calls = (args: unknown = { path: 'a' }, said: unknown[] = []): Handler =>
    step(said, call('call-1', args), end('tools', tokens));

  const tools = (execute: () => Promise<unknown> = async () => 'found') => ({
    look: ai.tool({
      inputSchema: ai.jsonSchema<{ path: string }>(
        { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
        {
          validate: (value) =>
            typeof (value as { path?: unknown }).path === 'string'
              ? { success: true, value: value as { path: string } }
              : { success: false, error: new Error('no path') },
        },
      ),
      execute,
    }),
  });

  type Options = Partial<Parameters<typeof ai.streamText>[0]>;

  async function stream(answers: readonly Handler[], options: Options = {}) {
    served = await serve(...answers);
    return ai.streamText({
      model: model(served.url),
      prompt: 'a prompt that must not leave',
      maxRetries: 0,
      stopWhen: ai.stepCountIs(5),
      onError() {},
      ...(options as object),
    });
  }

  async function countsOf(answers: readonly Handler[], options: Options = {}, translator = aiSdk): Promise<Counters> {
    const { telemetry, counts, faults } = counting();
    const result = await stream(answers, options);
    try {
      for await (const _ of tapIterable(result.fullStream, telemetry.tap(translator))) {
        // Read to its end.
      }
    } catch {
      // What is thrown is the app's.
    }
    expect(faults()).toBe(0);
    return counts();
  }

  const cache = { 'cache_hit/80_95': 1 };
  const done = { 'turns/total': 1 };
  const stopped = { 'finish_reason/stop': 1 };
  const called = { 'finish_reason/tool_calls': 1 };
  const twice = { 'cache_hit/80_95': 2 };

  test('an answer', async () => {
    expect(await countsOf([says('Hel', 'lo')])).toEqual({ ...stopped, ...cache, ...done });
  });

  test.each([
    ['length', 'length'],
    ['filter', 'content_filter'],
  ] as const)('a reason to finish: %s', async (reason, bucket) => {
    expect(await countsOf([step(text('Hel'), end(reason, tokens))])).toEqual({
      [`finish_reason/${bucket}`]: 1,
      ...cache,
      ...done,
    });
  });

  test('an answer without a text is empty', async () => {
    expect(await countsOf([says()])).toEqual({ ...stopped, ...cache, ...done, 'empty_final/total': 1 });
  });

  test('one of empty texts is, too', async () => {
    expect(await countsOf([says('')])).toEqual({ ...stopped, ...cache, ...done, 'empty_final/total': 1 });
  });

  test('steps count once each, their total not again', async () => {
    expect(await countsOf([calls(), says('Found.')], { tools: tools() })).toEqual({
      ...called,
      ...stopped,
      ...twice,
      ...done,
    });
  });

  test('"let me check", a tool and then nothing is an empty answer', async () => {
    expect(await countsOf([calls({ path: 'a' }, text('Let me check.')), says()], { tools: tools() })).toEqual({
      ...called,
      ...stopped,
      ...twice,
      ...done,
      'empty_final/total': 1,
    });
  });

  test('a last step that calls a tool is no empty answer', async () => {
    expect(await countsOf([calls()], { tools: tools(), stopWhen: ai.stepCountIs(1) } as Options)).toEqual({
      ...called,
      ...cache,
      ...done,
    });
  });

  test('a tool that fails', async () => {
    const failing = tools(() => Promise.reject(new Error('ENOENT: /home/ada/secret.txt')));
    expect(await countsOf([calls(), says('Hm.')], { tools: failing })).toEqual({
      ...called,
      ...stopped,
      ...twice,
      ...done,
      'tool_error/exec': 1,
    });
  });

  test.each([
    [new Error('EACCES: permission denied'), undefined, 'permission'],
    [new DOMException('took too long', 'TimeoutError'), undefined, 'timeout'],
    [Object.assign(new Error('no'), { policy: 'hook' }), 'hook', 'hook'],
    [Object.assign(new Error('no'), { policy: 'planmode' }), 'planmode', 'planmode'],
    [Object.assign(new Error('permission'), { policy: 'exec' }), 'exec', 'exec'],
  ] as const)('a tool that fails with %s, of which the app says %s', async (thrown, _, bucket) => {
    const translator = aiSdkWith({
      toolError: (err) => (err as { policy?: 'hook' | 'planmode' | 'exec' }).policy,
    });
    const failing = tools(() => Promise.reject(thrown));
    expect(await countsOf([calls(), says('Hm.')], { tools: failing }, translator)).toMatchObject({
      [`tool_error/${bucket}`]: 1,
      ...done,
    });
  });

  test('a call that is not valid counts once, though it is told twice', async () => {
    expect(await countsOf([calls({}), says('Hm.')], { tools: tools() })).toEqual({
      ...called,
      ...stopped,
      ...twice,
      ...done,
      'tool_error/exec': 1,
    });
  });

  test.each([
    [400, 'http_400'],
    [401, 'http_401'],
    [403, 'http_401'],
    [429, 'http_429'],
    [500, 'http_5xx'],
    [529, 'http_5xx'],
    [404, 'other'],
  ])('status %i', async (status, bucket) => {
    expect(await countsOf([refusal(status)])).toEqual({ [`provider_error/${bucket}`]: 1, ...done });
  });

  test('retries that are exhausted count by the last one', async () => {
    const busy: Handler = (_, response) => {
      response.writeHead(429, { 'retry-after-ms': '1' }).end('{"error":{"message":"busy"}}');
    };
    expect(await countsOf([busy], { maxRetries: 1 })).toEqual({ 'provider_error/http_429': 1, ...done });
    expect(served?.asked.length).toBe(2);
  });

  test('a retry that succeeds leaves no trace', async () => {
    const busy: Handler = (_, response) => {
      response.writeHead(429, { 'retry-after-ms': '1' }).end('{"error":{"message":"busy"}}');
    };
    expect(await countsOf([busy, says('Hi.')], { maxRetries: 1 })).toEqual({ ...stopped, ...cache, ...done });
  });

  test('a connection that is reset mid-stream was interrupted, though its status was 200', async () => {
    expect(await countsOf([resetAfter(...begin(tokens), ...text('Hel'))])).toEqual({
      'provider_error/stream_interrupted': 1,
      ...done,
    });
  });

  test('a clean cut, with no reason to finish', async () => {
    // One provider package takes it for an error, the others for a reason of its own.
    expect(await countsOf([events(...begin(tokens), ...text('Hel'))])).toEqual(
      isAnthropic
        ? { 'finish_reason/other': 1, ...done }
        : { 'finish_reason/error': 1, 'provider_error/stream_interrupted': 1, ...done },
    );
  });

  test('nobody listens', async () => {
    const closed = await serve();
    await closed.close();
    const { telemetry, counts } = counting();
    const result = ai.streamText({ model: model(closed.url), prompt: 'hi', maxRetries: 0, onError() {} });
    for await (const _ of tapIterable(result.fullStream, telemetry.tap(aiSdk)));
    expect(await counts()).toEqual({ 'provider_error/other': 1, ...done });
  });

  test('a failure within the stream', async () => {
    const counted = await countsOf([step(text('Hel'), error('overloaded_error'))]);
    expect(counted).toMatchObject({ 'provider_error/http_5xx': 1, ...done });
  });

  test('a failure before any text is no empty answer', async () => {
    const counted = await countsOf([step(error('overloaded_error'))]);
    expect(counted).toMatchObject({ 'provider_error/http_5xx': 1, ...done });
    expect(counted).not.toHaveProperty('empty_final/total');
  });

  test('a person stops it', async () => {
    const controller = new AbortController();
    const { telemetry, counts } = counting();
    const result = await stream([stallAfter(...begin(tokens), ...text('Hel'))], { abortSignal: controller.signal });
    for await (const part of tapIterable(result.fullStream, telemetry.tap(aiSdk))) {
      if (part.type === 'text-delta') controller.abort();
    }
    expect(await counts()).toEqual(done);
  });

  test('the app leaves in the middle', async () => {
    const { telemetry, counts } = counting();
    const result = await stream([stallAfter(...begin(tokens), ...text('Hel'))]);
    for await (const part of tapIterable(result.fullStream, telemetry.tap(aiSdk))) {
      if (part.type === 'text-delta') break;
    }
    expect(await counts()).toEqual(done);
  });

  test('a deadline looks like a cancel, but says so in its reason', async () => {
    const counted = await countsOf([silence], { abortSignal: AbortSignal.timeout(30) });
    // Version 5 has no reason.
    expect(counted).toEqual(major === 6 ? { 'provider_error/timeout': 1, ...done } : done);
  });

  test('cached tokens, as part of the input or beside it', async () => {
    const most = { input: 6305, cached: 6289, written: 10 };
    expect(await countsOf([events(...begin(most), ...text('Hi.'), ...end('stop', most))])).toEqual({
      ...stopped,
      'cache_hit/99_100': 1,
      ...done,
    });
    await served?.close();
    // 500 of 1500, not of the 1000 that were not cached.
    const third = { input: 1500, cached: 500 };
    expect(await countsOf([events(...begin(third), ...text('Hi.'), ...end('stop', third))])).toEqual({
      ...stopped,
      'cache_hit/0_50': 1,
      ...done,
    });
    await served?.close();
    // What was written to the cache was not in it.
    const half = { input: 1000, cached: 500, written: 400 };
    expect(await countsOf([events(...begin(half), ...text('Hi.'), ...end('stop', half))])).toEqual({
      ...stopped,
      'cache_hit/50_80': 1,
      ...done,
    });
  });

  const compaction = [
    { type: 'content_block_start', index: 0, content_block: { type: 'compaction', content: null } },
    { type: 'content_block_delta', index: 0, delta: { type: 'compaction_delta', content: 'What was said before.' } },
    { type: 'content_block_stop', index: 0 },
  ];
  if (name === 'ai 6, anthropic') {
    test.each<[string, readonly Handler[], Counters]>([
      ['and is no answer', [step(compaction, end('stop', tokens))], { ...stopped, ...cache, 'empty_final/total': 1 }],
      [
        'before an answer',
        [step(compaction, call('1', { path: 'a' }), end('tools', tokens)), says('Hi.')],
        { ...called, ...stopped, ...twice },
      ],
    ])('a compaction counts, %s', async (_, answers, counters) => {
      expect(await countsOf(answers, { tools: tools() })).toEqual({ ...counters, ...done, 'compaction/total': 1 });
    });
  }

  test('the stream of a result can be read as before', async () => {
    const { telemetry } = counting();
    const kinds = async (parts: AsyncIterable<{ readonly type: string }>) => {
      const seen: string[] = [];
      for await (const { type } of parts) seen.push(type);
      return seen;
    };
    const plain = await kinds((await stream([calls(), says('Found.')], { tools: tools() })).fullStream);
    await served?.close();
    const tapped = (await stream([calls(), says('Found.')], { tools: tools() })).fullStream;
    expect(await kinds(tapStream(tapped, telemetry.tap(aiSdk)))).toEqual(plain);
    expect(plain.length).toBeGreaterThan(10);
    expect(served?.asked.length).toBe(2);
  });
});
