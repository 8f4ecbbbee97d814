import { concat, concatMap, from, type Observable, of, throwError, timer } from 'rxjs';
import { map } from 'rxjs/operators';
import type { Telemetry } from 'turntally';
import { claudeAgent } from 'turntally/adapters/claude-agent';
import type { DemoEvent } from '../../script/demoEvent.js';
import { claudeAgentTurns, type Message } from '../../sources/claudeAgentTurns.js';
import { pauseMs, type TurnChoice } from '../../sources/sourceTurn.js';
import { type Source, turnByTurn } from './source.js';

/** The page of an app whose main process runs the Claude Agent SDK. The SDK starts a program, so the messages are scripted. */
export function claudeAgentMessages(telemetry: Telemetry): Source['run'] {
  const forwarded = (messages$: Observable<Message>) => messages$.pipe(telemetry.tap(claudeAgent));
  const send = ({ id }: TurnChoice, fast: boolean) => forwarded(queried(id, fast));
  return turnByTurn(send, shown);
}

/** What the main process forwards of a query. */
function queried(id: string, fast: boolean): Observable<Message> {
  const { messages = [], throws } = claudeAgentTurns.find((turn) => turn.id === id) ?? {};
  const paused = (message: Message) => timer(pauseMs({ fast })).pipe(map(() => message));
  const messages$ = from(messages).pipe(concatMap(fast ? of : paused));
  return throws === undefined
    ? messages$
    : concat(
        messages$,
        throwError(() => new Error(throws)),
      );
}

function shown({ type, subtype, event, message, result, is_error: isError }: Message): DemoEvent[] {
  const { delta, usage } = Object(event);
  const [block] = Object(message).content ?? [];
  if (delta?.type === 'text_delta') return [{ kind: 'text', text: delta.text }];
  if (usage) {
    const { input_tokens: input, cache_read_input_tokens: cached } = usage;
    return [
      {
        kind: 'usage',
        usage: { finishReason: delta.stop_reason, cacheHitTokens: cached, cacheMissTokens: input },
      },
    ];
  }
  if (block?.type === 'tool_use') return [{ kind: 'tool_dispatch', tool: { name: block.name } }];
  if (block?.is_error) return [{ kind: 'tool_result', tool: { err: block.content } }];
  if (subtype === 'compact_boundary') return [{ kind: 'compaction_done' }];
  return type === 'result' && isError ? [{ kind: 'notice', text: `${result || subtype}` }] : [];
}
