import type { AgentEvent, Translator } from '../events.js';
import { type AdapterOptions, callUsage, errorFacts, type Fields, failedOnce, turnDone } from './errorFacts.js';
import { stepFacts } from './stepFacts.js';

export type { AdapterOptions, ToolError } from './errorFacts.js';
export { tapChatTransport } from './tapChatTransport.js';
export { type Tap, tapIterable, tapStream, tapTransform } from './tapStream.js';

/** A part of `fullStream` (`TextStreamPart`) or of a UI message stream (`UIMessageChunk`). */
export type AiSdkPart = { readonly type: string };

/** As `aiSdk`, with options. `toolError` is given the tool's error; of a UI message stream, its text. */
export const aiSdkWith =
  (options: AdapterOptions<unknown> = {}): Translator<AiSdkPart> =>
  () => {
    let open = true;
    let begun = false;
    /** What went wrong so far. */
    let failure = '';
    /** The current step gave nothing: no text, no file, and no call of a tool, for that is not its last word. */
    let empty = true;
    /** Model calls have told how they finished: what the whole run says of it is a repetition. */
    let told = false;
    let compaction: unknown;
    const failed = new Set<unknown>();

    const done = (...events: readonly AgentEvent[]): AgentEvent[] => {
      open = false;
      return turnDone(events, failure);
    };
    const end = (error: unknown = 'eof'): AgentEvent[] => {
      if (!open) return [];
      // What ends without a word was cut.
      failure ||= errorFacts(error);
      return done();
    };

    return {
      next(item) {
        const part = item as Fields;
        const { type, id } = part;
        if (type === 'start') {
          // The run before it, if there was one, has not told its end.
          const cut = begun ? end() : [];
          open = begun = empty = true;
          told = false;
          failure = '';
          failed.clear();
          return cut;
        }
        if (!open) return [];
        begun = true;
        const facts = stepFacts(part) ?? (part.messageMetadata as Fields | undefined)?.turntally;
        const events = facts ? callUsage(facts as Fields) : [];
        told ||= !!facts;
        const err = part.error ?? part.errorText;
        switch (type) {
          case 'start-step':
            empty = true;
            break;
          case 'text-start':
            if (
              ((part.providerMetadata as Fields | undefined)?.anthropic as Fields | undefined)?.type === 'compaction'
            ) {
              compaction = id;
              return [{ kind: 'compaction_done' }];
            }
            if (id === compaction) compaction = undefined;
            break;
          case 'text-delta':
            if ((part.text || part.delta) && id !== compaction) empty = false;
            break;
          case 'file':
          case 'tool-call':
          case 'tool-input-available':
          case 'tool-input-error':
            empty = false;
        }
        switch (type) {
          case 'tool-error':
          case 'tool-input-error':
          case 'tool-output-error':
            // An invalid call is reported as such, and again as failed.
            return failedOnce(failed, part.toolCallId, () => options.toolError?.(err) ?? errorFacts(err));
          case 'tool-output-denied':
            return failedOnce(failed, part.toolCallId, () => 'permission');
          case 'error':
            failure = errorFacts(err);
            break;
          case 'abort':
            // A deadline differs from a person's cancel only in its reason.
            if (/timeout/.test(`${part.reason}`)) failure = 'timeout';
            return done();
          case 'finish':
            if (!told) events.push(...callUsage({ finishReason: part.finishReason }));
            if (empty && !failure) events.push({ kind: 'notice', code: 'empty_final' });
            return done(...events);
        }
        return events;
      },
      end,
    };
  };

/** The AI SDK's streams: one turn from `start` to `finish`, `abort` or the end, in as many steps as there are model calls. */
export const aiSdk: Translator<AiSdkPart> = aiSdkWith();
