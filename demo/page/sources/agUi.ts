import { type AGUIEvent, type BaseEvent, HttpAgent, type RunAgentInput } from '@ag-ui/client';
import { Observable } from 'rxjs';
import type { Telemetry } from 'turntally';
import { agUi } from 'turntally/adapters/ag-ui';
import type { DemoEvent } from '../../script/demoEvent.js';
import type { TurnChoice, TurnRequest } from '../../sources/sourceTurn.js';
import { modelCall, type Source, turnByTurn } from './source.js';

/** AG-UI's HttpAgent, connected to the agent on the demo's server. */
export function agUiAgent(telemetry: Telemetry): Source['run'] {
  const agent = new HttpAgent({ url: '/ag-ui' });
  const run = (input: RunAgentInput) => agent.run(input).pipe(telemetry.tap(agUi));
  // The agent's Observable is of its own copy of rxjs, so it is wrapped.
  const send = ({ id, prompt }: TurnChoice, fast: boolean) =>
    new Observable<BaseEvent>((subscriber) => {
      const request: TurnRequest = { turn: id, fast };
      return run({
        threadId: 'demo',
        runId: crypto.randomUUID(),
        messages: [{ id: crypto.randomUUID(), role: 'user', content: prompt }],
        tools: [],
        context: [],
        state: {},
        forwardedProps: request,
      }).subscribe(subscriber);
    });
  return turnByTurn(send, shown);
}

function shown(item: BaseEvent): DemoEvent[] {
  const event = item as AGUIEvent;
  switch (event.type) {
    case 'TEXT_MESSAGE_CONTENT':
      return [{ kind: 'text', text: event.delta }];
    case 'TOOL_CALL_START':
      return [{ kind: 'tool_dispatch', tool: { name: event.toolCallName } }];
    case 'RUN_FINISHED':
      return (event.usage ?? []).flatMap((call) => modelCall(undefined, call.cachedInputTokens, call.inputTokens));
    case 'RUN_ERROR':
      return [{ kind: 'notice', text: `${event.code}: ${event.message}` }];
    default:
      return [];
  }
}
