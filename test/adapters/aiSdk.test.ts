import type { LanguageModel } from 'ai';
import { streamText as streamText7, toUIMessageStream } from 'ai7';
import { MockLanguageModelV4, simulateReadableStream } from 'ai7/test';
import { createAnthropic as createAnthropic5 } from 'anthropic5';
import { afterEach, describe, expect, test } from 'vitest';
import { aiSdk, aiSdkWith, tapIterable, tapStream } from '../../src/adapters/aiSdk.js';
import { countable } from '../../src/adapters/aiSdkServer.js';
import type { Counters } from '../../src/index.js';
import { counting } from './support/counting.js';
import { lines, partsOf } from './support/models.js';
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
      for await (const _ of tapIterable(partsOf(major, result), telemetry.tap(translator))) {
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
    // One provider package takes it for an error, the others for a reason of its own, which version 7 has a name for.
    const counts = isAnthropic
      ? { [major === 7 ? 'provider_error/stream_interrupted' : 'finish_reason/other']: 1 }
      : { 'finish_reason/error': 1, 'provider_error/stream_interrupted': 1 };
    expect(await countsOf([events(...begin(tokens), ...text('Hel'))])).toEqual({ ...counts, ...done });
  });

  test('nobody listens', async () => {
    const closed = await serve();
    await closed.close();
    const { telemetry, counts } = counting();
    const result = ai.streamText({ model: model(closed.url), prompt: 'hi', maxRetries: 0, onError() {} });
    for await (const _ of tapIterable(partsOf(major, result), telemetry.tap(aiSdk)));
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
    for await (const part of tapIterable(partsOf(major, result), telemetry.tap(aiSdk))) {
      if (part.type === 'text-delta') controller.abort();
    }
    expect(await counts()).toEqual(done);
  });

  test('the app leaves in the middle', async () => {
    const { telemetry, counts } = counting();
    const result = await stream([stallAfter(...begin(tokens), ...text('Hel'))]);
    for await (const part of tapIterable(partsOf(major, result), telemetry.tap(aiSdk))) {
      if (part.type === 'text-delta') break;
    }
    expect(await counts()).toEqual(done);
  });

  test('a deadline looks like a cancel, but says so in its reason', async () => {
    const counted = await countsOf([silence], { abortSignal: AbortSignal.timeout(30) });
    // Version 5 has no reason.
    expect(counted).toEqual(major > 5 ? { 'provider_error/timeout': 1, ...done } : done);
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
  if (isAnthropic && major > 5) {
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

  // Version 5 asks in the page.
  if (major > 5) {
    test('a pause for approval, and the rejection that follows it', async () => {
      const asking = { look: { ...tools().look, needsApproval: true } };
      expect(await countsOf([calls()], { tools: asking })).toEqual({ ...called, ...cache, ...done });
      await served?.close();
      const call = { type: 'tool-call', toolCallId: 'call-1', toolName: 'look', input: { path: 'a' } };
      const asks = { type: 'tool-approval-request', approvalId: 'approval-1', toolCallId: 'call-1' };
      const denies = { type: 'tool-approval-response', approvalId: 'approval-1', approved: false };
      const messages = [
        { role: 'user', content: 'hi' },
        { role: 'assistant', content: [call, asks] },
        { role: 'tool', content: [denies] },
      ];
      const options = { tools: asking, prompt: undefined, messages } as unknown as Options;
      expect(await countsOf([says('Then not.')], options)).toEqual({
        ...stopped,
        ...cache,
        ...done,
        'tool_error/permission': 1,
      });
    });
  }

  // Version 5 does not hand on what the provider said.
  if (major > 5 && !isAnthropic) {
    test('a server that ran out of resources', async () => {
      const choices = [{ index: 0, delta: {}, finish_reason: 'insufficient_system_resource' }];
      const last = { id: '1', object: 'chat.completion.chunk', created: 1, model: 'example', choices };
      expect(await countsOf([step(text('Hel'), [last, '[DONE]'])])).toMatchObject({
        'finish_reason/insufficient_system_resource': 1,
        ...done,
      });
    });
  }

  if (isAnthropic) {
    test('a provider package of the time of version 5', async () => {
      const most = { input: 6305, cached: 6289, written: 10 };
      served = await serve(events(...begin(most), ...text('Hi.'), ...end('stop', most)));
      const { telemetry, counts } = counting();
      const url = `${served.url}/v1`;
      const older = createAnthropic5({ apiKey: 'a key', baseURL: url })('claude-opus-4-1');
      const result = ai.streamText({ model: older as unknown as LanguageModel, prompt: 'hi', onError() {} });
      for await (const _ of tapIterable(partsOf(major, result), telemetry.tap(aiSdk)));
      expect(await counts()).toEqual({ ...stopped, 'cache_hit/99_100': 1, ...done });
    });
  }

  test('the stream of a result can be read as before', async () => {
    const { telemetry } = counting();
    const kinds = async (parts: AsyncIterable<{ readonly type: string }>) => {
      const seen: string[] = [];
      for await (const { type } of parts) seen.push(type);
      return seen;
    };
    const plain = await kinds(partsOf(major, await stream([calls(), says('Found.')], { tools: tools() })));
    await served?.close();
    const tapped = partsOf(major, await stream([calls(), says('Found.')], { tools: tools() }));
    expect(await kinds(tapStream(tapped, telemetry.tap(aiSdk)))).toEqual(plain);
    expect(plain.length).toBeGreaterThan(10);
    expect(served?.asked.length).toBe(2);
  });
});

describe('ai 7, parts that providers and harnesses send', () => {
  const usage = { inputTokens: { total: 100, noCache: 10, cacheRead: 90, cacheWrite: 0 }, outputTokens: { total: 1 } };
  const finish = (unified: string, raw = unified) => ({ type: 'finish', finishReason: { unified, raw }, usage });
  const stop = finish('stop');
  const said = [
    { type: 'text-start', id: '1' },
    { type: 'text-delta', id: '1', delta: 'Hi.' },
    { type: 'text-end', id: '1' },
  ];
  const harness = { toolCallId: '1', toolName: 'compaction', dynamic: true, providerExecuted: true };
  const compactions = [
    { type: 'tool-call', ...harness, input: '{}' },
    { type: 'tool-result', ...harness, result: 'done' },
  ];
  const cached = { 'cache_hit/80_95': 1, 'turns/total': 1 };
  const stopped = { 'finish_reason/stop': 1, ...cached };
  const compacted = { 'compaction/total': 1, ...stopped };

  test.each<[string, readonly object[], Counters]>([
    ['a compaction of OpenAI', [{ type: 'custom', kind: 'openai.compaction' }, ...said, stop], compacted],
    ['a compaction of a harness', [...compactions, ...said, stop], compacted],
    ['and nothing else', [...compactions, stop], { 'empty_final/total': 1, ...compacted }],
    ['a cut', [...said, finish('interrupted')], { 'provider_error/stream_interrupted': 1, ...cached }],
    ['a cut before a word', [finish('interrupted')], { 'provider_error/stream_interrupted': 1, ...cached }],
    [
      'a server that ran out of resources',
      [...said, finish('other', 'insufficient_system_resource')],
      { 'finish_reason/insufficient_system_resource': 1, ...cached },
    ],
  ])('%s', async (_, parts, counters) => {
    const results = [0, 1].map(() => {
      const chunks = [{ type: 'stream-start', warnings: [] }, ...parts] as never[];
      const doStream = async () => ({ stream: simulateReadableStream({ chunks }) });
      return streamText7({ model: new MockLanguageModelV4({ doStream }), prompt: 'hi', onError() {} });
    });
    const [result, other] = results as [(typeof results)[0], (typeof results)[0]];
    for (const stream of [result.stream, toUIMessageStream({ stream: other.stream, ...countable })]) {
      const { telemetry, counts, faults } = counting();
      for await (const _ of tapIterable<{ readonly type: string }>(stream, telemetry.tap(aiSdk)));
      expect(await counts()).toEqual(counters);
      expect(faults()).toBe(0);
    }
  });
});
