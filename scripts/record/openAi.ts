import OpenAI from 'openai6';
import {
  chatScenarios,
  responseScenarios,
  wholeCompletions,
  wholeResponses,
} from '../../test/adapters/support/openAiScenarios.js';
import { recordModelCalls } from './modelCalls.js';
import type { Recording } from './recording.js';

const chat = { model: 'model', messages: [{ role: 'user' as const, content: 'Why?' }] };
const request = { model: 'model', input: 'Why?' };

/** Responses and Chat Completions, streaming and not. */
export async function recordOpenAi(): Promise<Recording> {
  const client = (baseURL: string): OpenAI => new OpenAI({ apiKey: 'key', baseURL, maxRetries: 0 });
  const endings = ['a clean cut', 'a reset', 'an error in the stream', 'a stop by the signal', 'status 429'];
  const answers = ['an answer', 'cached tokens', 'no answer', 'a refusal', 'a call of a tool', 'a content filter'];
  return [
    ...(await recordModelCalls(
      responseScenarios,
      [...answers, 'a compaction', 'a failed tool of a server', 'an answer that is too long', 'a failure', ...endings],
      (url, signal) => client(url).responses.create({ ...request, stream: true }, { signal }),
    )),
    ...(await recordModelCalls(chatScenarios, [...answers, 'cached tokens of DeepSeek', ...endings], (url, signal) =>
      client(url).chat.completions.create({ ...chat, stream: true }, { signal }),
    )),
    ...(await recordModelCalls(wholeResponses, ['an answer', 'status 401'], (url) =>
      client(url).responses.create(request),
    )),
    ...(await recordModelCalls(wholeCompletions, ['an answer', 'status 500'], (url) =>
      client(url).chat.completions.create(chat),
    )),
  ];
}
