import type { Vocabulary } from '../Wording.js';

export const vocabulary: Vocabulary = {
  turns: {
    title: 'Turns',
    sentence: 'How many times the assistant finished working on a request, with or without success.',
    example: 'You asked twelve things: 12.',
    buckets: { total: 'all' },
  },
  finish_reason: {
    title: 'Why answers ended',
    sentence: 'The reason the AI model gave for ending an answer.',
    example: 'An answer was complete: one for “complete”.',
    buckets: {
      stop: 'complete',
      length: 'too long, cut off',
      tool_calls: 'continued with a tool',
      content_filter: 'held back by a filter',
      insufficient_system_resource: 'the provider was short of capacity',
      error: 'an error',
      other: 'another reason',
    },
  },
  empty_final: {
    title: 'Empty answers',
    sentence: 'How many times the assistant ended without any answer.',
    example: 'You got a blank answer: 1.',
    buckets: { total: 'all' },
  },
  provider_error: {
    title: 'Failed requests',
    sentence: 'What kind of failure ended a request to the AI provider. The error message is not kept.',
    example: 'The provider said “too many requests” twice: 2 for “too many requests”.',
    buckets: {
      http_400: 'request not accepted',
      http_401: 'key not accepted',
      http_429: 'too many requests',
      http_5xx: 'the provider failed',
      stream_interrupted: 'connection lost',
      timeout: 'no answer in time',
      other: 'another failure',
    },
  },
  cache_hit: {
    title: 'Reused input',
    sentence: 'What share of its input the AI model had read before, in five steps. The input itself is not examined.',
    example: 'Almost everything had been read before: one for “95 to 99 %”.',
    buckets: {
      '0_50': 'under 50 %',
      '50_80': '50 to 80 %',
      '80_95': '80 to 95 %',
      '95_99': '95 to 99 %',
      '99_100': '99 % or more',
    },
  },
  tool_error: {
    title: 'Failed tools',
    sentence: 'What kind of failure a tool of the assistant had. Neither the tool nor what it worked on is recorded.',
    example: 'A command took too long: one for “took too long”.',
    buckets: {
      permission: 'not permitted',
      planmode: 'not while planning',
      hook: 'stopped by a rule of yours',
      timeout: 'took too long',
      exec: 'failed',
    },
  },
  compaction: {
    title: 'Shortened conversations',
    sentence: 'How many times a conversation had become too long and was summarised to continue.',
    example: 'A long conversation was summarised once: 1.',
    buckets: { total: 'all' },
  },
};
