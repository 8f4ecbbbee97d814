import { createServer } from 'node:http';
import { streamText } from 'ai';
import { MockLanguageModelV3, simulateReadableStream } from 'ai/test';
import { countable } from 'turntally/adapters/ai-sdk/server';
import { createServer as createVite } from 'vite';

/** Replaces a provider: an answer for which 96 % of the input was cached. */
const model = new MockLanguageModelV3({
  doStream: async () => ({
    stream: simulateReadableStream({
      chunkDelayInMs: 100,
      chunks: [
        { type: 'stream-start', warnings: [] },
        { type: 'text-start', id: '1' },
        ...['Because ', 'of ', 'the ', 'clock.'].map((delta) => ({ type: 'text-delta' as const, id: '1', delta })),
        { type: 'text-end', id: '1' },
        {
          type: 'finish',
          finishReason: { unified: 'stop', raw: 'stop' },
          usage: {
            inputTokens: { total: 4000, noCache: 160, cacheRead: 3840, cacheWrite: 0 },
            outputTokens: { total: 4, text: 4, reasoning: 0 },
          },
        },
      ],
    }),
  }),
});

const vite = await createVite({ server: { middlewareMode: true } });
createServer((request, response) => {
  if (request.url !== '/api/chat') return vite.middlewares(request, response);
  const result = streamText({ model, prompt: 'the messages of the request, in an app' });
  // `countable` sends the usage and the class of errors to the page.
  void result.pipeUIMessageStreamToResponse(response, countable);
}).listen(5173, 'localhost', () => console.log('http://localhost:5173'));
