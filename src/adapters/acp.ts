import type { AgentEvent, Translator } from '../events.js';
import type { ErrorClass } from '../reducers/classifyError.js';
import { type AdapterOptions, ownToolError } from './AdapterOptions.js';
import { callUsage, errorClass, failedOnce, isAnswer, turnDone } from './agentEvents.js';
import { fieldsOf, sumOf } from './foreign.js';
import type { AcpMessage } from './tapAcpStream.js';

export type { AdapterOptions, ToolError } from './AdapterOptions.js';
export { type AcpMessage, tapAcpStream } from './tapAcpStream.js';
export type { Tap } from './tapStream.js';

/** What is read of a message of JSON-RPC, whatever it is. */
interface Message {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: {
    readonly sessionId?: unknown;
    readonly update?: Update;
    readonly toolCall?: { readonly toolCallId?: unknown };
    readonly options?: readonly Option[];
  } | null;
  readonly result?: Result | null;
  readonly error?: Failure;
}
interface Update {
  readonly sessionUpdate?: unknown;
  readonly status?: unknown;
  readonly toolCallId?: unknown;
  readonly content?: { readonly text?: unknown };
}
type Option = { readonly kind?: unknown; readonly optionId?: unknown };
type Failure = { readonly code?: unknown };
interface Result {
  readonly stopReason?: unknown;
  readonly usage?: unknown;
  readonly outcome?: { readonly optionId?: unknown };
}

/** A prompt without an answer yet. */
interface Prompt {
  cancelled: boolean;
}

/** A session with an open turn; it has two while the first is being cancelled. */
interface Session {
  readonly open: Set<Prompt>;
  /** There was no message of the agent since its last tool call. */
  empty: boolean;
  /** A person refused what the agent wanted to do last. */
  refused: boolean;
  /** Tool calls that were counted as failed. */
  readonly failed: Set<unknown>;
}

/** JSON-RPC's code for a request that was cancelled, and ACP's for one that needs a login first. */
const requestCancelled = -32800;
const loginRequired = -32000;

/** As `acp`, with options. `toolError` gets the update that reports the failure, a `ToolCallUpdate`. */
export const acpWith =
  (options?: AdapterOptions<unknown>): Translator<AcpMessage> =>
  () => {
    /** What an answer will mean, by the side that asked and its id: each side counts on its own. Keeps ids alone. */
    const asked = new Map<string, (result: Result, error?: Failure) => AgentEvent[]>();
    /** Those with open turns. What comes of a session outside of them was loaded: it was counted when it was live. */
    const sessions = new Map<unknown, Session>();

    return {
      next(item) {
        const { sent, received } = item as { readonly sent?: Message; readonly received?: Message };
        const { id, method, params, result, error } = (sent ?? received) as Message;
        const isRequest = method !== undefined;
        // A request that was sent is answered by a message that is received.
        const key = `${(sent !== undefined) === isRequest ? 'ours' : 'theirs'} ${id}`;
        if (!isRequest) {
          const answered = asked.get(key);
          asked.delete(key);
          return answered?.(result ?? {}, error) ?? [];
        }
        const { sessionId, update, toolCall, options } = params ?? {};
        const session = sessions.get(sessionId) ?? { open: new Set(), empty: true, refused: false, failed: new Set() };
        if (method === 'session/prompt') {
          const prompt: Prompt = { cancelled: false };
          session.open.add(prompt);
          sessions.set(sessionId, session);
          asked.set(key, prompted(prompt, session, sessions, sessionId));
        }
        if (!session.open.size) return [];
        if (method === 'session/cancel') for (const prompt of session.open) prompt.cancelled = true;
        if (options) asked.set(key, permitted(session, toolCall?.toolCallId, options));
        return method === 'session/update' ? updated(session, update as Update) : [];
      },
      // The other side is gone, whatever was asked of it.
      end: (error: unknown = 'unexpected EOF') =>
        [...asked.values()].flatMap((answered) => answered({}, { cause: error } as Failure)),
    };

    function updated(session: Session, update: Update): AgentEvent[] {
      const { sessionUpdate: kind, status, toolCallId, content } = update;
      if (kind === 'tool_call') {
        session.empty = true;
        session.refused = false;
      }
      // Anything but a text, such as an image, is an answer as well.
      if (kind === 'agent_message_chunk' && (content?.text === undefined || isAnswer(content.text))) {
        session.empty = false;
      }
      if (kind === 'compaction_update' && status === 'completed') return [{ kind: 'compaction_done' }];
      return status === 'failed' && toolCallId
        ? failedOnce(session.failed, toolCallId, ownToolError(options, update) ?? 'exec')
        : [];
    }
  };

/** ACP, from either end: one turn from a `session/prompt` to its answer, or to the end of the connection. */
export const acp: Translator<AcpMessage> = acpWith();

/** The answer to a prompt is the end of a turn. */
const prompted =
  (prompt: Prompt, session: Session, sessions: Map<unknown, Session>, sessionId: unknown) =>
  ({ stopReason, usage }: Result, error?: Failure): AgentEvent[] => {
    const isCancelled = prompt.cancelled || stopReason === 'cancelled';
    const isEnd = stopReason === 'end_turn' || stopReason === 'max_tokens';
    const isEmpty = session.empty && !session.refused && isEnd && !isCancelled;
    // What follows is of another turn, though this one may have been cancelled for it.
    session.empty ||= !error;
    session.refused &&= !!error;
    session.open.delete(prompt);
    if (!session.open.size) sessions.delete(sessionId);
    const { totalTokens, inputTokens, outputTokens, thoughtTokens, cachedReadTokens } = fieldsOf(usage);
    // Agents do not agree whether cached tokens are part of the input; their totals show it.
    const input = Math.max(sumOf(inputTokens), sumOf(totalTokens) - sumOf(outputTokens, thoughtTokens ?? 0));
    return [
      callUsage(isCancelled ? '' : stopReason, cachedReadTokens, input),
      ...turnDone(error && !isCancelled ? failureOf(error) : undefined, isEmpty),
    ];
  };

function failureOf(error: Failure): ErrorClass | undefined {
  if (error.code === requestCancelled) return undefined;
  const found = errorClass(error);
  return found === 'other' && error.code === loginRequired ? 'http_401' : found;
}

/** The answer to whether a call is permitted may be one of the options that refuse. */
const permitted = (session: Session, call: unknown, options: readonly Option[]) => {
  const refusals = options
    .filter(({ kind }) => kind === 'reject_once' || kind === 'reject_always')
    .map(({ optionId }) => optionId);
  return ({ outcome }: Result): AgentEvent[] => {
    if (!refusals.includes(outcome?.optionId)) return [];
    session.refused = true;
    return failedOnce(session.failed, call, 'permission');
  };
};
