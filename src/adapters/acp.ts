import type { AgentEvent, Translator } from '../events.js';
import { type AdapterOptions, callUsage, type Fields, failedOnce, turnDone } from './errorFacts.js';
import type { AcpMessage } from './tapAcpStream.js';

export type { AdapterOptions, ToolError } from './errorFacts.js';
export { type AcpMessage, tapAcpStream } from './tapAcpStream.js';
export type { Tap } from './tapStream.js';

interface Turn {
  readonly session: unknown;
  /** There was no message of the agent since its last tool call. */
  empty: boolean;
  /** Tool calls that were counted as failed. */
  readonly failed: Set<unknown>;
}

/** A request that waits for its answer: a prompt, or whether a call is permitted. Of either, ids alone. */
interface Request {
  readonly turn: Turn | undefined;
  readonly call?: unknown;
  /** The options that refuse. */
  readonly refusals?: readonly unknown[];
}

/** As `acp`, with options. `toolError` is given the update that tells of the failure, a `ToolCallUpdate`. */
export const acpWith =
  ({ toolError }: AdapterOptions<unknown> = {}): Translator<AcpMessage> =>
  () => {
    /** By the way they went and their id: each side counts on its own. */
    const asked = new Map<string, Request>();
    /** Open ones. What comes of a session outside of its turns was loaded: it was counted when it was live. */
    const turns = new Set<Turn>();

    /** A session has two while the first is being cancelled. */
    const turnOf = (session: unknown): Turn | undefined => [...turns].findLast((turn) => turn.session === session);
    const done = (turn: Turn, events: AgentEvent[], err?: unknown): AgentEvent[] => {
      turns.delete(turn);
      return turnDone(events, err);
    };

    const updated = (turn: Turn, update: Fields): AgentEvent[] => {
      const { sessionUpdate: kind, status, toolCallId } = update;
      const text = (update.content as Fields | undefined)?.text ?? ' ';
      if (kind === 'tool_call') turn.empty = true;
      if (kind === 'agent_message_chunk' && text) turn.empty = false;
      if (kind === 'compaction_update' && status === 'completed') return [{ kind: 'compaction_done' }];
      return toolCallId && status === 'failed'
        ? failedOnce(turn.failed, toolCallId, () => toolError?.(update) ?? 'exec')
        : [];
    };

    const answered = ({ turn, call, refusals }: Request, { result, error }: Fields): AgentEvent[] => {
      if (!turn) return [];
      const { stopReason, usage, outcome } = (result ?? {}) as Fields;
      if (refusals) {
        const refused = refusals.includes((outcome as Fields | undefined)?.optionId);
        return refused ? failedOnce(turn.failed, call, () => 'permission') : [];
      }
      if (error) {
        const { code, data } = error as Fields;
        // Their codes for: cancelled, and not logged in. What an agent throws is its error's details.
        const cause = (data as Fields | undefined)?.details;
        return done(turn, [], code !== -32800 && { ...error, cause, status: code === -32000 && 401 });
      }
      // That a person cancelled is no word of the model.
      const finishReason = stopReason !== 'cancelled' && stopReason;
      const events = callUsage({ finishReason, ...tokens((usage ?? {}) as Fields) });
      if (turn.empty && /^(end_turn|max_tokens)$/.test(stopReason as string)) {
        events.push({ kind: 'notice', code: 'empty_final' });
      }
      return done(turn, events);
    };

    return {
      next(item) {
        const { sent, received } = item as Fields;
        const { id, method, params, ...answer } = (sent ?? received) as Fields;
        const { sessionId: session, update, toolCall, options } = (params ?? {}) as Fields;
        const keyOf = (way: unknown): string => `${!way}${id}`;
        if (!method) {
          const request = asked.get(keyOf(!sent));
          asked.delete(keyOf(!sent));
          return request ? answered(request, answer) : [];
        }
        const turn = turnOf(session);
        switch (method) {
          case 'session/prompt': {
            const begun = { session, empty: true, failed: new Set() };
            turns.add(begun);
            asked.set(keyOf(sent), { turn: begun });
            break;
          }
          case 'session/request_permission': {
            const refuses = ({ kind }: Fields): boolean => /^reject/.test(kind as string);
            const refusals = (options as Fields[]).filter(refuses).map(({ optionId }) => optionId);
            asked.set(keyOf(sent), { turn, call: (toolCall as Fields).toolCallId, refusals });
            break;
          }
          case 'session/update':
            if (turn) return updated(turn, update as Fields);
        }
        return [];
      },
      // The other side is gone, whatever was asked of it.
      end: (error: unknown = 'eof') => [...turns].flatMap((turn) => done(turn, [], error)),
    };
  };

/** ACP, from either end: one turn from a `session/prompt` to its answer, or to the end of the connection. */
export const acp: Translator<AcpMessage> = acpWith();

/** Agents do not agree whether cached tokens are part of the input; their totals tell. */
function tokens(usage: Fields) {
  const { totalTokens, inputTokens = 0, outputTokens = 0, thoughtTokens, cachedReadTokens: cached } = usage as Numbers;
  const beside = (cached ?? 0) + ((usage as Numbers).cachedWriteTokens ?? 0);
  const sum = inputTokens + outputTokens + beside;
  return {
    cached,
    input: [sum, sum + (thoughtTokens ?? 0)].includes(totalTokens ?? 0) ? sum - outputTokens : inputTokens,
  };
}

type Numbers = { readonly [field: string]: number | undefined };
