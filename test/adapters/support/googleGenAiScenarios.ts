import { cut, type Scenario, turn } from './modelCalls.js';
import { refusals } from './openAiScenarios.js';
import { events, type Handler, refusal, resetAfter, stallAfter } from './servers.js';

interface Fields {
  readonly parts?: readonly object[];
  readonly finishReason?: string;
  readonly usage?: object;
  readonly blockReason?: string;
}

const response = ({ parts = [], finishReason, usage, blockReason }: Fields): object => ({
  ...(blockReason
    ? { promptFeedback: { blockReason } }
    : { candidates: [{ index: 0, content: { role: 'model', parts }, ...(finishReason ? { finishReason } : {}) }] }),
  ...(usage ? { usageMetadata: usage } : {}),
});

const text = { text: 'Because of the clock.' };
const call = { functionCall: { name: 'look', args: {} } };
const stop = { 'finish_reason/stop': 1 } as const;
const filtered = { 'finish_reason/content_filter': 1, ...turn } as const;
const other = { 'finish_reason/other': 1 } as const;

/** What a response counts as, whether it is streamed or not. */
const responses: readonly (Fields & { readonly name: string; readonly wanted: Scenario['wanted'] })[] = [
  { name: 'an answer', parts: [text], finishReason: 'STOP', wanted: { ...stop, ...turn } },
  {
    name: 'cached tokens',
    parts: [text],
    finishReason: 'STOP',
    usage: { promptTokenCount: 4000, cachedContentTokenCount: 3900, candidatesTokenCount: 9 },
    wanted: { ...stop, 'cache_hit/95_99': 1, ...turn },
  },
  {
    name: 'usage without cached tokens',
    parts: [text],
    finishReason: 'STOP',
    usage: { promptTokenCount: 4000 },
    wanted: { ...stop, ...turn },
  },
  {
    name: 'no answer',
    parts: [{ text: ' ' }],
    finishReason: 'STOP',
    wanted: { ...stop, 'empty_final/total': 1, ...turn },
  },
  {
    name: 'only thoughts, up to the limit',
    parts: [{ text: 'Hm.', thought: true }],
    finishReason: 'MAX_TOKENS',
    wanted: { 'finish_reason/length': 1, 'empty_final/total': 1, ...turn },
  },
  {
    name: 'an image',
    parts: [{ inlineData: { mimeType: 'image/png', data: 'AAAA' } }],
    finishReason: 'STOP',
    wanted: { ...stop, ...turn },
  },
  { name: 'a call of a function', parts: [call], finishReason: 'STOP', wanted: { 'finish_reason/tool_calls': 1 } },
  {
    name: 'a call of a function that is cut short by the limit',
    parts: [call],
    finishReason: 'MAX_TOKENS',
    wanted: { 'finish_reason/length': 1, ...turn },
  },
  {
    name: 'a call that is malformed',
    finishReason: 'MALFORMED_FUNCTION_CALL',
    wanted: { ...other, 'empty_final/total': 1, ...turn },
  },
  { name: 'a safety filter', finishReason: 'SAFETY', wanted: filtered },
  { name: 'a recitation', parts: [text], finishReason: 'RECITATION', wanted: filtered },
  { name: 'a prompt that is blocked', blockReason: 'PROHIBITED_CONTENT', wanted: filtered },
];

const overloaded = { error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } };

export const generateScenarios: readonly Scenario[] = [
  ...refusals,
  ...responses.map(({ name, wanted, ...fields }) => ({ name, served: refusal(200, response(fields)), wanted })),
];

export const generateStreamScenarios: readonly Scenario[] = [
  ...refusals,
  ...responses.map(({ name, wanted, ...fields }) => ({ name, served: events(response(fields)), wanted })),
  ...(['by the signal', 'by leaving the loop'] as const).map((stop) => ({
    name: `a stop ${stop}`,
    served: stallAfter(response({ parts: [text] })),
    stop,
    wanted: turn,
  })),
  {
    name: 'usage with each part',
    served: events(
      response({ parts: [text], usage: { promptTokenCount: 100, cachedContentTokenCount: 1 } }),
      response({ finishReason: 'STOP', usage: { promptTokenCount: 100, cachedContentTokenCount: 90 } }),
    ),
    wanted: { ...stop, 'cache_hit/80_95': 1, ...turn },
  },
  { name: 'a clean cut', served: events(response({ parts: [text] })), wanted: cut },
  { name: 'a reset', served: resetAfter(response({ parts: [text] })), wanted: cut },
  {
    name: 'an error in the stream, as the client throws it',
    served: (_, answer) => {
      answer.writeHead(200, { 'content-type': 'text/event-stream' }).end(JSON.stringify(overloaded));
    },
    wanted: { 'provider_error/http_5xx': 1, ...turn },
  },
  {
    name: 'an error in the stream, as an event',
    served: events(response({ parts: [text] }), overloaded),
    wanted: { 'provider_error/http_5xx': 1, ...turn },
  },
];

export const generateAnswer: Handler = refusal(200, response({ parts: [text], finishReason: 'STOP' }));
export const generateCall: Handler = refusal(200, response({ parts: [call], finishReason: 'STOP' }));
export const generateEvents: Handler = events(response({ parts: [text] }), response({ finishReason: 'STOP' }));
export const generateCallEvents: Handler = events(response({ parts: [call], finishReason: 'STOP' }));
