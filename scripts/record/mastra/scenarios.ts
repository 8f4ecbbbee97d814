/** A part of a model's stream (version 2 of the AI SDK's specification), an error, or nothing more until it is stopped. */
export type Part = { readonly type: string; readonly [field: string]: unknown } | Error | 'stall';

/** A call of an agent: what the model streams, one list for each call of it, and how the agent is made and stopped. */
export interface Scenario {
  readonly name: string;
  readonly script: readonly (readonly Part[])[];
  /** The model is of version 3 of the specification. */
  readonly isVersion3?: boolean;
  readonly tool?: 'needs approval' | 'suspends' | 'waits';
  readonly has?: 'a subagent' | 'a rule for the input' | 'a rule for the output' | 'a rule that asks again';
  readonly stream?: object;
  /** The type of the chunk at which a person stops the agent. */
  readonly stopAt?: string;
  /** What a person answers when the stream ends; a stream of its own follows. */
  readonly answer?: 'approves' | 'declines';
  readonly deadline?: number;
}

const usage = { inputTokens: 4000, outputTokens: 5, totalTokens: 4005, cachedInputTokens: 3900 };
const says = (text: string, more: object = {}): Part[] => [
  { type: 'text-start', id: 'text', ...more },
  { type: 'text-delta', id: 'text', delta: text },
  { type: 'text-end', id: 'text' },
];
const calls = (input: object, toolCallId = 'call-1', toolName = 'look'): Part[] => [
  { type: 'tool-call', toolCallId, toolName, input: JSON.stringify(input) },
];
const finish = (finishReason: unknown, more: object = { usage }): Part[] => [{ type: 'finish', finishReason, ...more }];
const answer = [...says('Because.'), ...finish('stop')];
const asks = (input: object, ...more: readonly [string?, string?]): Part[] => [
  ...calls(input, ...more),
  ...finish('tool-calls'),
];
const refused = (statusCode: number): Error =>
  Object.assign(new Error('The provider refused it.'), {
    name: 'AI_APICallError',
    statusCode,
    url: 'https://provider.example/v1',
    responseBody: '{"error":{}}',
    isRetryable: statusCode === 429,
  });

export const scenarios: readonly Scenario[] = [
  { name: 'an answer', script: [answer] },
  { name: 'a tool, and an answer', script: [asks({ path: 'a' }), answer] },
  { name: 'an answer that is too long', script: [[...says('Bec'), ...finish('length')]] },
  { name: 'no answer', script: [finish('stop')] },
  { name: 'a word, a tool, and no answer', script: [[...says('Hm.'), ...asks({ path: 'a' })], finish('stop')] },
  {
    name: 'only thoughts',
    script: [
      [
        { type: 'reasoning-start', id: 'r' },
        { type: 'reasoning-delta', id: 'r', delta: 'Hm.' },
        { type: 'reasoning-end', id: 'r' },
        ...finish('stop'),
      ],
    ],
  },
  { name: 'a file', script: [[{ type: 'file', mediaType: 'image/png', data: 'AA==' }, ...finish('stop')]] },
  { name: 'a filter', script: [finish('content-filter')] },
  { name: 'no usage', script: [[...says('Because.'), ...finish('stop', { usage: {} })]] },
  {
    name: 'cached tokens beside the input',
    script: [
      [
        ...says('Because.'),
        ...finish('stop', {
          usage: { ...usage, inputTokens: 100 },
          providerMetadata: { anthropic: { cacheCreationInputTokens: 0 } },
        }),
      ],
    ],
  },
  {
    name: 'cached tokens in the input, of a model of version 3',
    isVersion3: true,
    script: [
      [
        ...says('Because.'),
        ...finish(
          { unified: 'stop', raw: 'end_turn' },
          {
            usage: {
              inputTokens: { total: 4000, noCache: 100, cacheRead: 3900, cacheWrite: 0 },
              outputTokens: { total: 5, text: 5, reasoning: 0 },
            },
            providerMetadata: { anthropic: { cacheCreationInputTokens: 0 } },
          },
        ),
      ],
    ],
  },
  { name: 'a failed tool', script: [asks({ path: 'secret' }), answer] },
  { name: 'a tool that does not exist', script: [asks({ path: 'a' }, 'call-1', 'none'), answer] },
  { name: 'arguments that are not valid', script: [asks({ path: 7 }), answer] },
  {
    name: 'a tool that waits for approval, which a person refuses',
    script: [asks({ path: 'a' }), answer],
    tool: 'needs approval',
    answer: 'declines',
  },
  {
    name: 'a tool that waits for approval, which a person gives',
    script: [asks({ path: 'a' }), answer],
    tool: 'needs approval',
    answer: 'approves',
  },
  { name: 'a tool that waits for a person', script: [asks({ path: 'a' }), answer], tool: 'suspends' },
  {
    name: 'a subagent',
    script: [asks({ prompt: 'Why?' }, 'call-1', 'agent-sub'), answer],
    has: 'a subagent',
  },
  { name: 'a rule for the input that stops it', script: [answer], has: 'a rule for the input' },
  { name: 'a rule for the output that stops it', script: [answer], has: 'a rule for the output' },
  {
    name: 'a rule that asks the model again',
    script: [answer, answer],
    has: 'a rule that asks again',
    stream: { maxProcessorRetries: 2 },
  },
  { name: 'a rule that stops an answer without a text', script: [finish('stop')], has: 'a rule that asks again' },
  { name: 'the limit of steps', script: [asks({ path: 'a' }), asks({ path: 'a' })], stream: { maxSteps: 1 } },
  {
    name: 'a compaction, and an answer',
    script: [[...says('A summary.', { providerMetadata: { anthropic: { type: 'compaction' } } }), ...answer]],
  },
  { name: 'status 429', script: [[refused(429)]] },
  { name: 'status 401', script: [[refused(401)]] },
  { name: 'status 503 after a tool', script: [asks({ path: 'a' }), [refused(503)]] },
  {
    name: 'an error in the stream',
    script: [[...says('Bec'), { type: 'error', error: refused(529) }, ...finish('error')]],
  },
  { name: 'a reset in the stream', script: [[...says('Bec'), new TypeError('terminated')]] },
  { name: 'a clean cut', script: [says('Bec')] },
  {
    name: 'a stream that its provider interrupted',
    isVersion3: true,
    script: [[...says('Bec'), ...finish({ unified: 'interrupted', raw: undefined }, {})]],
  },
  { name: 'a stop', script: [[...says('Bec'), 'stall']], stopAt: 'text-delta' },
  { name: 'a stop in a tool', script: [asks({ path: 'a' }), answer], tool: 'waits', stopAt: 'tool-call' },
  { name: 'a deadline', script: [[...says('Bec'), 'stall']], deadline: 100 },
];
