import type { Translator } from '../events.js';
import { isAnswer } from './agentEvents.js';
import { objectsOf } from './foreign.js';
import { googleFilters } from './googleFilters.js';
import { type AnyTap, tapModelStream } from './tapModelStream.js';
import { type ModelDialect, translateModelCalls } from './translateModelCalls.js';
import { withMethods } from './withMethods.js';

export { tapModelStream } from './tapModelStream.js';
export type { Tap } from './tapStream.js';

/** A `GenerateContentResponse`: a whole one, or one of a stream. */
export type GoogleGenAiItem = object;

/** What is read of one. */
interface Item {
  readonly candidates?: unknown;
  readonly error?: unknown;
  readonly promptFeedback?: { readonly blockReason?: unknown };
  readonly usageMetadata?: { readonly promptTokenCount?: unknown; readonly cachedContentTokenCount?: unknown };
}
interface Candidate {
  readonly content?: { readonly parts?: unknown };
  readonly finishReason?: unknown;
}
interface Part {
  readonly text?: unknown;
  readonly thought?: unknown;
  readonly functionCall?: unknown;
  readonly inlineData?: unknown;
  readonly fileData?: unknown;
}

const dialect: ModelDialect<GoogleGenAiItem> = {
  isStart: () => false,
  read(given, call) {
    const { candidates, error, promptFeedback, usageMetadata: usage } = given as Item;
    if (error) call.failure = { error };
    const [{ content, finishReason } = {} as Candidate] = objectsOf<Candidate>(candidates);
    if (usage) {
      // Each is of the whole call so far.
      call.cached = usage.cachedContentTokenCount;
      call.input = usage.promptTokenCount;
    }
    for (const { text, thought, functionCall, inlineData, fileData } of objectsOf<Part>(content?.parts)) {
      if ((isAnswer(text) && !thought) || inlineData || fileData) call.hasAnswer = true;
      if (functionCall) call.calls.add(functionCall);
    }
    const reason = promptFeedback?.blockReason ? 'content_filter' : finishReason;
    if (reason) {
      call.isComplete = true;
      call.reason = googleFilters.includes(reason) ? 'content_filter' : reason;
      // The client asks again for the rest of it.
      call.goesOn = reason === 'CONTINUATION';
      if (call.goesOn) call.reason = '';
    }
    // It has no reason of its own for calls of tools.
    if (call.reason === 'STOP' && call.calls.size) call.reason = 'tool_calls';
    return [];
  },
};

/** Google's `generateContent` and `generateContentStream`: one model call for each stream or response. */
export const googleGenAi: Translator<GoogleGenAiItem> = translateModelCalls(dialect);

type Call = (...args: readonly unknown[]) => PromiseLike<unknown>;
type Models = { [method: string]: Call };
interface Client {
  readonly apiClient: unknown;
  readonly models: { readonly constructor: new (apiClient: unknown) => Models };
  readonly chats: { readonly constructor: new (models: Models, apiClient: unknown) => unknown };
}

/** Each is one request, of which a call with functions that the client runs itself makes several. */
const requests = ['generateContentInternal', 'generateContentStreamInternal'];

/**
 * A client whose model calls are counted, each of them once: of `models` and of `chats`, also those that it makes by itself
 * to answer the model with the results of functions. The client that is given stays as it is.
 *
 * @example
 * const ai = countModelCalls(new GoogleGenAI(options), telemetry.tap(googleGenAi));
 */
export function countModelCalls<Given extends object, Item>(given: Given, tap: AnyTap<Item>): Given {
  const { apiClient, models: givenModels, chats: givenChats } = given as unknown as Client;
  const models = new givenModels.constructor(apiClient);
  for (const name of requests) {
    const request = models[name];
    if (request) models[name] = (...args) => tapModelStream(request.call(models, ...args), tap);
  }
  return withMethods(given, { models, chats: new givenChats.constructor(models, apiClient) });
}
