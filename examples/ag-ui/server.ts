import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { type AGUIEvent, EventType, type RunAgentInput } from '@ag-ui/core';
import { EventEncoder } from '@ag-ui/encoder';
import { createServer as createVite } from 'vite';

const usage = [{ provider: 'example', model: 'example', inputTokens: 4000, cachedInputTokens: 3840, outputTokens: 4 }];

/** Replaces an agent: an answer for which 96 % of the input was cached. */
function run({ threadId, runId }: RunAgentInput): AGUIEvent[] {
  const messageId = crypto.randomUUID();
  return [
    { type: EventType.RUN_STARTED, threadId, runId },
    { type: EventType.TEXT_MESSAGE_START, messageId, role: 'assistant' },
    ...['Because ', 'of ', 'the ', 'clock.'].map((delta) => ({
      type: EventType.TEXT_MESSAGE_CONTENT as const,
      messageId,
      delta,
    })),
    // AG-UI has no field for the finish reason; its documentation suggests this one.
    { type: EventType.TEXT_MESSAGE_END, messageId, metadata: { finishReason: 'stop' } },
    { type: EventType.RUN_FINISHED, threadId, runId, usage },
  ];
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const encoder = new EventEncoder();
  response.writeHead(200, { 'content-type': encoder.getContentType() });
  for (const event of run((await json(request)) as RunAgentInput)) {
    response.write(encoder.encode(event));
    await wait(100);
  }
  response.end();
}

const vite = await createVite({ server: { middlewareMode: true } });
createServer((request, response) => {
  if (request.url === '/agent') void answer(request, response);
  else vite.middlewares(request, response);
}).listen(5173, 'localhost', () => console.log('http://localhost:5173'));
