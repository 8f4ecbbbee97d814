import type { Counters } from '../../../src/signals.js';
import type { Handler } from '../../../test/adapters/support/servers.js';
import { answers } from './answers.js';

/** What a provider serves, what the app does, and what must be counted of it. */
export interface Scenario {
  readonly name: string;
  readonly answers: readonly Handler[];
  /** How a person answers a question for permission. */
  readonly reply?: 'once' | 'reject';
  /** When a person aborts: at the first such event. */
  readonly abortAt?: 'an answer' | 'a tool' | 'a retry';
  /** What the app asks of the session; by default, a prompt. */
  readonly ask?: 'two sessions' | 'a compaction' | 'a shell command' | 'an unknown model';
  readonly counts: Counters;
}

const { answer, asks } = answers;
const turn = { 'turns/total': 1 } as const;
const stop = { 'finish_reason/stop': 1 } as const;
const cached = { 'cache_hit/95_99': 1 } as const;
const answered = { ...stop, ...cached, ...turn } as const;
const called = { 'finish_reason/tool_calls': 1 } as const;
const read = asks('read', { filePath: 'a.txt' });
const bash = (command: string): Handler => asks('bash', { command, description: 'runs' });

export const scenarios: readonly Scenario[] = [
  { name: 'an answer', answers: [answer], counts: answered },
  { name: 'no answer', answers: [answers.empty], counts: { ...stop, 'empty_final/total': 1, ...turn } },
  { name: 'an answer that is too long', answers: [answers.tooLong], counts: { 'finish_reason/length': 1, ...turn } },
  { name: 'a filter', answers: [answers.filtered], counts: { 'finish_reason/content_filter': 1, ...turn } },
  { name: 'a tool', answers: [read, answer], counts: { ...called, ...answered } },
  {
    name: '"let me check", a tool and then nothing',
    answers: [read, answers.empty],
    counts: { ...called, ...stop, 'empty_final/total': 1, ...turn },
  },
  {
    name: 'a tool that fails',
    answers: [asks('read', { filePath: 'none.txt' }), answer],
    counts: { ...called, 'tool_error/exec': 1, ...answered },
  },
  {
    name: 'a tool that is allowed',
    answers: [bash('echo hi'), answer],
    reply: 'once',
    counts: { ...called, ...answered },
  },
  {
    name: 'a tool that a person denies',
    answers: [bash('echo hi')],
    reply: 'reject',
    counts: { ...called, 'tool_error/permission': 1, ...turn },
  },
  {
    name: 'a tool that a rule denies',
    answers: [bash('rm a.txt'), answer],
    counts: { ...called, 'tool_error/permission': 1, ...answered },
  },
  {
    name: 'a subagent',
    answers: [asks('task', { description: 'look', prompt: 'Look.', subagent_type: 'general' }), answer, answer],
    counts: { ...called, ...answered },
  },
  {
    name: 'two sessions at once',
    answers: [answer, answer],
    ask: 'two sessions',
    counts: { 'finish_reason/stop': 2, 'cache_hit/95_99': 2, 'turns/total': 2 },
  },
  {
    name: 'a compaction that is asked for',
    answers: [answer, answer],
    ask: 'a compaction',
    counts: { ...answered, 'compaction/total': 1 },
  },
  { name: 'a shell command', answers: [], ask: 'a shell command', counts: {} },
  { name: 'a clean cut, and an answer', answers: [answers.cut, answer], counts: answered },
  {
    name: 'a clean cut, and status 400',
    answers: [answers.cut, answers.status(400)],
    counts: { 'provider_error/http_400': 1, ...turn },
  },
  { name: 'a reset that is repeated', answers: [answers.reset, answer], counts: answered },
  { name: 'status 500 that is repeated', answers: [answers.status(500), answer], counts: answered },
  { name: 'status 400', answers: [answers.status(400)], counts: { 'provider_error/http_400': 1, ...turn } },
  { name: 'status 401', answers: [answers.status(401)], counts: { 'provider_error/http_401': 1, ...turn } },
  { name: 'status 403', answers: [answers.status(403)], counts: { 'provider_error/http_401': 1, ...turn } },
  { name: 'status 404', answers: [answers.status(404)], counts: { 'provider_error/other': 1, ...turn } },
  {
    name: 'a model that there is not',
    answers: [],
    ask: 'an unknown model',
    counts: { 'provider_error/other': 1, ...turn },
  },
  { name: 'an abort in an answer', answers: [answers.stalled], abortAt: 'an answer', counts: turn },
  { name: 'an abort in a tool', answers: [bash('sleep 60')], reply: 'once', abortAt: 'a tool', counts: turn },
  { name: 'an abort before a repetition', answers: [answers.status(500)], abortAt: 'a retry', counts: turn },
];
