import type { AgentEvent, Translator } from '../events.js';
import type { ErrorClass } from '../reducers/classifyError.js';
import type { AdapterOptions } from './AdapterOptions.js';
import { errorClass, isAnswer, isFiltered, turnDone } from './agentEvents.js';
import { modelCalls } from './claudeAgentCalls.js';
import { failureOf, thrownClass } from './claudeAgentFailure.js';
import type { ClaudeAgentMessage, Message, Result } from './claudeAgentMessage.js';
import { failedTools } from './claudeAgentTools.js';
import { textOf } from './foreign.js';

export type { AdapterOptions, ToolError } from './AdapterOptions.js';
export type { ClaudeAgentMessage } from './claudeAgentMessage.js';
export { tapQuery } from './tapQuery.js';
export type { Tap } from './tapStream.js';

/** As `claudeAgent`, with options. `toolError` gets the `tool_result` block of a tool that failed or was denied. */
export const claudeAgentWith =
  (options?: AdapterOptions<unknown>): Translator<ClaudeAgentMessage> =>
  () => {
    /** A turn is asked for from its `init`, and open from the first message of a model. */
    let stage: 'unstarted' | 'asked' | 'open' | 'over' = 'unstarted';
    /** Of the turn that is under way, or the next one. */
    let calls = modelCalls();
    let tools = failedTools(options);
    /** The kind of the API's failure, of a message before the result. */
    let kind: unknown;

    const done = (failure?: ErrorClass, isEmpty = false, last?: unknown, facts: Partial<Result> = {}): AgentEvent[] => {
      const events = [...calls.finish(last), ...tools.count(facts), ...turnDone(failure, isEmpty)];
      stage = 'over';
      kind = undefined;
      calls = modelCalls();
      tools = failedTools(options);
      return events;
    };

    const finished = (result: Result): AgentEvent[] => {
      const { num_turns: modelTurns, stop_reason: reason } = result;
      if (!result.is_error) {
        const turn = done(undefined, isEmpty(result), reason, result);
        // Without a model, it was a command that the program answered itself.
        return modelTurns === 0 ? [] : turn;
      }
      const failed = result.api_error ?? kind;
      const limit = failed === 'max_output_tokens' ? 'max_tokens' : isFiltered(reason) ? reason : undefined;
      // Any other reason of a failure is that of the program's own message, and not a model's.
      return done(limit ? undefined : failureOf(result, failed), false, limit, result);
    };

    return {
      next(item) {
        const message = item as Message;
        const { type, subtype, message: answer } = message;
        // Of a subagent, or shown again.
        if (message.parent_tool_use_id || message.isReplay) return [];
        switch (type) {
          case 'system': {
            if (subtype === 'permission_denied') tools.deny(message.tool_use_id);
            if (subtype !== 'init') return subtype === 'compact_boundary' ? [{ kind: 'compaction_done' }] : [];
            // The turn before it has no result.
            const cut = stage === 'open' ? done('stream_interrupted') : [];
            stage = 'asked';
            return cut;
          }
          case 'stream_event':
            return calls.stream(message.event ?? {});
          case 'assistant':
            stage = 'open';
            kind = message.error ?? kind;
            // The program writes some answers itself.
            return answer && answer.model !== '<synthetic>' ? calls.hear(answer) : [];
          case 'user':
            tools.hear(message);
            return [];
          case 'result':
            return finished(message);
        }
        return [];
      },
      end(error) {
        // What is thrown after a result is its failure once more. A query that throws at once is a turn; one that is dropped
        // at once is none.
        const isFailure = error && (errorClass(error) || textOf(error));
        if (stage === 'over' || (stage === 'unstarted' && !isFailure)) return [];
        return done(error === undefined ? 'stream_interrupted' : thrownClass(error));
      },
    };
  };

/** The messages of a query of the Claude Agent SDK: one turn for each `result`, or to the end of the query. */
export const claudeAgent: Translator<ClaudeAgentMessage> = claudeAgentWith();

/** Without a text, though it finished as usual: a pause or a hook may end a turn without one. */
const isEmpty = (result: Result): boolean =>
  (result.terminal_reason ?? 'completed') === 'completed' &&
  !isAnswer(result.result ?? 'not known') &&
  !result.structured_output &&
  !isFiltered(result.stop_reason);
