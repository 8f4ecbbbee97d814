import { APICallError } from 'ai';
import type { MockLanguageModelV3 } from 'ai/test';
import { type SourceTurn, words } from './sourceTurn.js';

type Streamed = Awaited<ReturnType<MockLanguageModelV3['doStream']>>['stream'];
export type ModelPart = Streamed extends ReadableStream<infer Part> ? Part : never;
type Finish = Extract<ModelPart, { type: 'finish' }>['finishReason']['unified'];

/** One call of the model: what it streams, and the error that interrupts it, if any. */
export interface ModelCall {
  readonly parts: readonly ModelPart[];
  readonly fails?: Error;
}

export interface AiSdkTurn extends SourceTurn {
  readonly calls: readonly ModelCall[];
}

const says = (text: string): ModelPart[] => [
  { type: 'text-start', id: 't' },
  ...words(text).map((delta): ModelPart => ({ type: 'text-delta', id: 't', delta })),
  { type: 'text-end', id: 't' },
];

/** Calls the tool `read_file`, which refuses paths outside the workspace. */
const reads = (path: string): ModelPart[] => [
  { type: 'tool-call', toolCallId: `call-${path}`, toolName: 'read_file', input: JSON.stringify({ path }) },
];

const ends = (unified: Finish, cacheRead: number, noCache: number): ModelPart[] => [
  {
    type: 'finish',
    finishReason: { unified, raw: unified },
    usage: {
      inputTokens: { total: cacheRead + noCache, noCache, cacheRead, cacheWrite: 0 },
      outputTokens: { total: 20, text: 20, reasoning: 0 },
    },
  },
];

const call = (...parts: readonly ModelPart[][]): ModelCall => ({ parts: parts.flat() });

const refused = (statusCode: number): ModelCall => ({
  parts: [],
  fails: new APICallError({
    message: 'a refusal',
    statusCode,
    url: 'https://provider.example/v1/chat',
    requestBodyValues: {},
  }),
});

export const aiSdkTurns: readonly AiSdkTurn[] = [
  {
    id: 'answer',
    title: 'An answer, warm cache',
    prompt: 'Why does the test fail?',
    counts: { 'finish_reason/stop': 1, 'cache_hit/95_99': 1, 'turns/total': 1 },
    calls: [call(says('Because it compares local times: it fails west of Greenwich.'), ends('stop', 3_900, 100))],
  },
  {
    id: 'two-steps',
    title: 'A tool, then the answer: two model calls',
    prompt: 'Where is the clock set?',
    counts: {
      'finish_reason/tool_calls': 1,
      'finish_reason/stop': 1,
      'cache_hit/0_50': 1,
      'cache_hit/80_95': 1,
      'turns/total': 1,
    },
    calls: [
      call(says('Let me look.'), reads('src/clock.ts'), ends('tool-calls', 0, 4_000)),
      call(says('In src/clock.ts, line 12.'), ends('stop', 4_000, 500)),
    ],
  },
  {
    id: 'no-permission',
    title: 'A tool is not permitted',
    prompt: 'What does the shared drive say?',
    counts: {
      'finish_reason/tool_calls': 1,
      'finish_reason/stop': 1,
      'cache_hit/95_99': 2,
      'tool_error/permission': 1,
      'turns/total': 1,
    },
    calls: [
      call(reads('/mnt/share/notes.md'), ends('tool-calls', 4_800, 200)),
      call(says('I may not read outside of the workspace.'), ends('stop', 4_900, 200)),
    ],
  },
  {
    id: 'empty',
    title: 'An empty answer after a tool',
    prompt: 'And where is it read?',
    counts: {
      'finish_reason/tool_calls': 1,
      'finish_reason/stop': 1,
      'cache_hit/95_99': 2,
      'empty_final/total': 1,
      'turns/total': 1,
    },
    calls: [
      call(says('Let me look.'), reads('src/stock.ts'), ends('tool-calls', 5_000, 200)),
      call(ends('stop', 5_100, 200)),
    ],
  },
  {
    id: 'too-long',
    title: 'The answer hits its limit',
    prompt: 'Explain every line.',
    counts: { 'finish_reason/length': 1, 'cache_hit/50_80': 1, 'turns/total': 1 },
    calls: [call(says('Line 1 imports the clock. Line 2'), ends('length', 3_000, 2_000))],
  },
  {
    id: 'rate-limited',
    title: 'Refused: too many requests (429)',
    prompt: 'Go on.',
    counts: { 'provider_error/http_429': 1, 'turns/total': 1 },
    calls: [refused(429)],
  },
  {
    id: 'bad-key',
    title: 'Refused: key not accepted (401)',
    prompt: 'Once more.',
    counts: { 'provider_error/http_401': 1, 'turns/total': 1 },
    calls: [refused(401)],
  },
  {
    id: 'cut-off',
    title: 'The provider’s stream breaks mid-sentence',
    prompt: 'With the other key.',
    counts: { 'provider_error/stream_interrupted': 1, 'turns/total': 1 },
    calls: [{ parts: says('The first line imports').slice(0, -1), fails: new TypeError('terminated') }],
  },
];
