import { DefaultChatTransport, type UIMessage, type UIMessageChunk } from 'ai';
import { defer, finalize, from, type ObservableInput, switchMap } from 'rxjs';
import type { Telemetry } from 'turntally';
import { aiSdk, tapChatTransport } from 'turntally/adapters/ai-sdk';
import type { CallFacts } from 'turntally/adapters/ai-sdk/server';
import type { DemoEvent } from '../../script/demoEvent.js';
import type { TurnChoice, TurnRequest } from '../../sources/sourceTurn.js';
import { modelCall, type Source, turnByTurn } from './source.js';

/** An AI SDK chat: UI messages from the demo's server. */
export function aiSdkChat(telemetry: Telemetry): Source['run'] {
  const chat = new DefaultChatTransport({ api: '/chat' });
  const transport = tapChatTransport(chat, telemetry.tap(aiSdk));

  const send = ({ id, prompt }: TurnChoice, fast: boolean) =>
    defer(() => {
      const stop = new AbortController();
      const message: UIMessage = { id: crypto.randomUUID(), role: 'user', parts: [{ type: 'text', text: prompt }] };
      const request: TurnRequest = { turn: id, fast };
      const sent = transport.sendMessages({
        trigger: 'submit-message',
        chatId: 'demo',
        messageId: undefined,
        messages: [message],
        body: request,
        abortSignal: stop.signal,
      });
      return from(sent).pipe(
        switchMap((stream) => from<ObservableInput<UIMessageChunk>>(stream)),
        finalize(() => stop.abort()),
      );
    });
  return turnByTurn(send, shown);
}

function shown(chunk: UIMessageChunk): DemoEvent[] {
  switch (chunk.type) {
    case 'text-delta':
      return [{ kind: 'text', text: chunk.delta }];
    case 'tool-input-available':
      return [{ kind: 'tool_dispatch', tool: { name: chunk.toolName, detail: JSON.stringify(chunk.input) } }];
    case 'tool-output-error':
      return [{ kind: 'tool_result', tool: { err: chunk.errorText } }];
    case 'message-metadata': {
      const { finishReason, cached, input } = (chunk.messageMetadata as { turntally: CallFacts }).turntally;
      return modelCall(finishReason, cached, input);
    }
    case 'error':
      return [{ kind: 'notice', text: chunk.errorText }];
    default:
      return [];
  }
}
