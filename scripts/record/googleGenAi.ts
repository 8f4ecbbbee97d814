import { GoogleGenAI } from '@google/genai';
import { generateScenarios, generateStreamScenarios } from '../../test/adapters/support/googleGenAiScenarios.js';
import { recordModelCalls } from './modelCalls.js';
import type { Recording } from './recording.js';

const request = { model: 'model', contents: 'Why?' };
const streamed = [
  'an answer',
  'cached tokens',
  'no answer',
  'a call of a function',
  'a safety filter',
  'a prompt that is blocked',
  'only thoughts, up to the limit',
  'usage with each part',
  'a stop by the signal',
  'a clean cut',
  'a reset',
  'status 429',
];

/** Responses of `generateContentStream` and of `generateContent`, without their headers. */
export async function recordGoogleGenAi(): Promise<Recording> {
  const client = (baseUrl: string): GoogleGenAI => new GoogleGenAI({ apiKey: 'key', httpOptions: { baseUrl } });
  const recorded = [
    ...(await recordModelCalls(generateStreamScenarios, streamed, (url, abortSignal) =>
      client(url).models.generateContentStream({ ...request, config: { abortSignal } }),
    )),
    ...(await recordModelCalls(generateScenarios, ['an answer', 'status 500'], (url) =>
      client(url).models.generateContent(request),
    )),
  ];
  return recorded.map(({ lines, counts }) => ({ lines: lines.map(withoutHeaders), counts }));
}

function withoutHeaders(line: unknown): unknown {
  const { sdkHttpResponse, ...rest } = line as { readonly sdkHttpResponse?: unknown };
  return rest;
}
