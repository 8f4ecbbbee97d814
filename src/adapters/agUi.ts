import type { Translator } from '../events.js';
import { type AdapterOptions, ownToolError } from './AdapterOptions.js';
import { type AgUiEvent, translateAgUi } from './translateAgUi.js';

export type { AdapterOptions, ToolError } from './AdapterOptions.js';
export { agUiSubscriber } from './agUiSubscriber.js';
export { copilotKit } from './copilotKit.js';
export { tanStackAi, tanStackAiWith } from './tanStackAi.js';
export { tapChunks, tapConnection } from './tapConnection.js';
export type { Tap } from './tapStream.js';
export type { AgUiEvent } from './translateAgUi.js';

/** As `agUi`, with options. AG-UI knows no failed tools: `toolError` gets each result's content, and says which ones failed. */
export const agUiWith = (options?: AdapterOptions<unknown>): Translator<AgUiEvent> => {
  return translateAgUi(({ content }) => ownToolError(options, content));
};

/** The events of an AG-UI agent: one turn from `RUN_STARTED` to `RUN_FINISHED`, `RUN_ERROR` or the end. */
export const agUi: Translator<AgUiEvent> = agUiWith();
