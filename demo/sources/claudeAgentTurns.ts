import type { ClaudeAgentMessage } from 'turntally/adapters/claude-agent';
import { type SourceTurn, words } from './sourceTurn.js';

/** A message of the SDK, as it is forwarded to a page. */
export type Message = ClaudeAgentMessage & { readonly [field: string]: unknown };

export interface ClaudeAgentTurn extends SourceTurn {
  readonly messages: readonly Message[];
  /** What the query throws after its messages. */
  readonly throws?: string;
}

const init: Message = { type: 'system', subtype: 'init' };
const event = (event: object): Message => ({ type: 'stream_event', event, parent_tool_use_id: null });

/** One call of the model, in partial messages: its blocks, its reason, and its usage, of which `cached` is beside the input. */
const call = (
  id: string,
  reason: string,
  cached: number,
  input: number,
  ...blocks: readonly Message[][]
): Message[] => [
  event({ type: 'message_start', message: { id } }),
  ...blocks.flat(),
  event({
    type: 'message_delta',
    delta: { stop_reason: reason },
    usage: { input_tokens: input, cache_read_input_tokens: cached },
  }),
];

const says = (text: string): Message[] =>
  words(text).map((word) => event({ type: 'content_block_delta', delta: { type: 'text_delta', text: word } }));

const uses = (id: string, name: string, input: object): Message[] => [
  { type: 'assistant', message: { id, content: [{ type: 'tool_use', id: `${id}-call`, name, input }] } },
];

const returns = (id: string, content: string, isError = false): Message[] => [
  {
    type: 'user',
    message: { content: [{ type: 'tool_result', tool_use_id: `${id}-call`, content, is_error: isError }] },
  },
];

const result = (text: string, more: object = {}): Message => ({
  type: 'result',
  subtype: 'success',
  is_error: false,
  num_turns: 1,
  result: text,
  ...more,
});

export const claudeAgentTurns: readonly ClaudeAgentTurn[] = [
  {
    id: 'answer',
    title: 'An answer, warm cache',
    prompt: 'Which test is flaky?',
    counts: { 'finish_reason/stop': 1, 'cache_hit/95_99': 1, 'turns/total': 1 },
    messages: [
      init,
      ...call(
        'a',
        'end_turn',
        3_900,
        100,
        says('The one of the scheduler: it waits for a clock that another test stops.'),
      ),
      result('The one of the scheduler.'),
    ],
  },
  {
    id: 'failed-tool',
    title: 'A tool fails, the turn recovers',
    prompt: 'Run it a hundred times.',
    counts: {
      'finish_reason/tool_calls': 1,
      'finish_reason/stop': 1,
      'cache_hit/95_99': 2,
      'tool_error/timeout': 1,
      'turns/total': 1,
    },
    messages: [
      init,
      ...call('b', 'tool_use', 3_900, 100, says('Let me run it. '), uses('b', 'Bash', { command: 'npm test' })),
      ...returns('b', 'Command timed out after 2m', true),
      ...call('c', 'end_turn', 4_800, 100, says('It hangs in two of ten runs.')),
      result('It hangs in two of ten runs.'),
    ],
  },
  {
    id: 'denied',
    title: 'The person does not allow a tool',
    prompt: 'Delete it.',
    counts: { 'finish_reason/tool_calls': 1, 'finish_reason/stop': 1, 'tool_error/permission': 1, 'turns/total': 1 },
    messages: [
      init,
      ...call('d', 'tool_use', 0, 0, uses('d', 'Bash', { command: 'rm scheduler.test.ts' })),
      ...returns('d', 'No.', true),
      ...call('e', 'end_turn', 0, 0, says('I left it where it is.')),
      result('I left it where it is.', { permission_denials: [{ tool_use_id: 'd-call' }] }),
    ],
  },
  {
    id: 'subagent',
    title: 'A subagent looks; only its agent counts',
    prompt: 'Who stops the clock?',
    counts: { 'finish_reason/tool_calls': 1, 'finish_reason/stop': 1, 'cache_hit/95_99': 2, 'turns/total': 1 },
    messages: [
      init,
      ...call('f', 'tool_use', 3_900, 100, uses('f', 'Agent', { prompt: 'Find it.' })),
      ...returns('g', 'No such file', true).map((message) => ({ ...message, parent_tool_use_id: 'f-call' })),
      ...returns('f', 'The calendar does.'),
      ...call('h', 'end_turn', 4_800, 100, says('The test of the calendar does.')),
      result('The test of the calendar does.'),
    ],
  },
  {
    id: 'empty',
    title: 'The context is compacted, the answer is empty',
    prompt: 'Explain all of it.',
    counts: { 'compaction/total': 1, 'finish_reason/stop': 1, 'empty_final/total': 1, 'turns/total': 1 },
    messages: [
      init,
      { type: 'system', subtype: 'compact_boundary', compact_metadata: { trigger: 'auto' } },
      ...call('i', 'end_turn', 0, 0),
      result(''),
    ],
  },
  {
    id: 'rate-limited',
    title: 'The API refuses (429): a “success” that is an error, thrown once more',
    prompt: 'Go on.',
    counts: { 'provider_error/http_429': 1, 'turns/total': 1 },
    messages: [init, result('API Error: Request rejected (429)', { is_error: true, api_error_status: 429 })],
    throws: 'Claude Code returned an error result: API Error: Request rejected (429)',
  },
  {
    id: 'interrupted',
    title: 'The person interrupts: no error',
    prompt: 'Never mind.',
    counts: { 'turns/total': 1 },
    messages: [
      init,
      event({ type: 'message_start', message: { id: 'j' } }),
      ...says('As you'),
      result('', { subtype: 'error_during_execution', is_error: true, terminal_reason: 'aborted_streaming' }),
    ],
    throws: 'Claude Code returned an error result',
  },
];
