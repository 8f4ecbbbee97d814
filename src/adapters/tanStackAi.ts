import type { Translator } from '../events.js';
import { classifyToolError } from '../reducers/classifyError.js';
import { type AdapterOptions, ownToolError } from './AdapterOptions.js';
import { type AgUiEvent, translateAgUi } from './translateAgUi.js';

/** As `tanStackAi`, with options. `toolError` gets the content of a failed tool's result. */
export const tanStackAiWith = (options?: AdapterOptions<unknown>): Translator<AgUiEvent> => {
  return translateAgUi(({ content, metadata }) =>
    metadata?.tanstack?.state === 'output-error'
      ? (ownToolError(options, content) ?? classifyToolError(errorOf(content)))
      : undefined,
  );
};

/** The chunks of TanStack AI's `chat()`, or of a connection to a server that streams them. */
export const tanStackAi: Translator<AgUiEvent> = tanStackAiWith();

/** The error of a result such as `{"error":"…"}`. */
function errorOf(content: unknown): unknown {
  try {
    return JSON.parse(`${content}`).error;
  } catch {
    return content;
  }
}
