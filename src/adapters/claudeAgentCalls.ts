import type { AgentEvent } from '../events.js';
import { callUsage } from './agentEvents.js';
import type { Block, ModelMessage, StreamEvent, Usage } from './claudeAgentMessage.js';
import { objectsOf } from './foreign.js';

/** A model call whose usage and reason may still be corrected. */
interface Call {
  readonly usage: Usage | null | undefined;
  corrected?: Usage | null | undefined;
  reason?: unknown;
  /** It asks for a tool: its reason, unless there is another. */
  asks?: boolean;
}

/** The model calls of one turn, each of which may come as many messages. */
export function modelCalls() {
  let call: Call | undefined;
  const ids = new Set<unknown>();

  /** Ends the open call; `last` is the reason of the turn's last call, which may have had no message. */
  const end = (last?: unknown): AgentEvent[] => {
    const ownReason = last ? [callUsage(last)] : [];
    if (!call) return ownReason;
    const { usage, corrected, reason, asks } = call;
    call = undefined;
    const tokens = (name: keyof Usage): unknown => corrected?.[name] ?? usage?.[name];
    const cached = tokens('cache_read_input_tokens');
    const input = Number(tokens('input_tokens')) + Number(cached) + Number(tokens('cache_creation_input_tokens') ?? 0);
    const derived = asks ? 'tool_use' : last;
    const isLast = reason || derived === last;
    return [callUsage(reason ?? derived, cached, input), ...(isLast ? [] : ownReason)];
  };

  const begin = ({ id, usage }: ModelMessage): AgentEvent[] => {
    if (ids.has(id)) return [];
    const ended = end();
    ids.add(id);
    call = { usage };
    return ended;
  };

  return {
    /** One block of an answer. */
    hear(message: ModelMessage): AgentEvent[] {
      const ended = begin(message);
      if (call) call.asks ||= objectsOf<Block>(message.content).some(({ type }) => type === 'tool_use');
      return ended;
    },
    /** An event of the model's stream, where partial messages are asked for. */
    stream({ type, message, delta, usage }: StreamEvent): AgentEvent[] {
      if (type === 'message_start') return begin(message ?? {});
      if (type === 'message_delta' && call) {
        call.reason = delta?.stop_reason ?? call.reason;
        call.corrected = usage;
      }
      return [];
    },
    /** Ends the turn's last call. */
    finish: end,
  };
}
