import type { AgentEvent, Translator } from '../events.js';
import { classifyProviderError, classifyToolError, type ErrorClass } from '../reducers/classifyError.js';
import { type AdapterOptions, ownToolError } from './AdapterOptions.js';
import { callUsage, errorClass, failedOnce, isAnswer, isFiltered, ofProvider, turnDone } from './agentEvents.js';
import { type AiSdkPart, type CallFacts, stepFacts } from './aiSdkUsage.js';
import type { Fields } from './foreign.js';

export type { AdapterOptions, ToolError } from './AdapterOptions.js';
export { aiSdkTelemetry } from './aiSdkTelemetry.js';
export type { AiSdkPart } from './aiSdkUsage.js';
export { tapChatTransport } from './tapChatTransport.js';
export { type Tap, tapIterable, tapStream, tapTransform } from './tapStream.js';

/** What is read of one, whichever it is. */
interface Part extends AiSdkPart, Fields {
  readonly providerMetadata?: { readonly anthropic?: { readonly type?: unknown } };
  readonly messageMetadata?: { readonly turntally?: CallFacts };
}

/** A file, or a call of a tool: a step with one of them said something. */
const saying: readonly string[] = ['file', 'tool-call', 'tool-input-available', 'tool-input-error'];
const toolFailures: readonly string[] = ['tool-error', 'tool-output-error', 'tool-input-error', 'tool-output-denied'];

/** As `aiSdkWith`, without providers. */
export const aiSdkParts =
  (options?: AdapterOptions<unknown>): Translator<AiSdkPart> =>
  () => {
    /** A stream may begin within a run; what comes after a run belongs to no turn. */
    let stage: 'unstarted' | 'running' | 'over' = 'unstarted';
    /** Runs that another began in. They were cut, unless they end as well. */
    let others = 0;
    /** What went wrong so far; without a class, a person's stop. */
    let failure: { readonly class?: ErrorClass | undefined } | undefined;
    /** The current step gave nothing: no text, no file, and no call of a tool, for that is not its last word. */
    let empty = true;
    /** Model calls have reported how they finished: what the whole run says of it is a repetition. */
    let hasUsage = false;
    /** The text that comes is a summary of what was said before. */
    let compacting = false;
    /** The last part asked for an approval. */
    let asking = false;
    let failed = new Set<unknown>();

    const done = (error: ErrorClass | undefined, isEmpty = false): AgentEvent[] => {
      failure = undefined;
      stage = others ? 'running' : 'over';
      if (others) others--;
      return turnDone(error, isEmpty);
    };
    const usageOf = ({ finishReason, cached, input }: CallFacts): AgentEvent[] => {
      // What ended without the provider's word was cut.
      const isCut = finishReason === 'interrupted';
      if (isCut) failure ??= { class: 'stream_interrupted' };
      if (isFiltered(finishReason)) empty = false;
      return [callUsage(isCut ? '' : finishReason, cached, input)];
    };
    const finished = (part: Part): AgentEvent[] => {
      const facts = part.messageMetadata?.turntally;
      const usage = hasUsage ? [] : usageOf({ finishReason: part.finishReason, ...facts });
      return [...usage, ...done(failure?.class, empty && !failure)];
    };

    return {
      next(item) {
        const part = item as Part;
        const { type } = part;
        if (type === 'start') {
          // The run before it is over if it failed; else its end may be yet to come.
          const over = failure ? done(failure.class) : [];
          if (stage === 'running') others++;
          stage = 'running';
          empty = true;
          hasUsage = false;
          asking = false;
          failure = undefined;
          failed = new Set();
          return over;
        }
        if (stage === 'over') return [];
        const err = part.error ?? part.errorText;
        const isCompaction = part.toolName === 'compaction' && part.dynamic === true;
        if (!type.startsWith('data-')) asking = type === 'tool-approval-request';
        if (saying.includes(type) && !isCompaction) empty = false;
        if (toolFailures.includes(type)) {
          // An invalid call is reported as such, and again as failed.
          const isDenied = type === 'tool-output-denied';
          const bucket = isDenied ? 'permission' : (ownToolError(options, err) ?? classifyToolError(err));
          return failedOnce(failed, part.toolCallId, bucket);
        }
        switch (type) {
          case 'start-step':
          case 'reset-step':
            empty = true;
            break;
          case 'text-start':
            compacting = part.providerMetadata?.anthropic?.type === 'compaction';
            return compacting ? [{ kind: 'compaction_done' }] : [];
          case 'text-delta':
            if (isAnswer(part.text ?? part.delta) && !compacting) empty = false;
            break;
          case 'custom':
            return part.kind === 'openai.compaction' ? [{ kind: 'compaction_done' }] : [];
          case 'tool-call':
          case 'tool-input-available':
            return isCompaction ? [{ kind: 'compaction_done' }] : [];
          case 'error':
            failure = { class: errorClass(err) };
            break;
          case 'abort':
            // A deadline differs from a person's cancel only in its reason.
            return done(classifyProviderError(part.reason) === 'timeout' ? 'timeout' : failure?.class);
          case 'finish':
            return finished(part);
        }
        const facts = stepFacts(part) ?? part.messageMetadata?.turntally;
        if (!facts) return [];
        hasUsage = true;
        return usageOf(facts);
      },
      end(error) {
        const events: AgentEvent[] = [];
        const cut = error === undefined ? 'stream_interrupted' : errorClass(error);
        while (stage !== 'over') {
          // After a request for approval, it waits for a person.
          const isPause = asking && error === undefined;
          asking = false;
          events.push(...done(failure ? failure.class : isPause ? undefined : cut));
        }
        return events;
      },
    };
  };

/** As `aiSdk`, with options. `toolError` gets the tool's error; of a UI message stream, its text. */
export const aiSdkWith =
  (options: AdapterOptions<unknown> = {}): Translator<AiSdkPart> =>
  () => {
    const { next, end } = aiSdkParts(options)();
    let provider: unknown;
    return {
      next(item) {
        // Only telemetry reports it: of the operation, and of each step.
        provider = (item as Part).provider ?? provider;
        return ofProvider(provider, next(item));
      },
      end: (error) => ofProvider(provider, end(error)),
    };
  };

/** The AI SDK's streams: one turn from `start` to `finish`, `abort` or the end, in as many steps as there are model calls. */
export const aiSdk: Translator<AiSdkPart> = /* @__PURE__ */ aiSdkWith();
