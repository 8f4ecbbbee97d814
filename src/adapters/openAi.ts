import type { Translator } from '../events.js';
import { countClientCalls } from './countClientCalls.js';
import { type OpenAiItem, openAiDialect } from './openAiDialect.js';
import type { AnyTap } from './tapModelStream.js';
import { translateModelCalls } from './translateModelCalls.js';

export type { OpenAiItem } from './openAiDialect.js';
export { tapModelStream } from './tapModelStream.js';
export type { Tap } from './tapStream.js';

/** OpenAI's Responses and Chat Completions, and those of compatible servers: one model call for each stream or answer. */
export const openAi: Translator<OpenAiItem> = translateModelCalls(openAiDialect);

/**
 * A client whose model calls are counted, each of them once: streaming or not, by itself or by a helper such as
 * `parse`, `stream` and `runTools`, and of the clients that `withOptions` makes of it. The client that is given stays as it is.
 *
 * @example
 * const openai = countModelCalls(new OpenAI(options), telemetry.tap(openAi));
 */
export const countModelCalls = <Client extends object, Item>(client: Client, tap: AnyTap<Item>): Client =>
  countClientCalls(client, tap);
