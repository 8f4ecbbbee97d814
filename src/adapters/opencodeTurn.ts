import type { AgentEvent } from '../events.js';
import { classifyToolError, type ErrorClass } from '../reducers/classifyError.js';
import { type AdapterOptions, ownToolError } from './AdapterOptions.js';
import { callUsage, errorClass, failedOnce, isAnswer, isFiltered, turnDone } from './agentEvents.js';
import type { Facts } from './opencodeFacts.js';

/** A failure; without a class, a person's stop. */
export interface Failure {
  readonly class: ErrorClass | undefined;
}

/** Errors that say again what the reason of the call says. */
const reasons: readonly unknown[] = ['ContentFilterError', 'MessageOutputLengthError'];
/** What a tool reports that was stopped with its turn. */
const stopped = 'Tool execution aborted';
/** How the report of a tool begins that the app's own rules deny. */
const ruledOut = 'The user has specified a rule which prevents you';

/** The turn of one session, from `busy` to `idle`. */
export function opencodeTurn<Event>(options?: AdapterOptions<Event>) {
  let version: Facts['version'];
  /** The message that the model is writing, and whether it has a text. */
  let step: unknown;
  let answered = false;
  /** The last call of the model ended without one. */
  let empty = false;
  let failure: Failure | undefined;
  /** A call of the model was made. */
  let called = false;
  const summaries = new Set<unknown>();
  const counted = new Set<unknown>();
  const failed = new Set<unknown>();
  /** The tools that a request is for, by its id. */
  const asked = new Map<unknown, unknown>();
  const denied = new Set<unknown>();

  const stepEnded = ({ id, message, reason, cached, input }: Facts): AgentEvent[] => {
    const call = id ?? message;
    if (counted.has(call)) return [];
    counted.add(call);
    called = true;
    // Of a call that was cut: the server calls the model again by itself.
    const isCut = reason === 'unknown' && !(input > 0);
    failure = isCut ? { class: 'stream_interrupted' } : undefined;
    empty = step === message && !answered && reason !== 'tool-calls' && !isFiltered(reason);
    answered = false;
    return [callUsage(isCut ? '' : reason, cached, input)];
  };

  return {
    hear(facts: Facts, event: Event): AgentEvent[] {
      const { kind, message, id, call, error } = facts;
      if (summaries.has(message)) return [];
      if (facts.version) {
        // Some servers send both: the first one is as good as the other.
        version ??= facts.version;
        if (version !== facts.version) return [];
      }
      switch (kind) {
        case 'retry':
          called = true;
          break;
        case 'error': {
          const { name } = Object(error);
          if (!reasons.includes(name))
            failure = { class: name === 'ContextOverflowError' ? 'http_400' : errorClass(error) };
          break;
        }
        case 'summary':
          summaries.add(message);
          break;
        case 'step-start':
          step = message;
          called = true;
          answered = false;
          break;
        case 'text':
        case 'file':
          if (message === step && (kind === 'file' || isAnswer(facts.text))) answered = true;
          break;
        case 'step-finish':
          return stepEnded(facts);
        case 'compacted':
          return [{ kind: 'compaction_done' }];
        case 'asked':
          asked.set(id, call);
          break;
        case 'replied':
          if (facts.reason === 'reject' && asked.has(id)) denied.add(asked.get(id));
          break;
        case 'tool':
          if (error === stopped || (failure && !failure.class)) break;
          return failedOnce(
            failed,
            `${message} ${call}`,
            ownToolError(options, event) ??
              (denied.has(call) || isRuledOut(error) ? 'permission' : classifyToolError(error)),
          );
      }
      return [];
    },
    /** The end of the turn; of what called no model and failed, such as a command of a person, there is none. */
    end(cut?: Failure): AgentEvent[] {
      const last = failure ?? cut;
      if (!called && (summaries.size || !last)) return [];
      return turnDone(last?.class, empty && !last);
    },
  };
}

const isRuledOut = (error: unknown): boolean => typeof error === 'string' && error.startsWith(ruledOut);
