import type { PromptResponse, SessionUpdate } from '@agentclientprotocol/sdk/unstable';
import { type SourceTurn, words } from './sourceTurn.js';

export interface AcpTurn extends SourceTurn {
  readonly updates: readonly SessionUpdate[];
  /** The tool call for which the agent asks permission after the updates. The demo answers no. */
  readonly asks?: string;
  /** The updates that follow the answer. */
  readonly afterwards?: readonly SessionUpdate[];
  /** The response of the agent, or the error it fails with. */
  readonly answer: PromptResponse | Error;
}

const says = (text: string): SessionUpdate[] =>
  words(text).map((word) => ({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: word } }));

const calls = (toolCallId: string, title: string, status?: 'completed' | 'failed'): SessionUpdate[] => [
  { sessionUpdate: 'tool_call', toolCallId, title },
  ...(status === undefined ? [] : [{ sessionUpdate: 'tool_call_update', toolCallId, status } as const]),
];

const used = (cachedReadTokens: number, inputTokens: number): Pick<PromptResponse, 'usage'> => ({
  usage: { inputTokens, outputTokens: 20, cachedReadTokens, totalTokens: cachedReadTokens + inputTokens + 20 },
});

export const acpTurns: readonly AcpTurn[] = [
  {
    id: 'answer',
    title: 'An answer, warm cache',
    prompt: 'What does this module do?',
    counts: { 'finish_reason/stop': 1, 'cache_hit/99_100': 1, 'turns/total': 1 },
    updates: says('It reserves stock for an order, and gives it back when the order is cancelled or not paid in time.'),
    answer: { stopReason: 'end_turn', ...used(3_980, 20) },
  },
  {
    id: 'failed-tool',
    title: 'A tool fails, the turn recovers',
    prompt: 'Run its tests.',
    counts: { 'finish_reason/stop': 1, 'tool_error/exec': 1, 'turns/total': 1 },
    updates: [...calls('tests', 'npm test', 'failed'), ...says('One of 214 fails.')],
    answer: { stopReason: 'end_turn' },
  },
  {
    id: 'no-permission',
    title: 'The person does not allow a tool',
    prompt: 'Fix it, and push.',
    counts: { 'finish_reason/stop': 1, 'tool_error/permission': 1, 'turns/total': 1 },
    updates: [...says('Fixed.'), ...calls('push', 'git push')],
    asks: 'push',
    afterwards: says('I did not push.'),
    answer: { stopReason: 'end_turn' },
  },
  {
    id: 'empty',
    title: 'An empty answer after a tool',
    prompt: 'Who wrote it?',
    counts: { 'finish_reason/stop': 1, 'empty_final/total': 1, 'turns/total': 1 },
    updates: [...says('Let me look.'), ...calls('blame', 'git blame', 'completed')],
    answer: { stopReason: 'end_turn' },
  },
  {
    id: 'too-long',
    title: 'The context is compacted, the answer hits its limit',
    prompt: 'Document all of it.',
    counts: { 'finish_reason/length': 1, 'compaction/total': 1, 'turns/total': 1 },
    updates: [
      { sessionUpdate: 'compaction_update', compactionId: 'c', status: 'completed' },
      ...says('# Reserving stock. The first'),
    ],
    answer: { stopReason: 'max_tokens' },
  },
  {
    id: 'rate-limited',
    title: 'The agent’s provider refuses (429)',
    prompt: 'Go on.',
    counts: { 'provider_error/http_429': 1, 'turns/total': 1 },
    updates: [],
    answer: new Error('status 429 from the provider'),
  },
  {
    id: 'cancelled',
    title: 'The turn is cancelled: no error',
    prompt: 'Never mind.',
    counts: { 'turns/total': 1 },
    updates: says('As you'),
    answer: { stopReason: 'cancelled' },
  },
];
