import v8 from 'node:v8';
import { runInNewContext } from 'node:vm';
import { RequestError } from '@agentclientprotocol/sdk/unstable';
import { describe, expect, test, vi } from 'vitest';
import { acp, acpWith, tapAcpStream } from '../../src/adapters/acp.js';
import type { Counters } from '../../src/index.js';
import { type Behaviour, calls, connect, fails, says } from './support/acpPair.js';
import { counting } from './support/counting.js';

type Options = NonNullable<Parameters<typeof connect>[1]>;

const done = { 'turns/total': 1 };
const stopped = { 'finish_reason/stop': 1 };
const ends: Behaviour = async () => ({ stopReason: 'end_turn' });
const answers: Behaviour = async ({ update }) => {
  await update(says('Hi.'));
  return { stopReason: 'end_turn' };
};

describe.each(['client', 'agent'] as const)('at the end of the %s', (mirrored) => {
  function counted(behave: Behaviour, options: Options = {}, translator = acp) {
    const counter = counting();
    const mirror: Options['mirror'] = (stream) => tapAcpStream(stream, counter.telemetry.tap(translator));
    return { ...counter, ...connect(behave, { mirror, mirrored, ...options }) };
  }

  async function countsOf(behave: Behaviour, options: Options = {}, translator = acp): Promise<Counters> {
    const { open, prompt, counts, faults } = counted(behave, options, translator);
    await prompt(await open()).catch(() => {});
    expect(faults()).toBe(0);
    return counts();
  }

  test('an answer', async () => {
    expect(await countsOf(answers)).toEqual({ ...stopped, ...done });
  });

  test('an empty answer', async () => {
    expect(await countsOf(ends)).toEqual({ ...stopped, ...done, 'empty_final/total': 1 });
    const nothing: Behaviour = async ({ update }) => {
      await update(says(''));
      await update({ sessionUpdate: 'agent_thought_chunk', content: { type: 'text', text: 'Hm.' } });
      return { stopReason: 'end_turn' };
    };
    expect(await countsOf(nothing)).toEqual({ ...stopped, ...done, 'empty_final/total': 1 });
  });

  test('"let me check", a tool and then nothing is an empty answer', async () => {
    const checks: Behaviour = async ({ update }) => {
      await update(says('Let me check.'));
      await update(calls('1'));
      await update({ sessionUpdate: 'tool_call_update', toolCallId: '1', status: 'completed' });
      return { stopReason: 'end_turn' };
    };
    expect(await countsOf(checks)).toEqual({ ...stopped, ...done, 'empty_final/total': 1 });
  });

  test('an answer may be an image', async () => {
    const draws: Behaviour = async ({ update }) => {
      const content = { type: 'image', data: '', mimeType: 'image/png' } as const;
      await update({ sessionUpdate: 'agent_message_chunk', content });
      return { stopReason: 'end_turn' };
    };
    expect(await countsOf(draws)).toEqual({ ...stopped, ...done });
  });

  test.each([
    ['max_tokens', { 'finish_reason/length': 1, 'empty_final/total': 1 }],
    ['refusal', { 'finish_reason/content_filter': 1 }],
    ['max_turn_requests', { 'finish_reason/other': 1 }],
    ['cancelled', {}],
  ] as const)('it stops for %s', async (stopReason, counters) => {
    expect(await countsOf(async () => ({ stopReason }))).toEqual({ ...counters, ...done });
  });

  test('a person who cancels is no error', async () => {
    const { open, prompt, cancel, counts } = counted(async ({ update, cancelled }) => {
      await update(says('Hel'));
      await cancelled;
      return { stopReason: 'cancelled' };
    });
    const session = await open();
    const prompted = prompt(session);
    await cancel(session);
    expect(await prompted).toEqual({ stopReason: 'cancelled' });
    expect(await counts()).toEqual(done);
  });

  test('a prompt may follow at once, while the one before it is being cancelled', async () => {
    let prompts = 0;
    const { open, prompt, cancel, counts } = counted(async ({ update, cancelled }) => {
      if (prompts++ > 0) {
        await update(says('Hi.'));
        return { stopReason: 'end_turn' };
      }
      await cancelled;
      return { stopReason: 'cancelled' };
    });
    const session = await open();
    const first = prompt(session);
    await cancel(session);
    expect(await Promise.all([first, prompt(session)])).toEqual([
      { stopReason: 'cancelled' },
      { stopReason: 'end_turn' },
    ]);
    expect(await counts()).toEqual({ ...stopped, 'turns/total': 2 });
  });

  test('a prompt that is refused while another goes on takes nothing from it', async () => {
    let prompts = 0;
    let refused = (): void => {};
    const second = new Promise<void>((resolve) => (refused = resolve));
    const { open, prompt, updates, counts } = counted(async ({ update }) => {
      if (prompts++ > 0) throw new Error('busy');
      await update(says('Hi.'));
      await second;
      await update(fails('1'));
      return { stopReason: 'end_turn' };
    });
    const session = await open();
    const first = prompt(session);
    await expect.poll(() => updates.length).toBe(1);
    await expect(prompt(session)).rejects.toThrow();
    refused();
    await first;
    expect(await counts()).toEqual({
      ...stopped,
      'tool_error/exec': 1,
      'provider_error/other': 1,
      'turns/total': 2,
    });
  });

  test('what a turn said before it was cancelled is no answer to the next, which was asked for already', async () => {
    let prompts = 0;
    let begin = (): void => {};
    let end = (): void => {};
    const secondBegan = new Promise<void>((resolve) => (begin = resolve));
    const firstEnded = new Promise<void>((resolve) => (end = resolve));
    const { open, prompt, cancel, updates, counts } = counted(async ({ update, cancelled }) => {
      if (prompts++ > 0) {
        begin();
        await firstEnded;
        return { stopReason: 'end_turn' };
      }
      await update(says('Hel'));
      await cancelled;
      await secondBegan;
      return { stopReason: 'cancelled' };
    });
    const session = await open();
    const first = prompt(session).then(end);
    await expect.poll(() => updates.length).toBe(1);
    await cancel(session);
    await Promise.all([first, prompt(session)]);
    expect(await counts()).toEqual({ ...stopped, 'turns/total': 2, 'empty_final/total': 1 });
  });

  test('a tool that fails counts once', async () => {
    const failing: Behaviour = async ({ update }) => {
      await update(calls('1'));
      await update(fails('1'));
      await update(fails('1'));
      await update({ ...calls('2'), status: 'failed' } as never);
      await update(says('Hm.'));
      return { stopReason: 'end_turn' };
    };
    expect(await countsOf(failing)).toEqual({ ...stopped, ...done, 'tool_error/exec': 2 });
    const translator = acpWith({
      toolError: (update) => ((update as { toolCallId: string }).toolCallId === '1' ? 'hook' : undefined),
    });
    expect(await countsOf(failing, {}, translator)).toMatchObject({ 'tool_error/hook': 1, 'tool_error/exec': 1 });
  });

  test.each([
    ['yes', {}],
    ['no', { 'tool_error/permission': 1 }],
    ['never', { 'tool_error/permission': 1 }],
    ['cancelled', {}],
  ])(
    'asked for permission, a person says %s; a tool that fails for it does not count again',
    async (choose, counters) => {
      const asks: Behaviour = async ({ update, ask }) => {
        await update(calls('1'));
        const { outcome } = await ask('1');
        if (outcome === 'selected' && choose !== 'yes') await update(fails('1'));
        await update(says('So be it.'));
        return { stopReason: 'end_turn' };
      };
      expect(await countsOf(asks, { choose })).toEqual({ ...stopped, ...done, ...counters });
    },
  );

  test('requests of both sides may have the same id', async () => {
    const asks: Behaviour = async ({ ask, update }) => {
      for (let call = 0; call < 5; call++) await ask(`${call}`);
      await update(says('Hi.'));
      return { stopReason: 'end_turn' };
    };
    expect(await countsOf(asks, { choose: 'no' })).toEqual({ ...stopped, ...done, 'tool_error/permission': 5 });
  });

  test.each([
    [{ inputTokens: 100, outputTokens: 5, totalTokens: 105, cachedReadTokens: 90 }, '80_95'],
    [{ inputTokens: 6, outputTokens: 5, totalTokens: 6310, cachedReadTokens: 6289, cachedWriteTokens: 10 }, '99_100'],
    [{ inputTokens: 10, outputTokens: 5, totalTokens: 32, cachedReadTokens: 10, thoughtTokens: 7 }, '50_80'],
    [{ inputTokens: 10, outputTokens: 5, totalTokens: 15, cachedReadTokens: 99 }, undefined],
    [{ inputTokens: 10, outputTokens: 5, totalTokens: 15, cachedReadTokens: null }, undefined],
    [{ inputTokens: 10, outputTokens: 5, totalTokens: 15 }, undefined],
  ])('cached tokens, as part of the input or beside it: %o', async (usage, bucket) => {
    const told: Behaviour = async (prompted) => ({ ...(await answers(prompted)), usage });
    expect(await countsOf(told)).toEqual({ ...stopped, ...done, ...(bucket && { [`cache_hit/${bucket}`]: 1 }) });
  });

  test('a compaction counts when it is complete', async () => {
    const compacts: Behaviour = async (prompted) => {
      for (const status of ['in_progress', 'completed'])
        await prompted.update({ sessionUpdate: 'compaction_update', compactionId: '1', status });
      return answers(prompted);
    };
    expect(await countsOf(compacts)).toEqual({ ...stopped, ...done, 'compaction/total': 1 });
    const fails: Behaviour = async (prompted) => {
      await prompted.update({ sessionUpdate: 'compaction_update', compactionId: '1', status: 'failed' });
      return answers(prompted);
    };
    expect(await countsOf(fails)).toEqual({ ...stopped, ...done });
  });

  test.each([
    [RequestError.authRequired(), 'http_401'],
    [new RequestError(-32603, 'Internal error: status 429 from the provider'), 'http_429'],
    [new Error('status 429 from the provider'), 'http_429'],
    [RequestError.internalError(), 'other'],
    [RequestError.internalError({ answer: 'status 429' }), 'other'],
  ] as const)('the agent answers with an error: %s', async (error, bucket) => {
    expect(await countsOf(() => Promise.reject(error))).toEqual({ [`provider_error/${bucket}`]: 1, ...done });
  });

  test('an error that says the request was cancelled is none', async () => {
    expect(await countsOf(() => Promise.reject(RequestError.requestCancelled()))).toEqual(done);
  });

  test('a session that is loaded was counted when it was live', async () => {
    const history = [says('Hi.'), calls('1'), fails('1')];
    const { open, load, prompt, counts, updates } = counted(ends, { history });
    const session = await open();
    await load(session);
    await prompt(session);
    await expect.poll(() => updates.length).toBe(3);
    expect(await counts()).toEqual({ ...stopped, ...done, 'empty_final/total': 1 });
  });

  test('the turns of several sessions are kept apart', async () => {
    const { open, prompt, counts } = counted(async ({ update, sessionId }) => {
      if (sessionId === 'session-0') await update(says('Hi.'));
      return { stopReason: 'end_turn' };
    });
    await Promise.all([prompt(await open()), prompt(await open())]);
    expect(await counts()).toEqual({ 'finish_reason/stop': 2, 'turns/total': 2, 'empty_final/total': 1 });
  });

  test('messages and their order are untouched', async () => {
    const talks: Behaviour = async ({ update, ask }) => {
      for (let part = 0; part < 20; part++) await update(says(`${part}`));
      await ask('1');
      return { stopReason: 'end_turn' };
    };
    const plain = connect(talks);
    const tapped = counted(talks);
    const results = await Promise.all([plain, tapped].map(async ({ open, prompt }) => prompt(await open())));
    expect(results).toEqual([{ stopReason: 'end_turn' }, { stopReason: 'end_turn' }]);
    expect(tapped.updates).toEqual(plain.updates);
    expect(plain.updates.length).toBe(20);
  });
});

describe('a connection that ends while a prompt waits', () => {
  async function waiting() {
    const counter = counting();
    const hangs: Behaviour = async ({ update }) => {
      await update(says('Hel'));
      return new Promise(() => {});
    };
    const pair = connect(hangs, { mirror: (stream) => tapAcpStream(stream, counter.telemetry.tap(acp)) });
    const prompted = pair.prompt(await pair.open());
    await expect.poll(() => pair.updates.length).toBe(1);
    return { ...pair, ...counter, prompted };
  }
  const interrupted = { 'provider_error/stream_interrupted': 1, ...done };

  test('the agent goes away', async () => {
    const { pipe, prompted, counts } = await waiting();
    pipe?.close();
    await expect(prompted).rejects.toThrow();
    expect(await counts()).toEqual(interrupted);
  });

  test('the pipe breaks', async () => {
    const { pipe, prompted, counts } = await waiting();
    pipe?.error(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
    await expect(prompted).rejects.toThrow();
    expect(await counts()).toEqual(interrupted);
  });

  test('the pipe of the other way breaks', async () => {
    const { wayThere, connection, prompted, counts } = await waiting();
    wayThere?.error(new Error('write EPIPE: socket hang up'));
    await expect.poll(counts).toEqual(interrupted);
    connection.close();
    await expect(prompted).rejects.toThrow();
    expect(await counts()).toEqual(interrupted);
  });

  test('the app closes it: no error', async () => {
    const { connection, prompted, counts } = await waiting();
    connection.close();
    await expect(prompted).rejects.toThrow();
    await expect.poll(counts).toEqual(done);
  });
});

describe('the way out', () => {
  const prompt = { jsonrpc: '2.0', id: 0, method: 'session/prompt', params: { sessionId: 's' } };
  function open() {
    const happened: unknown[] = [];
    let finish = (): void => {};
    let out: WritableStreamDefaultController | undefined;
    const counter = counting();
    const { writable } = tapAcpStream(
      {
        readable: new ReadableStream<typeof prompt>(),
        writable: new WritableStream<typeof prompt>({
          start: (controller) => {
            out = controller;
          },
          write(message) {
            happened.push(message);
            return new Promise((resolve) => (finish = resolve));
          },
          close: () => void happened.push('closed'),
          abort: (reason) => void happened.push(['aborted', reason]),
        }),
      },
      counter.telemetry.tap(acp),
    );
    return { ...counter, writer: writable.getWriter(), happened, out, finish: () => finish() };
  }

  test('a write is done when the one behind it is, and so is the end', async () => {
    const { writer, happened, finish } = open();
    const order: string[] = [];
    const written = writer.write(prompt).then(() => order.push('written'));
    expect(writer.desiredSize).toBe(0);
    await new Promise((resolve) => setImmediate(resolve));
    expect(happened[0]).toBe(prompt);
    order.push('finished');
    finish();
    await written;
    expect(order).toEqual(['finished', 'written']);
    await writer.close();
    expect(happened).toEqual([prompt, 'closed']);
  });

  test('an error of the sink reaches the app as it is, before the next write', async () => {
    const { writer, out, counts, finish } = open();
    const written = writer.write(prompt);
    await new Promise((resolve) => setImmediate(resolve));
    finish();
    await written;
    const error = new Error('write ECONNRESET');
    out?.error(error);
    await expect(writer.closed).rejects.toBe(error);
    expect(await counts()).toEqual({ 'provider_error/stream_interrupted': 1, ...done });
  });

  test('an app that aborts cancels what it asked for: no error', async () => {
    const { writer, happened, counts, finish } = open();
    const written = writer.write(prompt);
    await new Promise((resolve) => setImmediate(resolve));
    finish();
    await written;
    await writer.abort('reset by the app');
    writer.closed.catch(() => {});
    expect(happened).toEqual([prompt, ['aborted', 'reset by the app']]);
    expect(await counts()).toEqual(done);
  });
});

test('no message makes it walk over the prompts that are open: its work does not grow with them', () => {
  const walks = [Set.prototype, Map.prototype].flatMap((kept) => [
    vi.spyOn(kept, Symbol.iterator),
    vi.spyOn(kept, 'values'),
    vi.spyOn(kept, 'forEach'),
  ]);
  for (const walk of walks) walk.mockClear();
  const { next, end } = acp();
  const update = { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: 'Hi.' } };
  for (let id = 0; id < 100; id++) {
    const params = { sessionId: `s${id}` };
    next({ sent: { id, method: 'session/prompt', params } });
    next({ received: { method: 'session/update', params: { ...params, update } } });
  }
  next({ received: { id: 0, result: { stopReason: 'end_turn' } } });
  const walked = walks.map(({ mock }) => mock.calls.length);
  for (const walk of walks) walk.mockRestore();
  expect(Math.max(...walked)).toBe(0);
  expect(end().filter(({ kind }) => kind === 'turn_done').length).toBe(99);
});

test('of what was asked, no text is kept, not even in memory', async () => {
  v8.setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const { next } = acp();
  const texts: WeakRef<object>[] = [];
  const kept = (message: object) => {
    texts.push(new WeakRef(message));
    return message;
  };
  (() => {
    const params = { sessionId: 's', prompt: kept([{ type: 'text', text: 'a secret' }]) };
    next({ sent: { id: 0, method: 'session/prompt', params } });
    const options = kept([kept({ optionId: 'no', name: 'a secret', kind: 'reject_once' })]);
    const toolCall = kept({ toolCallId: '1', title: 'a secret' });
    next({ received: { id: 0, method: 'session/request_permission', params: { sessionId: 's', toolCall, options } } });
    const update = kept({ sessionUpdate: 'tool_call_update', toolCallId: '2', status: 'failed', title: 'a secret' });
    next({ received: { method: 'session/update', params: { sessionId: 's', update } } });
  })();
  const left = (): number => {
    collect();
    return texts.filter((text) => text.deref()).length;
  };
  await expect.poll(left).toBe(0);
  expect(next({ sent: { id: 0, result: { outcome: { optionId: 'no' } } } })).toMatchObject([{ kind: 'tool_result' }]);
});
