import { describe, expect, test } from 'vitest';
import { type AcpMessage, acpWith } from '../../src/adapters/acp.js';
import { agUiWith, tanStackAiWith } from '../../src/adapters/agUi.js';
import { aiSdkWith } from '../../src/adapters/aiSdk.js';
import { anthropic } from '../../src/adapters/anthropic.js';
import { claudeAgentWith } from '../../src/adapters/claudeAgent.js';
import { eventResponse } from '../../src/adapters/eventResponse.js';
import { googleGenAi } from '../../src/adapters/googleGenAi.js';
import { langGraphWith } from '../../src/adapters/langGraph.js';
import { mastraWith } from '../../src/adapters/mastra.js';
import { openAi } from '../../src/adapters/openAi.js';
import { openAiAgentsWith } from '../../src/adapters/openAiAgents.js';
import { opencodeWith } from '../../src/adapters/opencode.js';
import { piWith } from '../../src/adapters/pi.js';
import { tapAgentRun } from '../../src/adapters/tapAgentRun.js';
import { untilAborted } from '../../src/adapters/untilAborted.js';
import { wireWith } from '../../src/adapters/wire.js';
import type { Translator } from '../../src/index.js';
import { countStream } from '../../src/testing/countStream.js';
import { counting } from './support/counting.js';

interface Adapter {
  readonly name: string;
  readonly translator: Translator<unknown>;
  /** A turn that is under way. */
  readonly begun: readonly object[];
  /** A failed tool in it. */
  readonly toolFails: readonly object[];
  /** How the tool counts if the app leaves it to the adapter, which may not know that it failed. */
  readonly tool: object;
}
/** As an app that has a mistake. */
const options = {
  toolError(): never {
    throw new Error('the app');
  },
};
const event = (method: string, namespace: readonly string[], seq: number, data: object) => ({
  type: 'event',
  method,
  seq,
  params: { namespace, timestamp: 1, data },
});
const part = (of: object) => ({
  type: 'message.part.updated',
  properties: { part: { sessionID: 's', messageID: 'm', ...of } },
});
const exec = { 'tool_error/exec': 1 };
const update = (of: object): AcpMessage => ({
  received: { method: 'session/update', params: { sessionId: 's', update: of } },
});
const as = (translator: Translator<never>) => translator as unknown as Translator<unknown>;

const adapters: readonly Adapter[] = [
  {
    name: 'ai-sdk',
    translator: as(aiSdkWith(options)),
    begun: [{ type: 'start' }],
    toolFails: [{ type: 'tool-error', toolCallId: '1', error: 'No.' }],
    tool: exec,
  },
  {
    name: 'ag-ui',
    translator: as(agUiWith(options)),
    begun: [{ type: 'RUN_STARTED' }],
    toolFails: [{ type: 'TOOL_CALL_RESULT', toolCallId: '1', content: 'No.' }],
    tool: {},
  },
  {
    name: 'TanStack AI',
    translator: as(tanStackAiWith(options)),
    begun: [{ type: 'RUN_STARTED' }],
    toolFails: [{ type: 'TOOL_CALL_RESULT', content: 'No.', metadata: { tanstack: { state: 'output-error' } } }],
    tool: exec,
  },
  {
    name: 'acp',
    translator: as(acpWith(options)),
    begun: [{ sent: { id: 1, method: 'session/prompt', params: { sessionId: 's' } } }],
    toolFails: [update({ sessionUpdate: 'tool_call_update', toolCallId: '1', status: 'failed' })],
    tool: exec,
  },
  {
    name: 'claude-agent',
    translator: as(claudeAgentWith(options)),
    begun: [
      { type: 'system', subtype: 'init' },
      { type: 'assistant', message: { id: 'm' } },
    ],
    toolFails: [{ type: 'user', message: { content: [{ tool_use_id: '1', is_error: true, content: 'No.' }] } }],
    tool: exec,
  },
  {
    name: 'wire',
    translator: as(wireWith(options)),
    begun: [{ kind: 'turn_started' }],
    toolFails: [{ kind: 'tool_result', tool: { err: 'No.' } }],
    tool: exec,
  },
  {
    name: 'openai-agents',
    translator: as(openAiAgentsWith(options)),
    begun: [{ type: 'raw_model_stream_event', data: { type: 'response_started' } }],
    toolFails: [
      {
        type: 'run_item_stream_event',
        name: 'tool_output',
        item: { output: 'An error occurred while running the tool.' },
      },
    ],
    tool: exec,
  },
  {
    name: 'pi',
    translator: as(piWith(options)),
    begun: [{ type: 'agent_start' }],
    toolFails: [{ type: 'tool_execution_end', toolCallId: '1', isError: true }],
    tool: exec,
  },
  {
    name: 'langgraph',
    translator: as(langGraphWith(options)),
    begun: [event('lifecycle', [], 1, { event: 'running' })],
    toolFails: [event('tools', ['tools:1'], 2, { event: 'tool-error', tool_call_id: '1', message: 'No.' })],
    tool: exec,
  },
  {
    name: 'opencode',
    translator: as(opencodeWith(options)),
    begun: [
      { type: 'session.status', properties: { sessionID: 's', status: { type: 'busy' } } },
      part({ id: 'p', type: 'step-start' }),
    ],
    toolFails: [part({ id: 'q', type: 'tool', callID: '1', state: { status: 'error', error: 'No.' } })],
    tool: exec,
  },
  {
    name: 'mastra',
    translator: as(mastraWith(options)),
    begun: [{ type: 'start', payload: {} }],
    toolFails: [{ type: 'tool-error', payload: { toolCallId: '1', error: 'No.' } }],
    tool: exec,
  },
];
const failedTurn = { 'provider_error/other': 1, 'turns/total': 1 };

const unreadable = {
  get message(): never {
    throw new Error('not for you');
  },
};
/** Each of its fields throws. */
const hostile = new Proxy(
  {},
  {
    get() {
      throw new Error('not for you');
    },
  },
);

describe.each(adapters)('$name', ({ translator, begun, toolFails, tool }) => {
  test.each<[string, unknown]>([
    ['whose message cannot be read', unreadable],
    ['whose message is a symbol', { message: Symbol('x') }],
    ['whose message has no prototype', { message: Object.create(null) }],
    ['of which nothing can be read', hostile],
    ['that is a text', 'boom'],
    ['that is a symbol', Symbol('x')],
  ])('a turn that ends with an error %s is counted', (_, error) => {
    expect(countStream(translator, begun, error)).toEqual(failedTurn);
  });

  test('a toolError that throws leaves the failure to the adapter, and loses no turn', () => {
    expect(countStream(translator, [...begun, ...toolFails], 'boom')).toEqual({ ...tool, ...failedTurn });
  });
});

test('a run of LangGraph that fails with its tool counts, though the app throws for the tool', () => {
  const begun = [
    event('lifecycle', [], 1, { event: 'running' }),
    event('tools', ['tools:1'], 2, { event: 'tool-started', tool_call_id: '1' }),
  ];
  expect(countStream(as(langGraphWith(options)), begun, new Error('No.'))).toEqual({ ...exec, 'turns/total': 1 });
});

describe('a first failure without a message', () => {
  const once = adapters.filter(({ name }) => ['claude-agent', 'pi', 'langgraph', 'mastra'].includes(name));
  test.each(once)('is a turn of $name', ({ translator }) => {
    expect(countStream(translator, [], 'boom')).toEqual(failedTurn);
    expect(countStream(translator, [], { status: 429 })).toEqual({ 'provider_error/http_429': 1, 'turns/total': 1 });
    expect(countStream(translator, [], { name: 'AbortError' })).toEqual({});
    expect(countStream(translator, [])).toEqual({});
  });

  test('decides what a run of LangGraph failed with, unless the app left it', () => {
    const failed = [
      event('lifecycle', [], 1, { event: 'running' }),
      event('lifecycle', [], 2, { event: 'failed', error: 'status 401' }),
    ];
    const counts = (error?: unknown) => countStream(as(langGraphWith()), failed, error);
    expect(counts({ status: 429 })).toEqual({ 'provider_error/http_429': 1, 'turns/total': 1 });
    expect(counts('overloaded_error')).toEqual({ 'provider_error/http_5xx': 1, 'turns/total': 1 });
    expect(counts(new DOMException('', 'AbortError'))).toEqual({ 'turns/total': 1 });
    expect(counts({ name: 'AbortError' })).toEqual({ 'provider_error/http_401': 1, 'turns/total': 1 });
    expect(counts()).toEqual({ 'provider_error/http_401': 1, 'turns/total': 1 });
  });
});

/** JSON may have an object that is no text, though its fields look as if it were. */
const noText = { toString: 1, valueOf: 1 };
const stop = { 'finish_reason/stop': 1, 'turns/total': 1 };
const raw = (data: object) => ({ type: 'raw_model_stream_event', data });
const text = { type: 'message', content: [{ type: 'output_text', text: 'There.' }] };

describe('the end of a turn is counted, whatever is missing in it', () => {
  test.each<[string, Translator<never>, readonly object[], object]>([
    [
      'a response of the Agents SDK without usage',
      openAiAgentsWith(),
      [raw({ type: 'response_done', response: { output: [text] } })],
      stop,
    ],
    [
      'a response of the Agents SDK with nothing',
      openAiAgentsWith(),
      [raw({ type: 'response_done', response: { output: null, usage: null } })],
      { 'provider_error/stream_interrupted': 1, 'turns/total': 1 },
    ],
    [
      'a choice that is null, in the Agents SDK',
      openAiAgentsWith(),
      [
        raw({ type: 'model', event: { choices: [null, { index: 0, finish_reason: 'stop' }] } }),
        raw({ type: 'response_done', response: { output: [text, null] } }),
      ],
      stop,
    ],
    [
      'outputs of tools without a prototype',
      openAiAgentsWith(),
      [Object.create(null), Symbol('x'), noText].map((output) => ({
        type: 'run_item_stream_event',
        name: 'tool_output',
        item: { output },
      })),
      { 'turns/total': 1 },
    ],
    [
      'choices and content that are null',
      openAi,
      [{ object: 'chat.completion.chunk', choices: [null, { delta: { content: 'There.' }, finish_reason: 'stop' }] }],
      stop,
    ],
    [
      'a response with a content that is a text, and an output that is null',
      openAi,
      [
        {
          type: 'response.completed',
          response: { status: 'completed', output: [null, { type: 'message', content: 'There.' }, text] },
        },
      ],
      stop,
    ],
    [
      'a reason that is no text',
      openAi,
      [
        {
          type: 'response.incomplete',
          response: { status: 'incomplete', output: [text], incomplete_details: { reason: noText } },
        },
      ],
      { 'turns/total': 1 },
    ],
    [
      'an incomplete response without a reason',
      openAi,
      [{ type: 'response.incomplete', response: { status: 'incomplete', output: [text], incomplete_details: null } }],
      { 'finish_reason/other': 1, 'turns/total': 1 },
    ],
    [
      'a candidate and a part that are null',
      googleGenAi,
      [
        { candidates: [{ content: { parts: [null, { text: 'There.' }] }, finishReason: 'STOP' }] },
        { candidates: [null] },
      ],
      stop,
    ],
    [
      'a block that is null',
      anthropic,
      [{ type: 'message', content: [null, { type: 'text', text: 'There.' }], stop_reason: 'end_turn' }],
      stop,
    ],
    [
      'a usage that is null, and one that is no text',
      agUiWith(),
      [
        { type: 'RUN_STARTED' },
        { type: 'MESSAGES_SNAPSHOT', messages: [null, { role: 'assistant', content: [null, { text: 'There.' }] }] },
        { type: 'RUN_FINISHED', finishReason: 'stop', usage: [null, { inputTokens: noText }] },
      ],
      stop,
    ],
    [
      'an answer of ACP with counts that are none',
      acpWith(),
      [
        { sent: { id: 1, method: 'session/prompt', params: { sessionId: 's' } } },
        update({ sessionUpdate: 'agent_message_chunk', content: { text: 'There.' } }),
        {
          received: { id: 1, result: { stopReason: 'end_turn', usage: { totalTokens: noText, inputTokens: noText } } },
        },
      ],
      stop,
    ],
    [
      'a lost connection of Claude whose text is none',
      claudeAgentWith(),
      [
        { type: 'assistant', message: { id: 'm' }, error: 'connection_failed' },
        { type: 'result', subtype: 'success', is_error: true, result: noText },
      ],
      { 'provider_error/stream_interrupted': 1, 'turns/total': 1 },
    ],
  ])('%s', (_, translator, items, wanted) => {
    expect(countStream(as(translator), items)).toEqual(wanted);
  });
});

describe('an app goes on', () => {
  test('where a signal cannot be asked', () => {
    const ended: string[] = [];
    const fed = { error() {}, complete: () => ended.push('complete'), drop() {} };
    const complete = () =>
      untilAborted(fed, () => {
        throw new Error('not for you');
      }).complete();
    expect(complete).not.toThrow();
    expect(ended).toEqual(['complete']);
  });

  test('where an event has no type, or is none', async () => {
    async function* items() {
      yield* [{ type: noText }, null, { type: 'ping' }];
    }
    const body = await eventResponse(items(), new Response()).text();
    expect(body.match(/^event: .*/gm)).toEqual(['event: message', 'event: message', 'event: ping']);
  });

  test('where a run gives nothing', async () => {
    const { telemetry, counts } = counting();
    expect(await tapAgentRun(Promise.resolve(undefined as never), telemetry.tap(openAiAgentsWith()))).toBeUndefined();
    expect(await counts()).toEqual({ 'turns/total': 1 });
  });
});
