import OpenAI7 from 'openai';
import OpenAI, { AzureOpenAI } from 'openai6';
import { of } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { countModelCalls, openAi, tapModelStream } from '../../src/adapters/openAi.js';
import { counting } from './support/counting.js';
import { chatCompletion, chatEvents, chunkOf, responseEvents, wholeResponse } from './support/openAiScenarios.js';
import { events, type Handler, refusal, type Served, serve, stallAfter } from './support/servers.js';

const messages = [{ role: 'user' as const, content: 'Why?' }];
const chat = { model: 'model', messages };
const request = { model: 'model', input: 'Why?' };
const stop = { 'finish_reason/stop': 1, 'turns/total': 1 };

const servers: Served[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const clients = { 'openai 6': OpenAI, 'openai 7': OpenAI7 as unknown as typeof OpenAI };

/** A server with the answers, a client as it is, and the same with its calls counted. */
async function setUp(Client: typeof OpenAI, ...answers: readonly Handler[]) {
  const server = await serve(...answers);
  servers.push(server);
  const { telemetry, counts, faults } = counting();
  const plain = new Client({ apiKey: 'key', baseURL: server.url, maxRetries: 0 });
  const openai = countModelCalls(plain, telemetry.tap(openAi));
  return { server, telemetry, counts, faults, plain, openai };
}

const look = {
  type: 'function' as const,
  function: {
    name: 'look',
    description: 'Looks.',
    parse: JSON.parse,
    parameters: { type: 'object', properties: {} },
    function: () => 'It is there.',
  },
};
const asked = { tool_calls: [{ index: 0, id: '1', type: 'function', function: { name: 'look', arguments: '{}' } }] };
const twoCalls = { 'finish_reason/tool_calls': 1, ...stop };

async function readAll(items: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _ of items) count++;
  return count;
}

describe.each(Object.entries(clients))('a counted client, %s', (_, Client) => {
  it('should count what each helper asks, once', async () => {
    const helpers: readonly [Handler[], (openai: OpenAI) => Promise<unknown>, object?][] = [
      [[chatCompletion({ content: '{}' })], (openai) => openai.chat.completions.parse(chat)],
      [[chatEvents({ content: 'Because.' })], (openai) => openai.chat.completions.stream(chat).finalChatCompletion()],
      [[chatEvents({ content: 'Because.' })], (openai) => readAll(openai.chat.completions.stream(chat))],
      [
        [chatCompletion(asked, 'tool_calls'), chatCompletion({ content: 'Because.' })],
        (openai) => openai.chat.completions.runTools({ ...chat, tools: [look] }).finalContent(),
        twoCalls,
      ],
      [
        [chatEvents(asked, 'tool_calls'), chatEvents({ content: 'Because.' })],
        (openai) => openai.chat.completions.runTools({ ...chat, stream: true, tools: [look] }).finalContent(),
        twoCalls,
      ],
      [[wholeResponse], (openai) => openai.responses.parse(request)],
      [[responseEvents], (openai) => openai.responses.stream(request).finalResponse()],
      [
        [events({ choices: [{ index: 0, text: 'B', finish_reason: 'stop' }] })],
        async (openai) => readAll(await openai.completions.create({ model: 'model', prompt: 'Why?', stream: true })),
      ],
      [[wholeResponse], (openai) => openai.withOptions({ timeout: 9_000 }).responses.create(request)],
      [[wholeResponse], (openai) => openai.withOptions({}).withOptions({}).responses.parse(request)],
      [[wholeResponse], (openai) => openai.post('/responses?beta=true', { body: request })],
    ];
    for (const [answers, ask, wanted = stop] of helpers) {
      const { openai, counts, faults, server } = await setUp(Client, ...answers);
      await ask(openai);
      expect(await counts(), `${ask}`).toEqual(wanted);
      expect(server.asked, `${ask}`).toHaveLength(answers.length);
      expect(faults()).toBe(0);
    }
  });

  it('should count nothing that is no call of a model', async () => {
    const { openai, counts, server } = await setUp(Client, refusal(200, { object: 'list', data: [] }));
    await readAll(openai.models.list());
    await openai.files.list();
    await openai.embeddings.create({ model: 'model', input: 'text', encoding_format: 'float' });
    await openai.moderations.create({ input: 'text' });
    await openai.responses.retrieve('response-1');
    await openai.responses.cancel('response-1');
    await openai.chat.completions.update('chat-1', { metadata: {} });
    expect(server.asked).toHaveLength(7);
    expect(await counts()).toEqual({});
  });

  it('should leave the client that is given as it is', async () => {
    const { plain, openai, counts } = await setUp(Client, wholeResponse);
    await plain.responses.create(request);
    expect(await counts()).toEqual({});
    expect(openai).not.toBe(plain);
  });

  it('should look like the client', async () => {
    const { plain, openai } = await setUp(Client, wholeResponse);
    expect(openai).toBeInstanceOf(Client);
    expect(openai.baseURL).toBe(plain.baseURL);
    expect(openai.chat.completions).toBeInstanceOf(plain.chat.completions.constructor);
    expect(openai.chat).toBe(openai.chat);
    expect(openai.withOptions({})).toBeInstanceOf(Client);
    openai.maxRetries = 7;
    expect(plain.maxRetries).toBe(7);
  });

  it('should keep the methods of its promises', async () => {
    const { plain, openai, counts } = await setUp(Client, wholeResponse);
    const call = openai.responses.create(request);
    expect(call).toBeInstanceOf(Promise);
    expect(Object.getPrototypeOf(call)).toBe(Object.getPrototypeOf(plain.get('/models')));
    const { data, response, request_id } = await call.withResponse();
    expect(data.output_text).toBe('Because of the clock.');
    expect(response.status).toBe(200);
    expect(request_id).toBeNull();
    expect(await counts()).toEqual(stop);
  });

  it('should count an answer that the app reads itself as a turn of which nothing is known', async () => {
    const { openai, counts } = await setUp(Client, wholeResponse);
    const response = await openai.responses.create(request).asResponse();
    expect(((await response.json()) as { object: string }).object).toBe('response');
    expect(await counts()).toEqual({ 'turns/total': 1 });
  });

  it('should count a refusal that is asked for in several ways once', async () => {
    const { openai, counts, server } = await setUp(Client, refusal(429));
    const call = openai.chat.completions.create(chat);
    const outcomes = await Promise.allSettled([
      call,
      call.withResponse(),
      call.asResponse(),
      call.catch((e) => Promise.reject(e)),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected']);
    expect(server.asked).toHaveLength(1);
    expect(await counts()).toEqual({ 'provider_error/http_429': 1, 'turns/total': 1 });
  });

  it('should count both of two readers of a stream as one call', async () => {
    const { openai, counts, server } = await setUp(Client, chatEvents({ content: 'Because.' }));
    const stream = await openai.chat.completions.create({ ...chat, stream: true });
    const read = await Promise.all(stream.tee().map(readAll));
    expect(read[0]).toBe(read[1]);
    expect(server.asked).toHaveLength(1);
    expect(await counts()).toEqual(stop);
  });

  it('should count a stream that is handed on as bytes', async () => {
    const { openai, counts } = await setUp(Client, chatEvents({ content: 'Because.' }));
    const stream = await openai.chat.completions.create({ ...chat, stream: true });
    const lines = (await new Response(stream.toReadableStream()).text()).trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(await counts()).toEqual(stop);
  });

  it('should hand on the same items, errors and controller as the client', async () => {
    const { plain, openai } = await setUp(Client, chatEvents({ content: 'Because.' }));
    const items = async (client: OpenAI): Promise<unknown[]> => {
      const seen: unknown[] = [];
      const stream = await client.chat.completions.create({ ...chat, stream: true });
      for await (const item of stream) seen.push(item);
      // It can be read only once.
      seen.push(`${await readAll(stream).catch((error: unknown) => error)}`, stream.controller.signal.aborted);
      return seen;
    };
    expect(await items(openai)).toEqual(await items(plain));
  });

  it('should count a stream once that is read a second time', async () => {
    const { openai, counts } = await setUp(Client, chatEvents({ content: 'Because.' }));
    const stream = await openai.chat.completions.create({ ...chat, stream: true });
    let failures = 0;
    for await (const _ of stream) await readAll(stream).catch(() => failures++);
    expect(failures).toBeGreaterThan(0);
    expect(await counts()).toEqual(stop);
  });

  it('should pull nothing before it is asked for', async () => {
    const { openai, counts } = await setUp(Client, chatEvents({ content: 'Because.' }));
    const stream = await openai.chat.completions.create({ ...chat, stream: true });
    const pulled = vi.spyOn(ReadableStreamDefaultReader.prototype, 'read');
    expect(await counts()).toEqual({});
    expect(pulled).not.toHaveBeenCalled();
    pulled.mockRestore();
    await readAll(stream);
    expect(await counts()).toEqual(stop);
  });

  it('should take a deadline for one where the client says so', async () => {
    const { openai, counts } = await setUp(Client, stallAfter(chunkOf('Bec')));
    const signal = AbortSignal.timeout(50);
    await readAll(await openai.chat.completions.create({ ...chat, stream: true }, { signal }));
    const isKnown = Client !== OpenAI;
    expect(await counts()).toEqual({ ...(isKnown ? { 'provider_error/timeout': 1 } : {}), 'turns/total': 1 });
  });

  it('should neither add nor hide unhandled rejections', async () => {
    const unhandled = async (ask: (client: OpenAI) => unknown, client: OpenAI): Promise<number> => {
      const heard = vi.fn();
      const others = process.listeners('unhandledRejection');
      process.removeAllListeners('unhandledRejection').on('unhandledRejection', heard);
      try {
        ask(client);
        for (let turns = 0; turns < 20; turns++) await new Promise(setImmediate);
        return heard.mock.calls.length;
      } finally {
        process.removeAllListeners('unhandledRejection');
        for (const other of others) process.on('unhandledRejection', other);
      }
    };
    const asks: readonly ((client: OpenAI) => unknown)[] = [
      (client) => void client.responses.create(request),
      (client) => void client.responses.create(request).then(() => {}),
      (client) => client.responses.create(request).catch(() => {}),
      (client) => void client.responses.create(request).asResponse(),
    ];
    let all = 0;
    for (const ask of asks) {
      // At once, so that there is nothing to wait for.
      const fetch = async (): Promise<Response> => Response.json({}, { status: 400 });
      const plain = new Client({ apiKey: 'key', fetch, maxRetries: 0 });
      const openai = countModelCalls(plain, counting().telemetry.tap(openAi));
      const seen = await unhandled(ask, openai);
      expect(seen, `${ask}`).toBe(await unhandled(ask, plain));
      all += seen;
    }
    expect(all).toBeGreaterThan(2);
  });

  it('should count by two taps that count the same call', async () => {
    const { plain, server } = await setUp(Client, chatEvents({ content: 'Because.' }));
    const first = counting();
    const second = counting();
    const call = plain.chat.completions.create({ ...chat, stream: true });
    await readAll(
      await tapModelStream(tapModelStream(call, first.telemetry.tap(openAi)), second.telemetry.tap(openAi)),
    );
    expect(server.asked).toHaveLength(1);
    expect([await first.counts(), await second.counts()]).toEqual([stop, stop]);
  });
});

it('should count the calls of a client of another provider', async () => {
  const server = await serve(chatCompletion({ content: 'Because.' }));
  servers.push(server);
  const { telemetry, counts } = counting();
  const azure = new AzureOpenAI({
    apiKey: 'key',
    endpoint: server.url,
    apiVersion: '1',
    deployment: 'd',
    maxRetries: 0,
  });
  await countModelCalls(azure, telemetry.tap(openAi)).chat.completions.create(chat);
  expect(await counts()).toEqual(stop);
});

it('should count forwarded calls that follow one another in one stream', async () => {
  const { telemetry, counts } = counting();
  const created = { type: 'response.created' };
  const completed = {
    type: 'response.completed',
    response: { status: 'completed', output: [{ type: 'image_generation_call' }] },
  };
  of(created, completed, created, created, completed).pipe(telemetry.tap(openAi)).subscribe();
  expect(await counts()).toEqual({ 'finish_reason/stop': 2, 'provider_error/stream_interrupted': 1, 'turns/total': 3 });
});

describe('an engine in the page, which is no client of a server', () => {
  /** As WebLLM's `MLCEngine`. */
  class Engine {
    readonly #model = 'model';
    readonly chat = {
      completions: { create: (request: { stream?: boolean; fail?: boolean }) => this.#create(request) },
    };
    async #create({ stream, fail }: { stream?: boolean; fail?: boolean }) {
      if (fail) throw new Error('No model is loaded.');
      const choice = { index: 0, finish_reason: 'stop' };
      if (!stream) return { object: 'chat.completion', choices: [{ ...choice, message: { content: 'Because.' } }] };
      return this.#stream();
    }
    async *#stream() {
      yield { object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content: 'Because.' } }] };
      yield { object: 'chat.completion.chunk', choices: [{ index: 0, delta: {}, finish_reason: this.reason }] };
    }
    reason = 'stop';
    getModel(): string {
      return this.#model;
    }
  }

  const engineOf = () => {
    const { telemetry, counts } = counting();
    const plain = new Engine();
    return { counts, plain, engine: countModelCalls(plain, telemetry.tap(openAi)) };
  };

  it('should count its calls', async () => {
    const { engine, counts } = engineOf();
    await engine.chat.completions.create({});
    await readAll((await engine.chat.completions.create({ stream: true })) as AsyncIterable<unknown>);
    await expect(engine.chat.completions.create({ fail: true })).rejects.toThrow('No model is loaded.');
    expect(engine.getModel()).toBe('model');
    expect(await counts()).toEqual({ 'finish_reason/stop': 2, 'provider_error/other': 1, 'turns/total': 3 });
  });

  it('should take a call that it was made to stop as cancelled', async () => {
    const { plain, engine, counts } = engineOf();
    plain.reason = 'abort';
    await readAll((await engine.chat.completions.create({ stream: true })) as AsyncIterable<unknown>);
    expect(await counts()).toEqual({ 'turns/total': 1 });
  });

  it('should keep the methods of its generators', async () => {
    const { engine, counts } = engineOf();
    const stream = (await engine.chat.completions.create({ stream: true })) as AsyncGenerator<unknown>;
    expect((await stream.next()).done).toBe(false);
    await expect(stream.throw(new Error('enough'))).rejects.toThrow('enough');
    expect(await readAll(stream)).toBe(0);
    expect(await counts()).toEqual({ 'turns/total': 1 });
  });
});
