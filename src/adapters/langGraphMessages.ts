import type { AgentEvent } from '../events.js';
import type { ErrorClass } from '../reducers/classifyError.js';
import { callUsage, errorClass, isAnswer, isFiltered } from './agentEvents.js';
import type { OwnEvent } from './langGraphEvent.js';

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
  isEmpty: boolean;
  /** The provider's stream ended before the last message did. */
  isCut: boolean;
  /** A model call failed, and no other followed; without a class, a person's stop. */
  failure?: { readonly class: ErrorClass | undefined } | undefined;
}

export function runMessages(): RunMessages {
  /** The messages that are being written, and whether they have a call of a tool. */
  const open = new Map<string, boolean>();
  const run: RunMessages = { hear, isEmpty: false, isCut: false };

  const finished = ({ data }: OwnEvent, asks: boolean): AgentEvent[] => {
    const { reason, usage, responseMetadata } = data;
    const { finish_reason, stop_reason } = Object(responseMetadata) as Metadata;
    const raw = finish_reason ?? stop_reason;
    const given = raw === outOfResources ? raw : (reason ?? raw);
    // Some packages of providers end a message that was cut, without a reason. JSON does not keep that.
    run.isCut = Object.hasOwn(data, 'reason') && given === undefined;
    // Models without events of their own always stop.
    const known = given === 'stop' && asks ? 'tool_use' : given;
    if (isFiltered(known) || toolReasons.includes(known)) run.isEmpty = false;
    const { input_tokens: input, input_token_details: details } = Object(usage) as Usage;
    return [callUsage(known, details?.cache_read, input)];
  };

  return run;

  function hear(event: OwnEvent): AgentEvent[] {
    const { place, data } = event;
    // A node may call several models at once.
    const key = `${place} ${data.run_id}`;
    if (data.event === 'message-start') {
      open.delete(key);
      // What a person, a tool or the system said is shown again.
      if ((data.role ?? 'ai') === 'ai') {
        open.set(key, false);
        run.isEmpty = true;
        run.isCut = true;
        run.failure = undefined;
      }
      return [];
    }
    const asks = open.get(key);
    if (asks === undefined) return [];
    switch (data.event) {
      case 'content-block-finish': {
        const { type, text } = Object(data.content) as Content;
        const isCall = type === 'tool_call';
        if (isCall) open.set(key, true);
        if (isCall || isAnswer(text) || media.includes(type)) run.isEmpty = false;
        break;
      }
      case 'error':
        run.failure = { class: errorClass({ code: data.code, message: data.message }) };
        break;
      case 'message-finish':
        open.delete(key);
        return finished(event, asks);
    }
    return [];
  }
}
