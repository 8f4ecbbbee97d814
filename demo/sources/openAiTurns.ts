import type { ModelEvent, ModelTurn } from './modelRoute.js';
import { words } from './sourceTurn.js';

interface Ending {
  readonly status?: 'completed' | 'incomplete' | 'failed';
  readonly cached?: number;
  readonly input?: number;
  readonly fields?: object;
}

const responseOf = (status: string, output: readonly object[], fields: object = {}): object => ({
  id: 'response',
  object: 'response',
  created_at: 0,
  model: 'scripted',
  status,
  output,
  error: null,
  incomplete_details: null,
  ...fields,
});

const created = { type: 'response.created', response: responseOf('in_progress', []) } as ModelEvent;

const deltas = (text: string): ModelEvent[] =>
  words(text).map((delta): ModelEvent & { readonly delta: string } => ({ type: 'response.output_text.delta', delta }));

const message = (text: string): object => ({
  type: 'message',
  id: 'message',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text, annotations: [] }],
});

/** One response: a text in words, a call, and how it ends. */
function response(text: string, calls: readonly object[], ending: Ending = {}): readonly ModelEvent[] {
  const { status = 'completed', cached, input, fields } = ending;
  const output = [...(text ? [message(text)] : []), ...calls];
  const usage = cached === undefined ? null : { input_tokens: input, input_tokens_details: { cached_tokens: cached } };
  const done = output.map((item, index) => ({ type: 'response.output_item.done', output_index: index, item }));
  const ended = { type: `response.${status}`, response: responseOf(status, output, { usage, ...fields }) };
  return [created, ...deltas(text), ...done, ended];
}

const findOrder = {
  type: 'function_call',
  id: 'call',
  call_id: 'call',
  name: 'find_order',
  arguments: '{"id":4711}',
  status: 'completed',
};

export const openAiTurns: readonly ModelTurn[] = [
  {
    id: 'answer',
    title: 'An answer, with usage',
    prompt: 'Which orders are late?',
    counts: { 'finish_reason/stop': 1, 'cache_hit/95_99': 1, 'turns/total': 1 },
    answers: [response('Two of them: 4711, by three days, and 4712, by one.', [], { cached: 3_900, input: 4_000 })],
  },
  {
    id: 'tool',
    title: 'A tool of the app, then the answer: two calls, one turn',
    prompt: 'What keeps the first?',
    counts: { 'finish_reason/tool_calls': 1, 'finish_reason/stop': 1, 'cache_hit/80_95': 2, 'turns/total': 1 },
    answers: [
      response('Let me look.', [findOrder], { cached: 3_400, input: 4_000 }),
      response('It waits for parts.', [], { cached: 4_500, input: 5_000 }),
    ],
  },
  {
    id: 'empty',
    title: 'An empty answer after a tool',
    prompt: 'Which parts?',
    counts: { 'finish_reason/tool_calls': 1, 'finish_reason/stop': 1, 'empty_final/total': 1, 'turns/total': 1 },
    answers: [response('Let me look.', [findOrder]), response('', [])],
  },
  {
    id: 'too-long',
    title: 'An answer that reaches the token limit',
    prompt: 'Tell me everything.',
    counts: { 'finish_reason/length': 1, 'turns/total': 1 },
    answers: [
      response('It all began', [], {
        status: 'incomplete',
        fields: { incomplete_details: { reason: 'max_output_tokens' } },
      }),
    ],
  },
  {
    id: 'rate-limited',
    title: 'Refused before it streams: too many requests',
    prompt: 'Once more, please.',
    counts: { 'provider_error/http_429': 1, 'turns/total': 1 },
    answers: [{ status: 429, message: 'Too many requests to the model.' }],
  },
  {
    id: 'cut-off',
    title: 'The stream ends without its last event',
    prompt: 'And now?',
    counts: { 'provider_error/stream_interrupted': 1, 'turns/total': 1 },
    answers: [[created, ...deltas('The parts are')]],
  },
];
