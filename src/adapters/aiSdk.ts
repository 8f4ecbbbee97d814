import type { AgentEvent, Translator } from '../events.js';
import { stepFacts } from './aiSdkUsage.js';
import {
  type AdapterOptions,
  type CallFacts,
  callUsage,
  errorFacts,
  type Fields,
  failedOnce,
  turnDone,
} from './errorFacts.js';

export type { AdapterOptions, ToolError } from './errorFacts.js';
export { tapChatTransport } from './tapChatTransport.js';
export { type Tap, tapIterable, tapStream, tapTransform } from './tapStream.js';

/** A part of `fullStream` (`TextStreamPart`) or of a UI message stream (`UIMessageChunk`). */
export type AiSdkPart = { readonly type: string };

/** What is read of one, whichever it is. */
interface Part extends AiSdkPart, Fields {
  readonly providerMetadata?: { readonly anthropic?: { readonly type?: unknown } };
  readonly messageMetadata?: { readonly turntally?: CallFacts };
}

/** As `aiSdk`, with options. `toolError` is given the tool's error; of a UI message stream, its text. */
export const aiSdkWith =
  ({ toolError }: AdapterOptions<unknown> = {}): Translator<AiSdkPart> =>
  () => {
    /** Of a run: it is over; it has not told its start, if it ever will; it is under way. */
    let stage: 0 | 1 | 2 = 1;
    /** What went wrong so far. */
    let failure = '';
    /** The current step gave nothing: no text, no file, and no call of a tool, for that is not its last word. */
    let empty = true;
    /** Model calls have told how they finished: what the whole run says of it is a repetition. */
    let told = false;
    /** The text that comes is a summary of what was said before. */
    let compacting = false;
    let failed = new Set<unknown>();

    const done = (...end: Parameters<typeof turnDone>): AgentEvent[] => {
      stage = 0;
      return turnDone(...end);
    };
    // What ends without a word was cut.
    const end = (error: unknown = 'eof'): AgentEvent[] => (stage ? done(failure || errorFacts(error)) : []);

    return {
      next(item) {
        const part = item as Part;
        const { type } = part;
        if (type === 'start') {
          // The run before it, if there was one, has not told its end.
          const cut = stage > 1 ? end() : [];
          stage = 2;
          empty = true;
          told = false;
          failure = '';
          failed = new Set();
          return cut;
        }
        if (!stage) return [];
        const facts = stepFacts(part) ?? part.messageMetadata?.turntally;
        told ||= !!facts;
        const err = part.error ?? part.errorText;
        switch (type) {
          case 'start-step':
            empty = true;
            break;
          case 'text-start':
            compacting = part.providerMetadata?.anthropic?.type === 'compaction';
            return compacting ? [{ kind: 'compaction_done' }] : [];
          case 'text-delta':
            if ((part.text || part.delta) && !compacting) empty = false;
            break;
          case 'error':
            failure = errorFacts(err);
            break;
          case 'abort':
            // A deadline differs from a person's cancel only in its reason.
            return done(/timeout/.test(part.reason as string) ? 'timeout' : failure);
          case 'finish':
            return done(failure, empty && !failure, callUsage(!told && part.finishReason));
        }
        if (/^file|^tool-(call|input-[ae])/.test(type)) empty = false;
        // An invalid call is reported as such, and again as failed.
        return /^tool-.*(error|denied)/.test(type)
          ? failedOnce(failed, part.toolCallId, /d$/.test(type) ? 'permission' : (toolError?.(err) ?? errorFacts(err)))
          : facts
            ? [callUsage(facts.finishReason, facts.cached, facts.input)]
            : [];
      },
      end,
    };
  };

/** The AI SDK's streams: one turn from `start` to `finish`, `abort` or the end, in as many steps as there are model calls. */
export const aiSdk: Translator<AiSdkPart> = aiSdkWith();
