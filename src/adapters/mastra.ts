import type { Translator } from '../events.js';
import type { AdapterOptions } from './AdapterOptions.js';
import { errorClass } from './agentEvents.js';
import { type AiSdkPart, aiSdkParts } from './aiSdk.js';
import { type Fields, fieldsOf } from './foreign.js';
import type { MastraChunk } from './tapAgentStream.js';

export type { AdapterOptions, ToolError } from './AdapterOptions.js';
export { type MastraChunk, tapAgentStream } from './tapAgentStream.js';
export { type Tap, tapIterable, tapStream } from './tapStream.js';

/** Chunks that the AI SDK has parts for, with the same names and fields. */
const sameParts: readonly string[] = [
  'start',
  'text-start',
  'text-delta',
  'file',
  'custom',
  'tool-call',
  'tool-error',
  'tool-output-denied',
  'error',
  'abort',
];

/** The stream ends after one of these, or goes on with the next step: a person is asked, or a rule of the app stopped it. */
const pauses: readonly string[] = ['tool-call-approval', 'tool-call-suspended', 'tripwire'];
/** What a rule of the app made of a model's reason. */
const notOfModel: readonly unknown[] = ['tripwire', 'retry'];

/** As `mastra`, with options. `toolError` gets the tool's error. */
export const mastraWith =
  (options?: AdapterOptions<unknown>): Translator<MastraChunk> =>
  () => {
    const parts = aiSdkParts(options)();
    /** Chunks of an agent have come, and not only those of networks and workflows. */
    let isAgent = false;
    let isPaused = false;
    let hasError = false;

    const reasonOf = (payload: Fields): unknown => {
      const { reason } = fieldsOf(payload.stepResult);
      // A stream without its end has no reason. With an error, the reason is Mastra's own.
      if (reason === undefined) return hasError ? '' : 'interrupted';
      if (notOfModel.includes(reason) || (reason === 'error' && hasError)) return '';
      return reason;
    };
    const partOf = (type: string, payload: Fields): AiSdkPart | undefined => {
      switch (type) {
        case 'step-start':
          return { type: 'start-step' };
        case 'step-finish':
          return { type: 'finish-step', finishReason: reasonOf(payload), ...usageOf(payload) } as AiSdkPart;
        case 'finish':
          // A rule of the app stopped it: no answer is missing.
          if (isPaused || notOfModel.includes(fieldsOf(payload.stepResult).reason)) return { type: 'abort' };
          return { type, finishReason: reasonOf(payload) } as AiSdkPart;
        case 'tool-result': {
          const failure = failedResult(payload);
          if (failure === undefined) return undefined;
          return { type: 'tool-error', toolCallId: payload.toolCallId, error: failure } as AiSdkPart;
        }
      }
      return sameParts.includes(type) ? { ...payload, type } : undefined;
    };

    return {
      next({ type, ...chunk }) {
        const { payload } = chunk as Fields;
        if (pauses.includes(type)) isPaused = true;
        if (type === 'step-start') isPaused = false;
        if (type === 'error') hasError = true;
        const part = partOf(type, fieldsOf(payload));
        isAgent ||= part !== undefined || isPaused;
        return part ? parts.next(part) : [];
      },
      end(error) {
        // A stream that fails at once is a turn; one that is dropped at once, or has no agent's chunks, is none.
        if (!isAgent && !(error && errorClass(error))) return [];
        const asked = isPaused && error === undefined ? parts.next({ type: 'tool-approval-request' }) : [];
        return [...asked, ...parts.end(error)];
      },
    };
  };

/** The chunks of a Mastra agent: one turn for each stream, to its `finish` or its end. */
export const mastra: Translator<MastraChunk> = mastraWith();

/** As the AI SDK has it: models of version 3 report what was not cached, and before, Anthropic's cached tokens are beside. */
function usageOf({ stepResult, output, metadata, providerMetadata }: Fields): Fields {
  const usage = fieldsOf(fieldsOf(output).usage);
  const raw = fieldsOf(fieldsOf(usage.raw).inputTokens);
  const details = 'total' in raw && {
    inputTokenDetails: { cacheReadTokens: usage.cachedInputTokens, noCacheTokens: raw.noCache ?? 0 },
  };
  return {
    rawFinishReason: fieldsOf(stepResult).rawReason,
    usage: { ...usage, ...details },
    providerMetadata: providerMetadata ?? fieldsOf(metadata).providerMetadata,
  };
}

/** What a result that is a failure says: a provider's tool failed, or Mastra did not accept the arguments. */
function failedResult({ result, isError }: Fields): unknown {
  const { error, validationErrors, message } = fieldsOf(result);
  if (isError) return result ?? {};
  return error === true && validationErrors ? { message } : undefined;
}
