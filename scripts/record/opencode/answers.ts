import { events, type Handler, refusal, resetAfter, stallAfter } from '../../../test/adapters/support/servers.js';

const chunk = (delta: object, finish_reason: string | null = null, rest: object = {}): object => ({
  id: 'chat-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'big',
  choices: [{ index: 0, delta, finish_reason }],
  ...rest,
});
const says = (content: string): object => chunk({ role: 'assistant', content });
const ends = (reason: string, usage?: object): readonly unknown[] => [chunk({}, reason, usage && { usage }), '[DONE]'];
const usage = {
  prompt_tokens: 4000,
  completion_tokens: 9,
  total_tokens: 4009,
  prompt_tokens_details: { cached_tokens: 3900 },
};

/** What the provider serves for one call of a model. */
export const answers = {
  answer: events(says('Because'), says(' of the clock.'), ...ends('stop', usage)),
  empty: events(says(' \n'), ...ends('stop')),
  tooLong: events(says('Bec'), ...ends('length')),
  filtered: events(...ends('content_filter')),
  cut: events(says('Bec')),
  reset: resetAfter(says('Bec')),
  stalled: stallAfter(says('Bec')),
  status: (status: number): Handler => refusal(status),
  /** A call of a tool, after a word. */
  asks: (name: string, args: object): Handler =>
    events(
      says('Let me check.'),
      chunk({
        tool_calls: [
          { index: 0, id: `call-${name}`, type: 'function', function: { name, arguments: JSON.stringify(args) } },
        ],
      }),
      ...ends('tool_calls'),
    ),
};
