import Anthropic from '@anthropic-ai/sdk';
import type { Telemetry } from 'turntally';
import { anthropic, countModelCalls } from 'turntally/adapters/anthropic';
import type { DemoEvent } from '../../script/demoEvent.js';
import type { TurnChoice } from '../../sources/sourceTurn.js';
import { itemsOf, modelCall, type Source, turnByTurn } from './source.js';

type Event = Anthropic.MessageStreamEvent;

/** A loop of an app's own over Anthropic's client, which asks the demo's server. */
export function anthropicLoop(telemetry: Telemetry): Source['run'] {
  const baseURL = `${location.origin}/anthropic`;
  const client = new Anthropic({ apiKey: 'none', baseURL, dangerouslyAllowBrowser: true, maxRetries: 0 });
  const claude = countModelCalls(client, telemetry.tap(anthropic));

  const send = ({ id, prompt }: TurnChoice, fast: boolean) =>
    itemsOf<Event>(async (show, signal) => {
      const request = { model: 'scripted', max_tokens: 99, metadata: { user_id: fast ? `${id} fast` : id } };
      const messages: Anthropic.MessageParam[] = [{ role: 'user', content: prompt }];
      const run = async (): Promise<void> => {
        const stream = claude.messages.stream({ ...request, messages }, { signal });
        stream.on('streamEvent', show);
        const { content } = await stream.finalMessage();
        const results = content.flatMap((block) =>
          block.type === 'tool_use'
            ? [{ type: 'tool_result' as const, tool_use_id: block.id, content: 'waiting for parts' }]
            : [],
        );
        if (!results.length) return;
        messages.push({ role: 'assistant', content }, { role: 'user', content: results });
        await run();
      };
      await run();
    });
  return turnByTurn(send, shown);
}

function shown(event: Event): DemoEvent[] {
  switch (event.type) {
    case 'content_block_delta':
      return event.delta.type === 'text_delta' ? [{ kind: 'text', text: event.delta.text }] : [];
    case 'content_block_start':
      return event.content_block.type === 'tool_use'
        ? [{ kind: 'tool_dispatch', tool: { name: event.content_block.name } }]
        : [];
    case 'message_delta': {
      const { input_tokens: beside, cache_read_input_tokens: read } = event.usage;
      return read ? modelCall(event.delta.stop_reason, read, read + (beside ?? 0)) : [];
    }
    default:
      return [];
  }
}
