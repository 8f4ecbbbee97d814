import type { AgentEvent, Translator } from '../events.js';
import { type AdapterOptions, callUsage, errorFacts, type Fields, toolFailed } from './errorFacts.js';
import type { AcpMessage } from './tapAcpStream.js';

export type { AdapterOptions, ToolError } from './errorFacts.js';
export { type AcpMessage, tapAcpStream } from './tapAcpStream.js';
export type { Tap } from './tapStream.js';

interface Turn {
  /** There was no message of the agent since its last tool call. */
  empty: boolean;
  /** Tool calls that were counted as failed. */
  readonly failed: Set<unknown>;
}

/** As `acp`, with options. `toolError` is given the update that tells of the failure, a `ToolCallUpdate`. */
export const acpWith =
  ({ toolError }: AdapterOptions<unknown> = {}): Translator<AcpMessage> =>
  () => {
    /** Requests without an answer, by their way and id: each side counts on its own. */
    const asked = new Map<string, Fields>();
    /** Open turns by session. What comes of a session outside of its turns was loaded: it was counted when it was live. */
    const turns = new Map<unknown, Turn>();

    const done = (session: unknown, events: AgentEvent[], err?: unknown): AgentEvent[] =>
      turns.delete(session) ? [...events, { kind: 'turn_done', ...(err ? { err: errorFacts(err) } : {}) }] : [];
    const failedOnce = ({ failed }: Turn, call: unknown, err: () => string): AgentEvent[] =>
      failed.size < failed.add(call).size ? toolFailed(err()) : [];

    const updated = (turn: Turn, update: Fields): AgentEvent[] => {
      const { sessionUpdate: kind, status, toolCallId } = update;
      const { text = ' ' } = (update.content ?? {}) as Fields;
      if (kind === 'tool_call') turn.empty = true;
      if (kind === 'agent_message_chunk' && text) turn.empty = false;
      if (kind === 'compaction_update' && status === 'completed') return [{ kind: 'compaction_done' }];
      return /^tool_call/.test(`${kind}`) && status === 'failed'
        ? failedOnce(turn, toolCallId, () => toolError?.(update) ?? 'exec')
        : [];
    };

    const answered = ({ method, params }: Fields, turn: Turn, { result, error }: Fields): AgentEvent[] => {
      const { sessionId, toolCall, options } = params as Fields;
      const { stopReason, usage, outcome } = (result ?? {}) as Fields;
      if (method !== 'session/prompt') {
        const chosen = (options as Fields[]).find(
          ({ optionId }) => optionId === (outcome as Fields | undefined)?.optionId,
        );
        if (!/^reject/.test(`${chosen?.kind}`)) return [];
        return failedOnce(turn, (toolCall as Fields).toolCallId, () => 'permission');
      }
      if (error) {
        const { code } = error as Fields;
        // Their codes for: cancelled, and not logged in.
        return done(sessionId, [], code === -32800 ? '' : code === -32000 ? { status: 401 } : error);
      }
      // That a person cancelled is no word of the model.
      const finishReason = stopReason !== 'cancelled' && stopReason;
      const events = callUsage({ finishReason, ...tokens((usage ?? {}) as Fields) });
      if (turn.empty && /^(end_turn|max_tokens)$/.test(`${stopReason}`))
        events.push({ kind: 'notice', code: 'empty_final' });
      return done(sessionId, events);
    };

    return {
      next(item) {
        const { sent, received } = item as Fields;
        const { id, method, params, ...answer } = (sent ?? received) as Fields;
        const { sessionId, update } = (params ?? {}) as Fields;
        if (method === undefined) {
          const key = `${!sent}${JSON.stringify(id)}`;
          const request = asked.get(key);
          asked.delete(key);
          const turn = turns.get((request?.params as Fields | undefined)?.sessionId);
          return request && turn ? answered(request, turn, answer) : [];
        }
        if (method === 'session/prompt') turns.set(sessionId, { empty: true, failed: new Set() });
        if (/^session\/(prompt|request_permission)$/.test(`${method}`)) {
          asked.set(`${!!sent}${JSON.stringify(id)}`, { method, params });
        }
        const turn = turns.get(sessionId);
        return method === 'session/update' && turn ? updated(turn, update as Fields) : [];
      },
      // The other side is gone, whatever was asked of it.
      end: (error) => [...turns.keys()].flatMap((session) => done(session, [], error ?? 'eof')),
    };
  };

/** ACP, from either end: one turn from a `session/prompt` to its answer, or to the end of the connection. */
export const acp: Translator<AcpMessage> = acpWith();

/** Agents do not agree whether cached tokens are part of the input; their totals tell. */
function tokens({
  totalTokens,
  inputTokens,
  outputTokens,
  thoughtTokens,
  cachedReadTokens,
  cachedWriteTokens,
}: Fields) {
  const beside = Number(cachedReadTokens) + Number(cachedWriteTokens ?? 0);
  const sum = Number(inputTokens) + Number(outputTokens) + beside;
  const isBeside = totalTokens === sum || totalTokens === sum + Number(thoughtTokens);
  return { cached: cachedReadTokens, input: Number(inputTokens) + (isBeside ? beside : 0) };
}
