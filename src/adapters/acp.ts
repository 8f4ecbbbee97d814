import type { AgentEvent, Translator } from '../events.js';
import { type AdapterOptions, callUsage, errorFacts, failedOnce, turnDone } from './errorFacts.js';
import type { AcpMessage } from './tapAcpStream.js';

export type { AdapterOptions, ToolError } from './errorFacts.js';
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
type Failure = { readonly code?: unknown; readonly data?: { readonly details?: unknown } | null };
interface Result {
  readonly stopReason?: unknown;
  readonly usage?: Usage | null;
  readonly outcome?: { readonly optionId?: unknown };
}
/** Numbers, if they are told; what comes of anything else is none, and counts as nothing. */
type Usage = { readonly [count in `${'total' | 'input' | 'output' | 'thought' | 'cachedRead'}Tokens`]: number };

/** A session with an open turn; it has two while the first is being cancelled. */
interface Session {
  open: number;
  /** There was no message of the agent since its last tool call. */
  empty: boolean;
  /** Tool calls that were counted as failed. */
  readonly failed: Set<unknown>;
}

/** As `acp`, with options. `toolError` is given the update that tells of the failure, a `ToolCallUpdate`. */
export const acpWith =
  ({ toolError }: AdapterOptions<unknown> = {}): Translator<AcpMessage> =>
  () => {
    /** What an answer will mean, by the way its request went and its id: each side counts on its own. Keeps ids alone. */
    const asked = new Map<string, (result: Result, error?: Failure) => AgentEvent[]>();
    /** Those with open turns. What comes of a session outside of them was loaded: it was counted when it was live. */
    const sessions = new Map<unknown, Session>();

    return {
      next(item) {
        const { sent, received } = item as { readonly sent?: Message; readonly received?: Message };
        const { id, method, params, result, error } = (sent ?? received) as Message;
        const key = `${!sent === !method}${id}`;
        if (!method) {
          const answered = asked.get(key);
          asked.delete(key);
          return answered?.(result ?? {}, error) ?? [];
        }
        const { sessionId, update, toolCall, options } = params ?? {};
        const session = sessions.get(sessionId) ?? { open: 0, empty: true, failed: new Set() };
        if (method === 'session/prompt') {
          session.open++;
          sessions.set(sessionId, session);
          asked.set(key, prompted(session, sessions, sessionId));
        }
        if (!session.open) return [];
        if (options) asked.set(key, permitted(session, toolCall?.toolCallId, options));
        if (method !== 'session/update') return [];
        const { sessionUpdate: kind, status, toolCallId, content } = update as Update;
        if (kind === 'tool_call') session.empty = true;
        if (kind === 'agent_message_chunk' && content?.text !== '') session.empty = false;
        if (kind === 'compaction_update' && status === 'completed') return [{ kind: 'compaction_done' }];
        return status === 'failed' && toolCallId
          ? failedOnce(session.failed, toolCallId, toolError?.(update) ?? 'exec')
          : [];
      },
      // The other side is gone, whatever was asked of it.
      end: (error: unknown = 'eof') => [...asked.values()].flatMap((answered) => answered({}, error as Failure)),
    };
  };

/** ACP, from either end: one turn from a `session/prompt` to its answer, or to the end of the connection. */
export const acp: Translator<AcpMessage> = acpWith();

/** The answer to a prompt is the end of a turn. */
const prompted =
  (session: Session, sessions: Map<unknown, Session>, sessionId: unknown) =>
  ({ stopReason, usage }: Result, error?: Failure): AgentEvent[] => {
    const isEmpty = session.empty && /^end|tokens$/.test(stopReason as string);
    // What follows is of another turn, though this one may have been cancelled for it.
    session.empty ||= !error;
    if (!--session.open) sessions.delete(sessionId);
    const { totalTokens, inputTokens, outputTokens, thoughtTokens, cachedReadTokens } = (usage ?? {}) as Usage;
    // Agents do not agree whether cached tokens are part of the input; their totals tell.
    const input = Math.max(inputTokens, totalTokens - outputTokens - (thoughtTokens ?? 0));
    const events = callUsage(stopReason !== 'cancelled' && stopReason, cachedReadTokens, input);
    // Their codes for: cancelled, and not logged in. What an agent throws is its error's details.
    const err =
      error && error.code !== -32800
        ? errorFacts({ status: error.code === -32000 && 401, lastError: error, cause: error.data?.details })
        : '';
    return turnDone(err, isEmpty, events);
  };

/** The answer to whether a call is permitted may be one of the options that refuse. */
const permitted = ({ failed }: Session, call: unknown, options: readonly Option[]) => {
  const refusals = options.flatMap(({ kind, optionId }) => (/^rej/.test(kind as string) ? optionId : []));
  return ({ outcome }: Result): AgentEvent[] =>
    refusals.includes(outcome?.optionId) ? failedOnce(failed, call, 'permission') : [];
};
