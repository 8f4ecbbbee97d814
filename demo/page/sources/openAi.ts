import OpenAI from 'openai';
import type { Telemetry } from 'turntally';
import { countModelCalls, openAi } from 'turntally/adapters/openai';
import type { DemoEvent } from '../../script/demoEvent.js';
import type { TurnChoice } from '../../sources/sourceTurn.js';
import { itemsOf, modelCall, type Source, turnByTurn } from './source.js';

type Event = OpenAI.Responses.ResponseStreamEvent;

/** A loop of an app's own over OpenAI's client, which asks the demo's server. */
export function openAiLoop(telemetry: Telemetry): Source['run'] {
  const baseURL = `${location.origin}/openai`;
  const client = new OpenAI({ apiKey: 'none', baseURL, dangerouslyAllowBrowser: true, maxRetries: 0 });
  const openai = countModelCalls(client, telemetry.tap(openAi));

  async function run(
    turn: TurnChoice,
    fast: boolean,
    signal: AbortSignal,
    show: (event: Event) => void,
  ): Promise<void> {
    const input: OpenAI.Responses.ResponseInput = [{ role: 'user', content: turn.prompt }];
    const request = { model: 'scripted', stream: true, metadata: { turn: turn.id, fast: `${fast}` } } as const;
    for (let asks = true; asks; ) {
      asks = false;
      for await (const event of await openai.responses.create({ ...request, input }, { signal })) {
        show(event);
        if (event.type !== 'response.output_item.done' || event.item.type !== 'function_call') continue;
        asks = true;
        const { call_id } = event.item;
        input.push(event.item, { type: 'function_call_output', call_id, output: 'waiting for parts' });
      }
    }
  }
  const send = (turn: TurnChoice, fast: boolean) => itemsOf<Event>((show, signal) => run(turn, fast, signal, show));
  return turnByTurn(send, shown);
}

function shown(event: Event): DemoEvent[] {
  switch (event.type) {
    case 'response.output_text.delta':
      return [{ kind: 'text', text: event.delta }];
    case 'response.output_item.done':
      if (event.item.type !== 'function_call') return [];
      return [{ kind: 'tool_dispatch', tool: { name: event.item.name, detail: event.item.arguments } }];
    case 'response.completed': {
      const { usage } = event.response;
      return usage ? modelCall(undefined, usage.input_tokens_details.cached_tokens, usage.input_tokens) : [];
    }
    default:
      return [];
  }
}
