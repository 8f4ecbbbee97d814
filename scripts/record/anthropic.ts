import Anthropic from '@anthropic-ai/sdk';
import { messageScenarios, messageStreamScenarios } from '../../test/adapters/support/anthropicScenarios.js';
import { recordModelCalls } from './modelCalls.js';
import type { Recording } from './recording.js';

const request = { model: 'model', max_tokens: 99, messages: [{ role: 'user' as const, content: 'Why?' }] };
const streamed = [
  'an answer',
  'cached tokens, which are beside the input',
  'no content',
  'a call of a tool',
  'a refusal without a text',
  'a full context window',
  'a turn that goes on',
  'a compaction, and an answer',
  'a search of the server that failed',
  'a stop by the signal',
  'a clean cut',
  'a reset',
  'an overload in the stream',
  'status 429',
];

/** Messages, streaming and not. */
export async function recordAnthropic(): Promise<Recording> {
  const client = (baseURL: string): Anthropic => new Anthropic({ apiKey: 'key', baseURL, maxRetries: 0 });
  return [
    ...(await recordModelCalls(messageStreamScenarios, streamed, (url, signal) =>
      client(url).messages.create({ ...request, stream: true }, { signal }),
    )),
    ...(await recordModelCalls(messageScenarios, ['an answer', 'status 529'], (url) =>
      client(url).messages.create(request),
    )),
  ];
}
