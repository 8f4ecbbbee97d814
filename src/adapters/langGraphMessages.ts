import type { AgentEvent } from '../events.js';
import type { ErrorClass } from '../reducers/classifyError.js';
import { callUsage, errorClass, isAnswer, isFiltered } from './agentEvents.js';
import type { OwnEvent } from './langGraphEvent.js';

/** A message that is being written. */
interface Message {
  /** It has a call of a tool. */
  asks: boolean;
}
interface Usage {
  readonly input_tokens?: unknown;
  readonly input_token_details?: { readonly cache_read?: unknown } | null;
}
interface Content {
  readonly type?: unknown;
  readonly text?: unknown;
}
/** What a provider answered, for a model that does not stream. */
interface Metadata {
  readonly finish_reason?: unknown;
  readonly stop_reason?: unknown;
}

const media: readonly unknown[] = ['image', 'audio', 'video', 'file'];
const toolReasons: readonly unknown[] = ['tool_use', 'tool_calls', 'function_call'];
/** The one reason that LangChain has no name of its own for. */
const outOfResources = 'insufficient_system_resource';

/** The messages of one run. */
export interface RunMessages {
  hear(event: OwnEvent): AgentEvent[];
  /** The last message gave nothing: no text, no file, and no call of a tool. A run without a message did not. */
  readonly isEmpty: boolean;
  /** The provider's stream ended before the last message did. */
  readonly isCut: boolean;
  /** A model call failed, and no other followed; without a class, a person's stop. */
  readonly failure: { readonly class: ErrorClass | undefined } | undefined;
}

export function runMessages(): RunMessages {
  const open = new Map<string, Message>();
  let isEmpty = false;
  let isCut = false;
  let failure: RunMessages['failure'];

  const finished = ({ data }: OwnEvent, { asks }: Message): AgentEvent[] => {
    const { reason, usage, responseMetadata } = data;
    const { finish_reason, stop_reason } = Object(responseMetadata) as Metadata;
    const raw = finish_reason ?? stop_reason;
    const given = raw === outOfResources ? raw : (reason ?? raw);
    // Some packages of providers end a message that was cut, without a reason. JSON does not keep that.
    isCut = Object.hasOwn(data, 'reason') && given === undefined;
    // Models without events of their own always stop.
    const known = given === 'stop' && asks ? 'tool_use' : given;
    if (isFiltered(known) || toolReasons.includes(known)) isEmpty = false;
    const { input_tokens: input, input_token_details: details } = Object(usage) as Usage;
    return [callUsage(known, details?.cache_read, input)];
  };

  return {
    hear(event) {
      const { place, data } = event;
      // A node may call several models at once.
      const key = `${place} ${data.run_id}`;
      if (data.event === 'message-start') {
        // What a person, a tool or the system said is shown again.
        if ((data.role ?? 'ai') !== 'ai') {
          open.delete(key);
          return [];
        }
        open.set(key, { asks: false });
        isEmpty = true;
        isCut = true;
        failure = undefined;
        return [];
      }
      const message = open.get(key);
      if (!message) return [];
      switch (data.event) {
        case 'content-block-finish': {
          const { type, text } = Object(data.content) as Content;
          message.asks ||= type === 'tool_call';
          if (message.asks || isAnswer(text) || media.includes(type)) isEmpty = false;
          break;
        }
        case 'error':
          failure = { class: errorClass({ code: data.code, message: data.message }) };
          break;
        case 'message-finish':
          open.delete(key);
          return finished(event, message);
      }
      return [];
    },
    get isEmpty() {
      return isEmpty;
    },
    get isCut() {
      return isCut;
    },
    get failure() {
      return failure;
    },
  };
}
