import { DefaultChatTransport, type UIMessageChunk } from 'ai';
import { DefaultChatTransport as DefaultChatTransport7 } from 'ai7';
import { from } from 'rxjs';
import { afterEach, describe, expect, test } from 'vitest';
import { aiSdk, aiSdkWith, tapChatTransport } from '../../src/adapters/aiSdk.js';
import { countable } from '../../src/adapters/aiSdkServer.js';
import type { Counters } from '../../src/index.js';
import { TestChat } from './support/chat.js';
import { TestChat7 } from './support/chat7.js';
import { counting } from './support/counting.js';
import { lines, pipeToChat } from './support/models.js';
import { events, type Handler, refusal, serve, stallAfter } from './support/servers.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
async function served(...answers: readonly Handler[]) {
  const server = await serve(...answers);
  closing.push(server.close);
  return server;
}

const message = { id: 'm1', role: 'user', parts: [{ type: 'text', text: 'a prompt that must not leave' }] } as const;

/** Chats with a server, of a major of `ai`. */
function chats(major: number) {
  /** A chat with a server whose answers are these. */
  async function chatWith(answers: readonly Handler[], translator = aiSdk) {
    const { url, asked } = await served(...answers);
    const { telemetry, counts, faults } = counting();
    const tap = telemetry.tap(translator);
    const options = { api: url };
    const chat =
      major === 7
        ? (new TestChat7(tapChatTransport(new DefaultChatTransport7(options), tap)) as unknown as TestChat)
        : new TestChat(tapChatTransport(new DefaultChatTransport(options), tap));
    return { chat, counts, faults, asked };
  }

  async function countsOf(answers: readonly Handler[], translator = aiSdk): Promise<Counters> {
    const { chat, counts, faults } = await chatWith(answers, translator);
    await chat.sendMessage(structuredClone(message) as never);
    expect(faults()).toBe(0);
    return counts();
  }

  return { chatWith, countsOf };
}

const done = { 'turns/total': 1 };

describe.each(lines)('from a server with $name', ({ ai, dialect, model, major }) => {
  const { chatWith, countsOf } = chats(major);
  const { begin, text, call, end } = dialect;
  const tokens = { input: 100, cached: 90 };
  const step = (...parts: readonly unknown[][]): Handler =>
    events(...begin(tokens), ...parts.flat(), ...end(parts.length > 1 ? 'tools' : 'stop', tokens));
  const says = (said: string): Handler => step(text(said));
  const calls = (args: unknown = { path: 'a' }): Handler => step([], call('call-1', args));

  /** An app's route, whose model answers so. */
  async function route(
    models: readonly Handler[],
    options: object = {},
    execute = async () => 'found',
  ): Promise<Handler> {
    const { url } = await served(...models);
    return async (_, response) => {
      const result = ai.streamText({
        model: model(url),
        prompt: 'a prompt',
        maxRetries: 0,
        stopWhen: ai.stepCountIs(4),
        onError() {},
        tools: {
          look: ai.tool({
            inputSchema: ai.jsonSchema<{ path: string }>(
              { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
              {
                validate: (value) =>
                  'path' in (value as object)
                    ? { success: true, value: value as { path: string } }
                    : { success: false, error: new Error('no path') },
              },
            ),
            execute,
          }),
        },
      });
      pipeToChat(major, result, response, options);
    };
  }

  test('with the helper, each model call counts', async () => {
    expect(await countsOf([await route([calls(), says('Found.')], countable)])).toEqual({
      'finish_reason/tool_calls': 1,
      'finish_reason/stop': 1,
      'cache_hit/80_95': 2,
      ...done,
    });
  });

  test('without it, only the last reason is known, and no cache', async () => {
    expect(await countsOf([await route([calls(), says('Found.')])])).toEqual({ 'finish_reason/stop': 1, ...done });
  });

  test.each([
    ['with the helper', countable, 'http_429'],
    ['without it, masked', {}, 'other'],
  ])('a refusal of the provider, %s', async (_, options, bucket) => {
    expect(await countsOf([await route([refusal(429)], options)])).toEqual({
      [`provider_error/${bucket}`]: 1,
      ...done,
    });
  });

  test.each([
    ['with the helper', countable, 'permission'],
    // Version 7 masks the texts of failed tools only where it is asked to.
    ['without it', {}, major === 7 ? 'permission' : 'exec'],
  ])('a tool that fails, %s', async (_, options, bucket) => {
    const failing = () => Promise.reject(new Error('permission denied: /home/ada/secret.txt'));
    expect(await countsOf([await route([calls(), says('Hm.')], options, failing)])).toMatchObject({
      [`tool_error/${bucket}`]: 1,
      ...done,
    });
  });

  test('a call that is not valid counts once, though it is told twice', async () => {
    expect(await countsOf([await route([calls({}), says('Hm.')], countable)])).toMatchObject({
      'tool_error/exec': 1,
      ...done,
    });
  });

  test('an empty answer after a tool', async () => {
    expect(await countsOf([await route([calls(), step([])], countable)])).toMatchObject({
      'empty_final/total': 1,
      ...done,
    });
  });

  test('with version 7, the texts of failed tools stay as the model read them; before, they are masked', async () => {
    const failing = () => Promise.reject(new Error('permission denied: /home/ada'));
    const { chat } = await chatWith([await route([calls(), says('Hm.')], countable, failing)]);
    await chat.sendMessage({ text: 'hi' });
    const errorText = major === 7 ? 'Error: permission denied: /home/ada' : 'An error occurred: status 401, permission';
    expect(chat.messages.at(-1)?.parts).toContainEqual(expect.objectContaining({ errorText }));
  });

  test('the helper tells nothing but numbers, reasons and classes', async () => {
    const failing = () => Promise.reject(new Error('permission denied: /home/ada/secret.txt'));
    const answers = [
      await route([calls(), says('Found.')], countable, failing),
      await route([refusal(401, { error: { message: 'wrong key sk-secret' } })], countable),
    ];
    const { url } = await served(...answers);
    for (const _ of answers) {
      const told = (await (await fetch(url, { method: 'POST' })).text()).replaceAll(
        major === 7 ? /"(input|errorText)":(\{[^}]*\}|"Error: permission[^"]*")/g : /"input":\{[^}]*\}/g,
        '',
      );
      expect(told).not.toMatch(/secret|home|127\.0\.0\.1|a key that/);
    }
    const all = [countable.onError(new Error('hook at /home/ada')), countable.onError({ statusCode: 429, url: 'x' })];
    expect(all).toEqual(['An error occurred: hook', 'An error occurred: status 429']);
  });

  test('a route that dies mid-stream interrupts the turn', async () => {
    let die = (): void => {};
    const answer = await route([stallAfter(...begin(tokens), ...text('Hel'))]);
    const { chat, counts } = await chatWith([
      (request, response) => {
        die = () => response.destroy();
        return answer(request, response);
      },
    ]);
    const sent = chat.sendMessage({ text: 'hi' });
    await expect.poll(() => chat.messages.at(-1)?.parts.at(-1)).toMatchObject({ text: 'Hel' });
    die();
    await sent;
    expect(await counts()).toEqual({ 'provider_error/stream_interrupted': 1, ...done });
  });
});

describe.each([6, 7])('a chat transport of version %i', (major) => {
  const { chatWith, countsOf } = chats(major);
  const start = { type: 'start' };
  const said = [
    { type: 'start-step' },
    { type: 'text-start', id: '1' },
    { type: 'text-delta', id: '1', delta: 'Hi.' },
    { type: 'text-end', id: '1' },
    { type: 'finish-step' },
  ];
  const finish = { type: 'finish', finishReason: 'stop' };

  test('answers as before, and the chat shows what it was told', async () => {
    const { chat, counts } = await chatWith([events(start, ...said, finish, '[DONE]')]);
    await chat.sendMessage({ text: 'hi' });
    expect(chat.status).toBe('ready');
    expect(chat.messages.at(-1)?.parts).toMatchObject([{ type: 'step-start' }, { type: 'text', text: 'Hi.' }]);
    expect(await counts()).toEqual({ 'finish_reason/stop': 1, ...done });
  });

  test('a refusal reaches the chat; only version 7 has a status to it', async () => {
    const { chat, counts } = await chatWith([refusal(429)]);
    await chat.sendMessage({ text: 'hi' });
    expect([chat.status, chat.error?.message]).toEqual(['error', '{"error":{"message":"a refusal"}}']);
    expect(await counts()).toEqual({ [`provider_error/${major === 7 ? 'http_429' : 'other'}`]: 1, ...done });
  });

  test('a stream that ends without a word was cut', async () => {
    expect(await countsOf([events(start, ...said)])).toEqual({ 'provider_error/stream_interrupted': 1, ...done });
  });

  test('a person who stops it is no error', async () => {
    const { chat, counts } = await chatWith([stallAfter(start, ...said.slice(0, 3))]);
    const sent = chat.sendMessage({ text: 'hi' });
    await expect.poll(() => chat.messages.at(-1)?.role).toBe('assistant');
    await chat.stop();
    await sent;
    expect(chat.status).toBe('ready');
    expect(await counts()).toEqual(done);
  });

  test('a stream that is reconnected to does not count again', async () => {
    const replay: Handler = (_, response) => events(start, ...said, finish, '[DONE]')(_, response);
    const { chat, counts, asked } = await chatWith([replay]);
    await chat.resumeStream();
    expect(chat.messages.at(-1)?.parts).toMatchObject([{}, { type: 'text', text: 'Hi.' }]);
    expect(asked.length).toBe(1);
    expect(await counts()).toEqual({});
  });

  test('a message that is regenerated does', async () => {
    const { chat, counts } = await chatWith([events(start, ...said, finish, '[DONE]')]);
    await chat.sendMessage({ text: 'hi' });
    await chat.regenerate();
    expect(await counts()).toEqual({ 'finish_reason/stop': 2, 'turns/total': 2 });
  });

  test('keeps what else the transport has', () => {
    class Replaying extends DefaultChatTransport<never> {
      override readonly resumeStreamIsReplay = true;
      readonly #secret = 'kept';
      url = '/chat';
      reveal(): string {
        return `${this.#secret} ${this.url}`;
      }
      override async reconnectToStream() {
        expect(this.#secret).toBe('kept');
        return null;
      }
    }
    const transport = new Replaying();
    const tapped = tapChatTransport(transport, counting().telemetry.tap(aiSdk));
    expect(tapped.resumeStreamIsReplay).toBe(true);
    tapped.url = '/other';
    expect([tapped.reveal(), transport.url]).toEqual(['kept /other', '/other']);
    return expect(tapped.reconnectToStream()).resolves.toBeNull();
  });

  test('several runs on one stream count one by one', async () => {
    const failed = { type: 'tool-output-error', toolCallId: '1', errorText: 'An error occurred.' };
    const chunks = [
      start,
      ...said,
      failed,
      finish,
      start,
      failed,
      finish,
      start,
      { type: 'error', errorText: 'status 429' },
    ];
    const { telemetry, counts } = counting();
    const told = { type: 'message-metadata', messageMetadata: { turntally: { finishReason: 'length' } } };
    from([start, told, finish, ...chunks, start, start, finish, ...said])
      .pipe(telemetry.tap(aiSdk))
      .subscribe();
    expect(await counts()).toEqual({
      'turns/total': 6,
      'finish_reason/length': 1,
      'finish_reason/stop': 3,
      'tool_error/exec': 2,
      'provider_error/http_429': 1,
      'provider_error/stream_interrupted': 1,
      'empty_final/total': 3,
    });
  });

  test('a stream that has no start is a run', async () => {
    expect(await countsOf([events(...said, finish)])).toEqual({ 'finish_reason/stop': 1, ...done });
  });

  test('what the app itself says before and after a run is no run', async () => {
    const own = { type: 'data-notification', data: 'one moment', transient: true };
    const answer = events(own, start, own, ...said, finish, own);
    expect(await countsOf([answer])).toEqual({ 'finish_reason/stop': 1, ...done });
  });

  const chunksOf = (...chunks: readonly object[]) => countsOf([events(start, ...chunks, finish)]);

  test('a refused tool is a matter of permission, an asked-for approval only a pause', async () => {
    const denied = [{ type: 'tool-output-denied', toolCallId: '1' }];
    expect(await chunksOf(...denied, ...said)).toMatchObject({ 'tool_error/permission': 1, ...done });
    const asks = [
      { type: 'start-step' },
      { type: 'tool-input-available', toolCallId: '1', toolName: 'look', input: {} },
      { type: 'tool-approval-request', approvalId: 'a', toolCallId: '1' },
      { type: 'finish-step' },
    ];
    expect(await chunksOf(...asks)).toEqual({ 'finish_reason/stop': 1, ...done });
  });

  test('a text after a compaction is an answer, even under the same id', async () => {
    const compaction = { type: 'text-start', id: '1', providerMetadata: { anthropic: { type: 'compaction' } } };
    const [step, ...text] = said;
    expect(await chunksOf(step as object, compaction, ...text.slice(1, 3), ...text)).toEqual({
      'compaction/total': 1,
      'finish_reason/stop': 1,
      ...done,
    });
  });

  test('an answer may be a file', async () => {
    const file = { type: 'file', url: 'data:image/png;base64,', mediaType: 'image/png' };
    expect(await chunksOf({ type: 'start-step' }, file, { type: 'finish-step' })).not.toHaveProperty(
      'empty_final/total',
    );
  });

  test('a deadline on the server is told by its reason', async () => {
    const abort = { type: 'abort', reason: 'The operation was aborted due to timeout' };
    expect(await countsOf([events(start, abort)])).toEqual({ 'provider_error/timeout': 1, ...done });
  });

  test('the app says what the text of a failure means', async () => {
    const failed: UIMessageChunk[] = [
      { type: 'tool-input-available', toolCallId: '1', toolName: 'look', input: {} },
      { type: 'tool-output-error', toolCallId: '1', errorText: 'policy 7' },
    ];
    const translator = aiSdkWith({ toolError: (text) => (text === 'policy 7' ? 'hook' : undefined) });
    expect(await countsOf([events(start, ...failed, ...said, finish)], translator)).toMatchObject({
      'tool_error/hook': 1,
    });
  });
});
