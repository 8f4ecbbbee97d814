import { setTimeout as wait } from 'node:timers/promises';
import { createUIMessageStream, createUIMessageStreamResponse, jsonSchema, stepCountIs, streamText, tool } from 'ai';
import { MockLanguageModelV3 } from 'ai/test';
import type { Context } from 'hono';
import { countable } from 'turntally/adapters/ai-sdk/server';
import { aiSdkTurns, type ModelCall, type ModelPart } from './aiSdkTurns.js';
import { pauseMs, type TurnRequest } from './sourceTurn.js';

/** `POST /chat`: as in the server of a `useChat` app. The AI SDK is real, the model is scripted. */
export async function aiSdkRoute(c: Context): Promise<Response> {
  const request: Partial<TurnRequest> = await c.req.json().catch(() => ({}));
  const turn = aiSdkTurns.find(({ id }) => id === request.turn);
  if (turn === undefined) return c.text(`turn: one of ${aiSdkTurns.map(({ id }) => id).join(', ')}\n`, 400);
  const result = streamText({
    model: scripted(turn.calls, pauseMs(request)),
    prompt: turn.prompt,
    maxRetries: 0,
    stopWhen: stepCountIs(turn.calls.length),
    abortSignal: c.req.raw.signal,
    onError() {}, // scripted, and shown in the page
    tools: {
      read_file: tool({
        inputSchema: jsonSchema<{ path: string }>({ type: 'object', properties: { path: { type: 'string' } } }),
        execute: async ({ path }) => {
          if (path.startsWith('/')) throw new Error(`permission denied: ${path} is outside the workspace`);
          return 'the text of the file';
        },
      }),
    },
  });
  // Without the outer stream, an interrupted provider would break the response instead of sending an error part.
  const stream = createUIMessageStream({
    execute: ({ writer }) => writer.merge(result.toUIMessageStream(countable)),
    onError: countable.onError,
  });
  return createUIMessageStreamResponse({ stream });
}

function scripted(calls: readonly ModelCall[], pause: number): MockLanguageModelV3 {
  let next = 0;
  return new MockLanguageModelV3({
    async doStream() {
      const call = calls[next++];
      if (call === undefined) throw new Error('the script has no further call');
      if (call.fails !== undefined && call.parts.length === 0) throw call.fails;
      return { stream: streamOf(call, pause) };
    },
  });
}

function streamOf({ parts, fails }: ModelCall, pause: number): ReadableStream<ModelPart> {
  const left = [...parts];
  return new ReadableStream<ModelPart>({
    async pull(controller) {
      if (pause > 0) await wait(pause);
      const part = left.shift();
      if (part !== undefined) controller.enqueue(part);
      else if (fails !== undefined) controller.error(fails);
      else controller.close();
    },
  });
}
