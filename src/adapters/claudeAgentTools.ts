import type { AgentEvent } from '../events.js';
import { classifyToolError, type ToolErrorClass } from '../reducers/classifyError.js';
import { type AdapterOptions, ownToolError } from './AdapterOptions.js';
import { toolFailed } from './agentEvents.js';
import type { Block, Message, Result } from './claudeAgentMessage.js';
import { objectsOf, textOf } from './foreign.js';

/** What the program adds to the result of a tool: whether it was allowed, and why it did not run. */
interface Meta {
  readonly id?: unknown;
  readonly non_execution_kind?: unknown;
  readonly permission_decision?: { readonly decision?: unknown; readonly source?: unknown } | null;
}

/** A failed tool, until the turn ends: it may turn out to be denied, or stopped with the turn. */
interface Failed {
  /** What it counts as in any case, if that is known. */
  readonly known: ToolErrorClass | undefined;
  readonly said: ToolErrorClass;
  /** Whether it ran: `undefined` if the program does not say. */
  readonly ran: boolean | undefined;
}

const hookError = /^PreToolUse:/;

/** The failed tools of one turn. */
export function failedTools(options?: AdapterOptions<unknown>) {
  const failed = new Map<unknown, Failed>();
  const denied = new Set<unknown>();

  const judge = (block: Block, { permission_decision: decision, non_execution_kind: kind }: Partial<Meta>): Failed => {
    const text = textOf(objectsOf<{ text: unknown }>(block.content)[0]?.text ?? block.content) ?? '';
    const isHook = decision ? decision.source === 'hook' : hookError.test(text);
    return {
      known:
        ownToolError(options, block) ?? (isHook ? 'hook' : decision?.decision === 'reject' ? 'permission' : undefined),
      said: classifyToolError(text),
      ran: decision || kind ? !!decision : undefined,
    };
  };

  return {
    /** The results of tools. */
    hear({ message, tool_result_meta }: Message): void {
      for (const block of objectsOf<Block>(message?.content)) {
        const { is_error: isError, tool_use_id: id } = block;
        if (!isError || failed.has(id)) continue;
        failed.set(id, judge(block, objectsOf<Meta>(tool_result_meta).find((meta) => meta.id === id) ?? {}));
      }
    },
    deny(id: unknown): void {
      denied.add(id);
    },
    /** What failed in a turn that is over. */
    count({ permission_denials, terminal_reason }: Partial<Result>): AgentEvent[] {
      for (const { tool_use_id } of objectsOf<Block>(permission_denials)) denied.add(tool_use_id);
      return [...failed].flatMap(([id, { known, said, ran = terminal_reason !== 'aborted_tools' }]) => {
        const bucket = known ?? (denied.has(id) ? 'permission' : ran && said);
        return bucket ? toolFailed(bucket) : [];
      });
    },
  };
}
