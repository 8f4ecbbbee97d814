import { setTimeout as wait } from 'node:timers/promises';
import type { Counters } from '../../../src/signals.js';
import { type Answer, answers, calls, refuses, says, stops } from './messagesServer.js';
import type { Message, RecordedQuery } from './query.js';

/** What a scenario may do while it runs. */
export interface Running {
  readonly query: RecordedQuery;
  readonly abort: AbortController;
}

export interface Scenario {
  readonly name: string;
  /** What it must count as, written by hand. */
  readonly counts: Counters;
  /** Of the model, in order; the last one again, if the program asks more often. */
  readonly answers: readonly Answer[];
  /** By default one. Several are sent one after the other, each after the result of the one before it. */
  readonly prompts?: readonly string[];
  readonly options?: object;
  readonly env?: Readonly<Record<string, string>>;
  /** Called before the query is read, and with each message. */
  readonly during?: (running: Running, message?: Message) => void;
}

const turn: Counters = { 'turns/total': 1 };
const cached: Counters = { 'cache_hit/95_99': 1 };
const twiceCached: Counters = { 'cache_hit/95_99': 2 };
const stop: Counters = { 'finish_reason/stop': 1 };
const afterTool: Counters = { 'finish_reason/tool_calls': 1, ...stop, ...twiceCached, ...turn };

const free = { permissionMode: 'bypassPermissions', allowDangerouslySkipPermissions: true };
const partial = { includePartialMessages: true };
const bash = (command: string, more: object = {}) => calls('toolu_1', 'Bash', { command, ...more });
const uses = (command: string, more?: object): Answer => answers('tool_use', says('Let me look.'), bash(command, more));
const answer = answers('end_turn', says('Because of the clock.'));
const soBeIt = answers('end_turn', says('So be it.'));
const ending = answers('end_turn');
const subagent = {
  ...free,
  tools: ['Bash', 'Agent'],
  forwardSubagentText: true,
  agents: { looker: { description: 'Looks', prompt: 'You look.', tools: ['Bash'], background: false } },
};
const summary = answers('end_turn', says('<summary>All.</summary>'));
const isDelta = (message?: Message): boolean =>
  message?.type === 'stream_event' && Object(message.event).type === 'content_block_delta';

const asksForTool = (message?: Message): boolean =>
  message?.type === 'assistant' && JSON.stringify(message).includes('"tool_use"');

/** In the order of the recording. Without partial messages, unless they are asked for. */
export const scenarios: readonly Scenario[] = [
  { name: 'answer', counts: { ...stop, ...cached, ...turn }, answers: [answer] },
  { name: 'answer, partial', counts: { ...stop, ...cached, ...turn }, answers: [answer], options: partial },
  { name: 'tool', counts: afterTool, answers: [uses('true'), answer], options: free },
  { name: 'tool, partial', counts: afterTool, answers: [uses('true'), answer], options: { ...free, ...partial } },
  {
    name: 'failing tool',
    counts: { ...afterTool, 'tool_error/exec': 1 },
    answers: [uses('false'), soBeIt],
    options: free,
  },
  {
    name: 'tool that times out',
    counts: { ...afterTool, 'tool_error/timeout': 1 },
    answers: [uses('sleep 20', { timeout: 300 }), soBeIt],
    options: free,
  },
  {
    name: 'tool with invalid input',
    counts: { ...afterTool, 'tool_error/exec': 1 },
    answers: [answers('tool_use', calls('toolu_1', 'Bash', {})), soBeIt],
    options: free,
  },
  {
    name: 'denied by canUseTool',
    counts: { ...afterTool, 'tool_error/permission': 1 },
    answers: [uses('rm x'), soBeIt],
    options: { canUseTool: async () => ({ behavior: 'deny', message: 'The person said no.' }) },
  },
  {
    name: 'denied by canUseTool, which interrupts',
    counts: { 'finish_reason/tool_calls': 1, ...cached, 'tool_error/permission': 1, ...turn },
    answers: [uses('rm x'), soBeIt],
    options: { canUseTool: async () => ({ behavior: 'deny', message: 'The person said no.', interrupt: true }) },
  },
  {
    name: 'denied by a rule',
    counts: { ...afterTool, 'tool_error/permission': 1 },
    answers: [uses('rm x'), soBeIt],
    options: { settings: { permissions: { deny: ['Bash(rm:*)'] } } },
  },
  {
    name: 'denied by the mode',
    counts: { ...afterTool, 'tool_error/permission': 1 },
    answers: [uses('rm x'), soBeIt],
    options: { permissionMode: 'dontAsk' },
  },
  {
    name: 'blocked by a hook',
    counts: { ...afterTool, 'tool_error/hook': 1 },
    answers: [uses('rm x'), soBeIt],
    options: {
      ...free,
      hooks: { PreToolUse: [{ hooks: [async () => ({ decision: 'block', reason: 'No permission.' })] }] },
    },
  },
  {
    name: 'subagent with a failing tool',
    counts: afterTool,
    answers: [
      answers(
        'tool_use',
        calls('toolu_1', 'Agent', {
          description: 'Look',
          prompt: 'Look at it.',
          subagent_type: 'looker',
          run_in_background: false,
        }),
      ),
      answers('tool_use', says('I look.'), calls('toolu_2', 'Bash', { command: 'false' })),
      answers('end_turn', says('It fails.')),
      answer,
    ],
    options: subagent,
  },
  { name: '429', counts: { 'provider_error/http_429': 1, ...turn }, answers: [refuses(429, 'rate_limit_error')] },
  { name: '500', counts: { 'provider_error/http_5xx': 1, ...turn }, answers: [refuses(500, 'api_error')] },
  { name: '529', counts: { 'provider_error/http_5xx': 1, ...turn }, answers: [refuses(529, 'overloaded_error')] },
  { name: '400', counts: { 'provider_error/http_400': 1, ...turn }, answers: [refuses(400, 'invalid_request_error')] },
  { name: '401', counts: { 'provider_error/http_401': 1, ...turn }, answers: [refuses(401, 'authentication_error')] },
  { name: '404', counts: { 'provider_error/other': 1, ...turn }, answers: [refuses(404, 'not_found_error')] },
  {
    name: '529, then an answer',
    counts: { ...stop, ...cached, ...turn },
    answers: [refuses(529, 'overloaded_error'), answer],
    env: { CLAUDE_CODE_MAX_RETRIES: '2' },
  },
  {
    name: '500 after a tool',
    counts: { 'finish_reason/tool_calls': 1, ...cached, 'provider_error/http_5xx': 1, ...turn },
    answers: [uses('true'), refuses(500, 'api_error')],
    options: free,
  },
  {
    name: 'error in the stream',
    counts: { 'provider_error/http_5xx': 1, ...turn },
    answers: [stops('fails', says('Bec'))],
  },
  {
    name: 'cut',
    counts: { 'provider_error/stream_interrupted': 1, ...turn },
    answers: [stops('ends', says('Bec'))],
  },
  {
    name: 'cut, partial',
    counts: { ...cached, 'provider_error/stream_interrupted': 1, ...turn },
    answers: [stops('breaks', says('Bec'))],
    options: partial,
  },
  {
    name: 'nobody listens',
    counts: { 'provider_error/other': 1, ...turn },
    answers: [],
    env: { ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' },
  },
  {
    name: 'the program is killed',
    counts: { 'finish_reason/tool_calls': 1, ...cached, 'provider_error/stream_interrupted': 1, ...turn },
    answers: [uses('kill -9 $PPID')],
    options: free,
  },
  {
    name: 'no program',
    counts: { 'provider_error/other': 1, ...turn },
    answers: [],
    options: { pathToClaudeCodeExecutable: '/nowhere' },
  },
  {
    name: 'output limit',
    counts: { 'finish_reason/length': 1, 'cache_hit/95_99': 4, ...turn },
    answers: [answers('max_tokens', says('Bec'))],
  },
  {
    name: 'output limit, partial',
    counts: { 'finish_reason/length': 4, 'cache_hit/95_99': 4, ...turn },
    answers: [answers('max_tokens', says('Bec'))],
    options: partial,
  },
  { name: 'refusal', counts: { 'finish_reason/content_filter': 1, ...turn }, answers: [answers('refusal')] },
  {
    name: 'refusal, partial',
    counts: { 'finish_reason/content_filter': 2, ...twiceCached, ...turn },
    answers: [answers('refusal')],
    options: partial,
  },
  { name: 'empty answer', counts: { ...stop, 'empty_final/total': 1, ...turn }, answers: [ending] },
  {
    name: 'empty answer after a tool',
    counts: { 'finish_reason/tool_calls': 1, ...stop, ...cached, 'empty_final/total': 1, ...turn },
    answers: [uses('true'), ending],
    options: free,
  },
  {
    name: 'empty answer, partial',
    counts: { 'finish_reason/stop': 2, ...twiceCached, 'empty_final/total': 1, ...turn },
    answers: [ending],
    options: partial,
  },
  {
    name: 'structured answer',
    counts: { 'finish_reason/tool_calls': 1, ...cached, ...turn },
    answers: [answers('tool_use', calls('toolu_1', 'StructuredOutput', { found: 1 }))],
    options: {
      outputFormat: { type: 'json_schema', schema: { type: 'object', properties: { found: { type: 'number' } } } },
    },
  },
  {
    name: 'limit of turns',
    counts: { 'finish_reason/tool_calls': 2, ...twiceCached, ...turn },
    answers: [uses('true')],
    options: { ...free, maxTurns: 2 },
  },
  {
    name: 'two turns',
    counts: { 'finish_reason/stop': 2, ...twiceCached, 'turns/total': 2 },
    answers: [answer],
    prompts: ['Why?', 'Really?'],
  },
  {
    name: 'two turns, prompts shown again',
    counts: { 'finish_reason/stop': 2, ...twiceCached, 'turns/total': 2 },
    answers: [answer],
    prompts: ['Why?', 'Really?'],
    options: { extraArgs: { 'replay-user-messages': null } },
  },
  {
    name: 'compaction',
    counts: {
      'finish_reason/stop': 2,
      'finish_reason/tool_calls': 1,
      'cache_hit/95_99': 3,
      'compaction/total': 1,
      'turns/total': 2,
    },
    answers: [answer, uses('seq 1 9000'), summary, answer],
    prompts: ['Why?', 'Really?'],
    options: free,
    env: { CLAUDE_AUTOCOMPACT_PCT_OVERRIDE: '1', CLAUDE_CODE_AUTO_COMPACT_WINDOW: '5000' },
  },
  {
    name: '/compact',
    counts: { ...stop, ...cached, 'compaction/total': 1, ...turn },
    answers: [answer, summary],
    prompts: ['Why?', '/compact'],
  },
  {
    name: '/compact that fails',
    counts: { ...stop, ...cached, ...turn },
    answers: [answer, refuses(500, 'api_error')],
    prompts: ['Why?', '/compact'],
  },
  { name: 'local command', counts: {}, answers: [answer], prompts: ['/context'] },
  {
    name: 'interrupted',
    counts: { ...cached, ...turn },
    answers: [stops('hangs', says('Bec'))],
    options: partial,
    during: ({ query }, message) => void (isDelta(message) && query.interrupt()),
  },
  {
    name: 'interrupted, then another turn',
    counts: { ...stop, ...twiceCached, 'turns/total': 2 },
    answers: [stops('hangs', says('Bec')), answer],
    prompts: ['Why?', 'Really?'],
    options: partial,
    during: ({ query }, message) =>
      void (isDelta(message) && Object(Object(message?.event).delta).text === 'Bec' && query.interrupt()),
  },
  {
    name: 'interrupted in a tool',
    counts: { 'finish_reason/tool_calls': 1, ...cached, ...turn },
    answers: [uses('sleep 20')],
    options: free,
    during: ({ query }, message) => void (asksForTool(message) && wait(500).then(() => query.interrupt())),
  },
  {
    name: 'aborted',
    counts: { ...cached, ...turn },
    answers: [stops('hangs', says('Bec'))],
    options: partial,
    during: ({ abort }, message) => void (isDelta(message) && abort.abort()),
  },
  {
    name: 'aborted before the first message',
    counts: turn,
    answers: [stops('hangs')],
    during: ({ abort }, message) => void (message ?? setTimeout(() => abort.abort(), 5)),
  },
  {
    name: 'aborted before the answer',
    counts: turn,
    answers: [stops('hangs')],
    during: ({ abort }, message) => void (message?.subtype === 'init' && abort.abort()),
  },
];
