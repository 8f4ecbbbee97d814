import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import type OpenAI from 'openai';
import { createServer as createVite } from 'vite';

type Chunk = OpenAI.ChatCompletionChunk;

const chunk = (
  delta: OpenAI.ChatCompletionChunk.Choice.Delta,
  finish_reason: 'stop' | 'tool_calls' | null = null,
): Chunk => ({
  id: 'chat',
  object: 'chat.completion.chunk',
  created: 0,
  model: 'scripted',
  choices: [{ index: 0, delta, finish_reason }],
});

/** 96 % of the input was cached. */
const usage: Chunk = {
  ...chunk({}),
  choices: [],
  usage: {
    prompt_tokens: 4000,
    completion_tokens: 9,
    total_tokens: 4009,
    prompt_tokens_details: { cached_tokens: 3840 },
  },
};

const look = {
  index: 0,
  id: 'call',
  type: 'function' as const,
  function: { name: 'find_late_order', arguments: '{}' },
};

/** Replaces a provider: it asks for a tool first, and answers when it has the result. */
const answerTo = (messages: OpenAI.ChatCompletionMessageParam[]): readonly Chunk[] =>
  messages.at(-1)?.role === 'tool'
    ? [
        chunk({ role: 'assistant', content: '' }),
        ...['Order ', '4711 ', 'is late.'].map((content) => chunk({ content })),
        chunk({}, 'stop'),
        usage,
      ]
    : [chunk({ role: 'assistant', tool_calls: [look] }), chunk({}, 'tool_calls'), usage];

const vite = await createVite({ server: { middlewareMode: true } });
const server = createServer(async (request, response) => {
  if (request.url !== '/v1/chat/completions') return vite.middlewares(request, response);
  const { messages }: OpenAI.ChatCompletionCreateParams = JSON.parse(await text(request));
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const each of answerTo(messages)) {
    await wait(100);
    response.write(`data: ${JSON.stringify(each)}\n\n`);
  }
  response.end('data: [DONE]\n\n');
});
server.listen(Number(process.env.PORT ?? 5173), 'localhost', () => {
  const address = server.address();
  console.log(`http://localhost:${address !== null && typeof address === 'object' ? address.port : ''}`);
});
