import type { ServerResponse } from 'node:http';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import * as ai6 from 'ai';
import * as ai5 from 'ai5';
import * as ai7 from 'ai7';
import { createAnthropic as createAnthropic5 } from 'anthropic5';
import { createAnthropic as createAnthropic7 } from 'anthropic7';
import { createOpenAICompatible as createOpenAICompatible7 } from 'compatible7';

export interface Tokens {
  /** All of the input, what was cached or written to the cache included. */
  readonly input: number;
  readonly cached?: number;
  readonly written?: number;
}

/** How a provider says the same things over the wire. */
export interface Dialect {
  text(text: string): unknown[];
  /** A tool is called. */
  call(id: string, args: unknown): unknown[];
  /** Any text comes between the two. */
  begin(tokens?: Tokens): unknown[];
  end(reason: 'stop' | 'length' | 'tools' | 'filter', tokens?: Tokens): unknown[];
  error(type: string): unknown[];
}

const chunk = (choice: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'example',
  choices: [{ index: 0, delta: {}, finish_reason: null, ...choice }],
  ...more,
});

export const openAiDialect: Dialect = {
  begin: () => [],
  text: (content) => [chunk({ delta: { role: 'assistant', content } })],
  call: (id, args) => [
    chunk({
      delta: {
        tool_calls: [{ index: 0, id, type: 'function', function: { name: 'look', arguments: JSON.stringify(args) } }],
      },
    }),
  ],
  end: (reason, tokens) => [
    chunk(
      { finish_reason: { stop: 'stop', length: 'length', tools: 'tool_calls', filter: 'content_filter' }[reason] },
      tokens && {
        usage: {
          prompt_tokens: tokens.input,
          completion_tokens: 5,
          total_tokens: tokens.input + 5,
          ...(tokens.cached !== undefined && { prompt_tokens_details: { cached_tokens: tokens.cached } }),
        },
      },
    ),
    '[DONE]',
  ],
  error: (type) => [{ error: { message: 'the provider failed', type, code: null } }],
};

export const anthropicDialect: Dialect = {
  begin: ({ input, cached = 0, written = 0 } = { input: 0 }) => [
    {
      type: 'message_start',
      message: {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'claude-opus-4-1',
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: {
          input_tokens: input - cached - written,
          cache_read_input_tokens: cached,
          cache_creation_input_tokens: written,
          output_tokens: 1,
        },
      },
    },
  ],
  text: (text) => [
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } },
    { type: 'content_block_stop', index: 0 },
  ],
  call: (id, args) => [
    { type: 'content_block_start', index: 1, content_block: { type: 'tool_use', id, name: 'look', input: {} } },
    { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: JSON.stringify(args) } },
    { type: 'content_block_stop', index: 1 },
  ],
  end: (reason) => [
    {
      type: 'message_delta',
      delta: {
        stop_reason: { stop: 'end_turn', length: 'max_tokens', tools: 'tool_use', filter: 'refusal' }[reason],
        stop_sequence: null,
      },
      usage: { output_tokens: 5 },
    },
    { type: 'message_stop' },
  ],
  error: (type) => [{ type: 'error', error: { type, message: 'the provider failed' } }],
};

/** What the tests use of `ai`, alike in all majors. */
type Ai = Pick<typeof ai6, 'streamText' | 'tool' | 'jsonSchema' | 'stepCountIs'>;
type Result = ReturnType<typeof ai6.streamText>;
type Parts = Result['fullStream'];
type Result7 = Pick<ReturnType<typeof ai7.streamText>, 'stream'>;

export interface Line {
  readonly name: string;
  readonly major: 5 | 6 | 7;
  readonly ai: Ai;
  readonly dialect: Dialect;
  model(baseURL: string): ai6.LanguageModel;
}

/** The parts of a result, by the name that its major has for them. */
export const partsOf = (major: Line['major'], result: Pick<Result, 'fullStream'>): Parts =>
  major === 7 ? ((result as unknown as Result7).stream as unknown as Parts) : result.fullStream;

/** Answers a chat with a result, as a route of its major does. */
export function pipeToChat(
  major: Line['major'],
  result: Pick<Result, 'pipeUIMessageStreamToResponse'>,
  response: ServerResponse,
  options: object,
): void {
  if (major === 7) {
    const { stream } = result as unknown as Result7;
    void ai7.pipeUIMessageStreamToResponse({ response, stream: ai7.toUIMessageStream({ stream, ...options }) });
  } else {
    result.pipeUIMessageStreamToResponse(response, options);
  }
}

const key = { apiKey: 'a key that must not leave' };

/** The majors of `ai`, each with a provider package of its line. */
export const lines: readonly Line[] = [
  {
    name: 'ai 7, openai-compatible',
    major: 7,
    ai: ai7 as unknown as Ai,
    dialect: openAiDialect,
    model: (url) =>
      createOpenAICompatible7({ ...key, name: 'example', baseURL: `${url}/v1`, includeUsage: true })(
        'example',
      ) as unknown as ai6.LanguageModel,
  },
  {
    name: 'ai 7, anthropic',
    major: 7,
    ai: ai7 as unknown as Ai,
    dialect: anthropicDialect,
    model: (url) =>
      createAnthropic7({ ...key, baseURL: `${url}/v1` })('claude-opus-4-1') as unknown as ai6.LanguageModel,
  },
  {
    name: 'ai 6, openai-compatible',
    major: 6,
    ai: ai6,
    dialect: openAiDialect,
    model: (url) =>
      createOpenAICompatible({ ...key, name: 'example', baseURL: `${url}/v1`, includeUsage: true })('example'),
  },
  {
    name: 'ai 6, anthropic',
    major: 6,
    ai: ai6,
    dialect: anthropicDialect,
    model: (url) => createAnthropic({ ...key, baseURL: `${url}/v1` })('claude-opus-4-1'),
  },
  {
    name: 'ai 5, anthropic',
    major: 5,
    // The parts of it that are used here did not change.
    ai: ai5 as unknown as Ai,
    dialect: anthropicDialect,
    model: (url) =>
      createAnthropic5({ ...key, baseURL: `${url}/v1` })('claude-opus-4-1') as unknown as ai6.LanguageModel,
  },
];
