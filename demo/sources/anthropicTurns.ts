import type { ModelEvent, ModelTurn } from './modelRoute.js';
import { words } from './sourceTurn.js';

const event = (type: string, fields: object): ModelEvent => ({ type, ...fields });

interface Cached {
  readonly read: number;
  readonly input: number;
}

const started = (): ModelEvent =>
  event('message_start', {
    message: {
      id: 'message',
      type: 'message',
      role: 'assistant',
      model: 'scripted',
      content: [],
      stop_reason: null,
      usage: {},
    },
  });

const text = (said: string): readonly ModelEvent[] => [
  event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
  ...words(said).map((part) => event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: part } })),
  event('content_block_stop', { index: 0 }),
];

const findOrder: readonly ModelEvent[] = [
  event('content_block_start', {
    index: 1,
    content_block: { type: 'tool_use', id: 'call', name: 'find_order', input: {} },
  }),
  event('content_block_delta', { index: 1, delta: { type: 'input_json_delta', partial_json: '{"id":4711}' } }),
  event('content_block_stop', { index: 1 }),
];

const ended = (reason: string, cached?: Cached): readonly ModelEvent[] => [
  event('message_delta', {
    delta: { stop_reason: reason },
    usage: cached ? { input_tokens: cached.input, cache_read_input_tokens: cached.read } : {},
  }),
  event('message_stop', {}),
];

export const anthropicTurns: readonly ModelTurn[] = [
  {
    id: 'answer',
    title: 'An answer; cached tokens are beside the input',
    prompt: 'Which orders are late?',
    counts: { 'finish_reason/stop': 1, 'cache_hit/95_99': 1, 'turns/total': 1 },
    answers: [
      [
        started(),
        ...text('Two of them: 4711, by three days, and 4712, by one.'),
        ...ended('end_turn', { read: 3_900, input: 100 }),
      ],
    ],
  },
  {
    id: 'tool',
    title: 'A tool of the app, then the answer: two calls, one turn',
    prompt: 'What keeps the first?',
    counts: { 'finish_reason/tool_calls': 1, 'finish_reason/stop': 1, 'turns/total': 1 },
    answers: [
      [started(), ...text('Let me look.'), ...findOrder, ...ended('tool_use')],
      [started(), ...text('It waits for parts.'), ...ended('end_turn')],
    ],
  },
  {
    id: 'empty',
    title: 'An empty answer',
    prompt: 'Which parts?',
    counts: { 'finish_reason/stop': 1, 'empty_final/total': 1, 'turns/total': 1 },
    answers: [[started(), ...ended('end_turn')]],
  },
  {
    id: 'refused',
    title: 'A refusal without a text: no empty answer',
    prompt: 'How does one forge them?',
    counts: { 'finish_reason/content_filter': 1, 'turns/total': 1 },
    answers: [[started(), ...ended('refusal')]],
  },
  {
    id: 'overloaded',
    title: 'An overload in the stream',
    prompt: 'Once more, please.',
    counts: { 'provider_error/http_5xx': 1, 'turns/total': 1 },
    answers: [
      [
        started(),
        ...text('The parts'),
        event('error', { error: { type: 'overloaded_error', message: 'The model is overloaded.' } }),
      ],
    ],
  },
  {
    id: 'cut-off',
    title: 'The stream ends without its last event',
    prompt: 'And now?',
    counts: { 'provider_error/stream_interrupted': 1, 'turns/total': 1 },
    answers: [[started(), ...text('The parts are')]],
  },
];
