import { APICallError, RetryError } from 'ai';
import { expect, test } from 'vitest';
import { acp } from '../../src/adapters/acp.js';
import { agUi, tanStackAi } from '../../src/adapters/agUi.js';
import { aiSdk } from '../../src/adapters/aiSdk.js';
import { anthropic } from '../../src/adapters/anthropic.js';
import { claudeAgent } from '../../src/adapters/claudeAgent.js';
import { googleGenAi } from '../../src/adapters/googleGenAi.js';
import { langGraph } from '../../src/adapters/langGraph.js';
import { mastra } from '../../src/adapters/mastra.js';
import { openAi } from '../../src/adapters/openAi.js';
import { openAiAgents } from '../../src/adapters/openAiAgents.js';
import { opencode } from '../../src/adapters/opencode.js';
import { pi } from '../../src/adapters/pi.js';
import { wire } from '../../src/adapters/wire.js';
import type { AgentEvent, Translator } from '../../src/index.js';

const secret = 'canary-7f3a';
const text = `please reset ${secret} at /home/${secret}`;
const apiError = new APICallError({
  message: text,
  url: `https://${secret}.example/v1?key=${secret}`,
  requestBodyValues: { prompt: secret },
  statusCode: 429,
  responseHeaders: { 'x-request': secret },
  responseBody: secret,
  data: { secret },
});
const anyError = Object.assign(new Error(text, { cause: apiError }), { code: secret, stack: secret, url: secret });
const attributed = { rawEvent: secret, metadata: { secret, finishReason: text }, messageId: secret };
const graphEvent = (method: string, namespace: readonly string[], data: object) => ({
  type: 'event',
  method,
  params: { namespace, data },
});
const sent = (message: object) => ({ sent: { jsonrpc: '2.0', ...message } });
const received = (message: object) => ({ received: { jsonrpc: '2.0', ...message } });
const updated = (update: object) =>
  received({ method: 'session/update', params: { sessionId: secret, update: { toolCallId: secret, ...update } } });

/** What a person, a model, a tool or a server could have written, in every place that there is for it. */
const sessions: [string, Translator<never>, readonly unknown[], unknown][] = [
  [
    'the AI SDK',
    aiSdk,
    [
      {
        type: 'start',
        messageId: secret,
        messageMetadata: { secret, turntally: { cached: secret, input: 1, prompt: secret, finishReason: text } },
      },
      { type: 'start-step', request: { body: secret }, warnings: [secret] },
      { type: 'text-start', id: secret, providerMetadata: { anthropic: { type: 'compaction', secret } } },
      { type: 'text-delta', id: secret, text, delta: text },
      { type: 'tool-call', toolCallId: '1', toolName: secret, input: secret, invalid: true, error: anyError },
      { type: 'tool-error', toolCallId: '1', toolName: secret, input: secret, error: anyError },
      { type: 'tool-output-error', toolCallId: '2', errorText: text },
      {
        type: 'finish-step',
        finishReason: 'stop',
        usage: { inputTokens: 1, raw: secret },
        response: { headers: secret },
      },
      { type: 'error', error: new RetryError({ message: text, reason: 'maxRetriesExceeded', errors: [apiError] }) },
      { type: 'finish', finishReason: 'error', totalUsage: { raw: secret } },
      { type: 'start' },
      { type: 'abort', reason: `${text} timeout` },
      { type: 'start' },
    ],
    anyError,
  ],
  [
    'AG-UI',
    agUi,
    [
      { type: 'RUN_STARTED', threadId: secret, runId: secret, input: secret, ...attributed },
      { type: 'TEXT_MESSAGE_CONTENT', delta: text, ...attributed },
      { type: 'TEXT_MESSAGE_END', ...attributed },
      { type: 'TOOL_CALL_START', toolCallId: secret, toolCallName: secret, ...attributed },
      { type: 'TOOL_CALL_RESULT', toolCallId: secret, content: text, ...attributed },
      { type: 'RUN_ERROR', message: text, code: secret, usage: [{ model: secret, inputTokens: 1 }], ...attributed },
      { type: 'RUN_STARTED' },
      { type: 'RUN_FINISHED', result: secret, outcome: { type: 'interrupt', interrupts: [{ message: secret }] } },
      { type: 'RUN_STARTED' },
    ],
    anyError,
  ],
  [
    'TanStack AI',
    tanStackAi,
    [
      { type: 'RUN_STARTED', threadId: secret, runId: secret },
      { type: 'TEXT_MESSAGE_CONTENT', delta: text, metadata: { tanstack: { model: secret } } },
      {
        type: 'TOOL_CALL_RESULT',
        toolCallId: secret,
        content: JSON.stringify({ error: text }),
        metadata: { tanstack: { state: 'output-error', secret } },
      },
      { type: 'RUN_FINISHED', runId: secret, metadata: { tanstack: { finishReason: text } } },
      { type: 'RUN_STARTED' },
    ],
    anyError,
  ],
  [
    'ACP',
    acp,
    [
      sent({ id: 0, method: 'session/prompt', params: { sessionId: secret, prompt: [{ type: 'text', text }] } }),
      updated({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } }),
      updated({ sessionUpdate: 'tool_call_update', status: 'failed', title: text, rawOutput: text, content: [text] }),
      updated({ sessionUpdate: 'compaction_update', status: 'completed', summary: [text] }),
      received({
        id: 0,
        method: 'session/request_permission',
        params: {
          sessionId: secret,
          toolCall: { toolCallId: '2', title: text },
          options: [{ optionId: secret, name: text, kind: 'reject_once' }],
        },
      }),
      sent({ id: 0, result: { outcome: { outcome: 'selected', optionId: secret } } }),
      received({ id: 0, error: { code: -32603, message: text, data: { secret } } }),
      sent({ id: 1, method: 'session/prompt', params: { sessionId: secret } }),
    ],
    anyError,
  ],
  [
    'the Claude Agent SDK',
    claudeAgent,
    [
      { type: 'system', subtype: 'init', cwd: secret, session_id: secret, tools: [secret], model: secret },
      { type: 'system', subtype: 'compact_boundary', compact_metadata: { trigger: text } },
      { type: 'stream_event', event: { type: 'message_start', message: { id: secret, usage: { [secret]: text } } } },
      { type: 'stream_event', event: { type: 'message_delta', delta: { stop_reason: text }, usage: { secret } } },
      {
        type: 'assistant',
        message: {
          id: 'm',
          model: secret,
          content: [{ type: 'tool_use', id: secret, input: secret }],
          usage: { secret },
        },
        error: secret,
      },
      {
        type: 'user',
        message: { content: [{ type: 'tool_result', is_error: true, tool_use_id: secret, content: text }] },
        tool_result_meta: [
          { id: secret, permission_decision: { decision: secret, source: secret, reason_type: text } },
        ],
      },
      { type: 'system', subtype: 'permission_denied', tool_use_id: secret, message: text, tool_name: secret },
      {
        type: 'result',
        subtype: 'success',
        is_error: true,
        result: text,
        errors: [text],
        stop_reason: text,
        api_error: secret,
        api_error_type: text,
        permission_denials: [{ tool_use_id: secret, tool_input: { secret } }],
      },
      { type: 'system', subtype: 'init' },
      { type: 'result', subtype: 'success', is_error: false, result: text, stop_reason: text },
      { type: 'system', subtype: 'init' },
    ],
    anyError,
  ],
  [
    'a wire',
    wire,
    [
      { kind: 'turn_started', prompt: text },
      { kind: 'usage', usage: { cacheHitTokens: 1, cacheMissTokens: 1, model: secret, finishReason: text } },
      { kind: 'tool_result', tool: { name: secret, args: text, err: text, output: text } },
      { kind: 'notice', text: `empty final answer blocked: ${text}`, detail: text },
      { kind: 'compaction_done', summary: text },
      { kind: 'turn_done', err: anyError },
      { kind: 'turn_started' },
    ],
    anyError,
  ],
  [
    'OpenAI',
    openAi,
    [
      { type: 'response.created', response: { id: secret, status: 'in_progress', instructions: text } },
      { type: 'response.output_text.delta', delta: text, item_id: secret },
      {
        type: 'response.output_item.done',
        item: {
          type: 'mcp_call',
          id: secret,
          name: secret,
          arguments: text,
          error: { message: text, content: [text] },
        },
      },
      { type: 'response.output_item.done', item: { type: 'compaction', id: secret, encrypted_content: secret } },
      {
        type: 'response.incomplete',
        response: { status: 'incomplete', incomplete_details: { reason: text }, usage: { input_tokens: secret } },
      },
      { type: 'response.created', response: { id: secret } },
      { type: 'response.failed', response: { status: 'failed', error: { code: secret, message: text } } },
      { type: 'response.created', response: { id: secret } },
      {
        choices: [{ index: 0, delta: { content: text, refusal: text }, finish_reason: text }],
        system_fingerprint: secret,
      },
      { type: 'response.created', response: { id: secret } },
    ],
    anyError,
  ],
  [
    'the OpenAI Agents SDK',
    openAiAgents,
    [
      { type: 'agent_updated_stream_event', agent: { name: secret, instructions: text } },
      { type: 'raw_model_stream_event', data: { type: 'response_started', providerData: { id: secret } } },
      {
        type: 'raw_model_stream_event',
        data: {
          type: 'model',
          event: { choices: [{ delta: { content: text }, finish_reason: text }], usage: { prompt_tokens: secret } },
        },
      },
      {
        type: 'raw_model_stream_event',
        data: { type: 'model', event: { type: 'response.output_item.done', item: { type: 'mcp_call', error: text } } },
      },
      {
        type: 'raw_model_stream_event',
        data: {
          type: 'model',
          event: { response: { incomplete_details: { reason: text }, output: [{ type: secret }] } },
        },
      },
      {
        type: 'raw_model_stream_event',
        data: { type: 'response_done', response: { id: secret, output: [], usage: { inputTokens: secret } } },
      },
      {
        type: 'run_item_stream_event',
        name: 'tool_output',
        item: { output: `An error occurred while running the tool. ${text}`, rawItem: { callId: secret } },
      },
    ],
    anyError,
  ],
  [
    'Anthropic',
    anthropic,
    [
      { type: 'message_start', message: { id: secret, usage: { service_tier: secret, input_tokens: 1 } } },
      { type: 'content_block_start', content_block: { type: 'compaction', content: text } },
      {
        type: 'content_block_start',
        content_block: { type: 'mcp_tool_result', tool_use_id: secret, is_error: true, content: [{ text }] },
      },
      { type: 'content_block_start', content_block: { type: secret, content: { error_code: text } } },
      { type: 'content_block_delta', delta: { type: 'text_delta', text } },
      { type: 'message_delta', delta: { stop_reason: text, stop_sequence: secret } },
      { type: 'message_start', message: { id: secret } },
      { type: 'error', error: { type: secret, message: text } },
      { type: 'message_start', message: { id: secret } },
    ],
    anyError,
  ],
  [
    'Google Gen AI',
    googleGenAi,
    [
      { candidates: [{ content: { parts: [{ text }, { functionCall: { name: secret, args: { secret } } }] } }] },
      {
        modelVersion: secret,
        responseId: secret,
        usageMetadata: { promptTokenCount: secret, cachedContentTokenCount: 1 },
      },
      { error: { message: text, status: secret, details: [secret] } },
    ],
    anyError,
  ],
  [
    'pi',
    pi,
    [
      { type: 'agent_start', session: secret },
      { type: 'message_end', message: { role: 'user', content: text, stopReason: text } },
      { type: 'message_start', message: { role: 'assistant', content: [{ type: 'text', text }], model: secret } },
      {
        type: 'message_end',
        message: {
          role: 'assistant',
          stopReason: secret,
          rawStopReason: text,
          usage: { [secret]: text, input: secret },
        },
      },
      {
        type: 'tool_execution_end',
        toolCallId: secret,
        toolName: secret,
        isError: true,
        result: { content: [{ type: 'text', text }], details: secret },
      },
      { type: 'compaction_end', result: { summary: text } },
      {
        type: 'message_end',
        message: { role: 'assistant', stopReason: 'error', rawStopReason: secret, errorMessage: `${text}: ${secret}` },
      },
      { type: 'agent_end', messages: [text] },
      { type: 'agent_start' },
    ],
    anyError,
  ],
  [
    'LangGraph',
    langGraph,
    [
      graphEvent('lifecycle', [], { event: 'running', graph_name: secret }),
      graphEvent('values', [], { messages: [{ content: text }], secret }),
      graphEvent('messages', [secret], { event: 'message-start', id: secret, run_id: secret, metadata: { secret } }),
      graphEvent('messages', [secret], {
        event: 'content-block-finish',
        run_id: secret,
        content: { type: 'text', text, annotations: [secret] },
      }),
      graphEvent('messages', [secret], {
        event: 'message-finish',
        run_id: secret,
        reason: text,
        usage: { input_tokens: secret, input_token_details: { cache_read: 1, secret } },
        responseMetadata: { finish_reason: text, secret },
      }),
      graphEvent('tools', [secret], { event: 'tool-started', tool_call_id: secret, tool_name: secret, input: text }),
      graphEvent('tools', [secret], { event: 'tool-error', tool_call_id: secret, message: text, code: secret }),
      graphEvent('messages', [secret], { event: 'message-start', id: secret, run_id: secret }),
      graphEvent('messages', [secret], { event: 'error', run_id: secret, message: text, code: secret }),
      graphEvent('lifecycle', [], { event: 'failed', error: `${text} ${secret}` }),
      graphEvent('lifecycle', [], { event: 'running' }),
      graphEvent('tools', [secret], { event: 'tool-started', tool_call_id: secret }),
      graphEvent('lifecycle', [], { event: 'failed', error: text }),
      graphEvent('lifecycle', [], { event: 'running' }),
    ],
    anyError,
  ],
  [
    'opencode',
    opencode,
    [
      { type: 'session.status', properties: { sessionID: secret, status: { type: 'busy' } } },
      { type: 'message.part.updated', properties: { part: { sessionID: secret, messageID: 'm', type: 'step-start' } } },
      { type: 'message.part.updated', properties: { part: { sessionID: secret, messageID: 'm', type: 'text', text } } },
      {
        type: 'message.part.updated',
        properties: {
          part: {
            sessionID: secret,
            type: 'tool',
            tool: secret,
            callID: secret,
            state: { status: 'error', input: { secret }, error: text, metadata: { secret } },
          },
        },
      },
      {
        type: 'message.part.updated',
        properties: {
          part: {
            sessionID: secret,
            messageID: 'm',
            type: 'step-finish',
            id: secret,
            reason: text,
            tokens: { input: secret },
          },
        },
      },
      { type: 'session.compacted', properties: { sessionID: secret, text } },
      {
        type: 'session.error',
        properties: { sessionID: secret, error: { name: secret, data: { message: text, responseBody: secret } } },
      },
      { type: 'session.idle', properties: { sessionID: secret } },
      { type: 'session.status', properties: { sessionID: secret, status: { type: 'retry', message: text } } },
    ],
    anyError,
  ],
  [
    'Mastra',
    mastra,
    [
      { type: 'start', runId: secret, from: 'AGENT', payload: { id: secret, messageId: secret } },
      { type: 'step-start', payload: { request: { body: secret }, inputMessages: [text] } },
      { type: 'text-start', payload: { id: secret, providerMetadata: { anthropic: { type: 'compaction', secret } } } },
      { type: 'text-delta', payload: { id: secret, text } },
      { type: 'tool-call', payload: { toolCallId: '1', toolName: secret, args: { secret } } },
      { type: 'tool-error', payload: { toolCallId: '1', toolName: secret, args: { secret }, error: anyError } },
      { type: 'tool-result', payload: { toolCallId: '2', isError: true, result: text } },
      { type: 'tool-output', payload: { output: { type: 'text-delta', payload: { text } } } },
      {
        type: 'step-finish',
        payload: { stepResult: { reason: text, rawReason: secret }, output: { text, usage: { raw: secret } } },
      },
      { type: 'error', payload: { error: apiError } },
      { type: 'tripwire', payload: { reason: text, metadata: { secret } } },
      { type: 'finish', payload: { stepResult: { reason: secret }, messages: { all: [text] } } },
      { type: 'start', payload: {} },
    ],
    anyError,
  ],
];

/** Of which a stream is one turn. */
const oneTurn: readonly string[] = ['Google Gen AI', 'the OpenAI Agents SDK'];
/** What is one call, or has no tools that fail. */
const withoutTools: readonly string[] = ['AG-UI', 'Google Gen AI'];

test.each(sessions)('no text that was written by anybody comes through %s', (_, translator, items, error) => {
  const { next, end } = (translator as Translator<unknown>)();
  const events: AgentEvent[] = items.flatMap((item) => next(item));
  events.push(...end(error));
  expect(events.filter(({ kind }) => kind === 'turn_done').length).toBeGreaterThan(oneTurn.includes(_) ? 0 : 1);
  expect(events.filter(({ kind }) => kind === 'tool_result').length).toBeGreaterThan(withoutTools.includes(_) ? -1 : 0);
  const told = JSON.stringify(events);
  expect(told).toContain('"class"');
  expect(told).not.toContain(secret);
  expect(told).not.toContain('reset');
});
