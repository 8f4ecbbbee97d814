import { jsonSchema, stepCountIs, streamText, tool } from 'ai';
import type { FlushReport } from 'turntally';
import { countable } from 'turntally/adapters/ai-sdk/server';
import { expect, onTestFinished, test } from 'vitest';
import { calls, finished, inOrder, says, started } from '../adapters/support/agUiServer.js';
import { lines, openAiDialect } from '../adapters/support/models.js';
import { events, type Handler, refusal, serve } from '../adapters/support/servers.js';
import { bundlePage } from '../support/bundlePage.js';
import { demo, newContext, rowsOf } from './support.js';

declare const chat: (text: string) => Promise<unknown>;
declare const runAgent: () => Promise<string[]>;
declare const flush: () => Promise<FlushReport>;

async function served(...answers: readonly Handler[]) {
  const server = await serve(...answers);
  onTestFinished(() => server.close());
  return server;
}

test('a page with an AI SDK chat and an AG-UI agent: what they did is in the collector', async () => {
  const { text, call, end } = openAiDialect;
  const tokens = { input: 100, cached: 96 };
  const models = await served(
    events(...call('1', { path: 'a' }), ...end('tools', tokens)),
    events(...text('It failed.'), ...end('stop', tokens)),
    refusal(429),
  );
  const line = lines.find(({ major }) => major === 6);
  const answer: Handler = (_, response) => {
    const result = streamText({
      model: line?.model(models.url) ?? 'none',
      prompt: 'a prompt',
      maxRetries: 0,
      stopWhen: stepCountIs(3),
      onError() {},
      tools: {
        look: tool({
          inputSchema: jsonSchema<{ path: string }>({ type: 'object', properties: { path: { type: 'string' } } }),
          execute: (): Promise<string> => Promise.reject(new Error('permission denied')),
        }),
      },
    });
    return result.pipeUIMessageStreamToResponse(response, countable);
  };
  const collector = await demo();
  const script = await bundlePage(new URL('adaptersPage.ts', import.meta.url));
  const input = { threadId: 't', runId: 'r', messages: [], tools: [], context: [] };
  const run = inOrder(started, says('Let me check.'), calls('1', 'found'), finished())(input);
  const app = await served((request, response) => {
    if (request.url === '/chat') return answer(request, response);
    if (request.url === '/agent') return events(...run)(request, response);
    response.setHeader('content-type', request.url === '/app.js' ? 'text/javascript' : 'text/html');
    const html = `<!doctype html><html data-collector-url="${collector.collectorUrl}"><script type="module" src="/app.js"></script>`;
    response.end(request.url === '/app.js' ? script : request.url === '/' ? html : '');
  });

  const page = await (await newContext()).newPage();
  const uncaught: Error[] = [];
  page.on('pageerror', (error) => uncaught.push(error));
  await page.goto(app.url);
  await page.waitForFunction(() => 'flush' in globalThis);
  expect(await page.evaluate(() => chat('hi'))).toMatchObject([{ text: 'It failed.' }]);
  await page.evaluate(() => chat('again'));
  expect(await page.evaluate(() => runAgent())).toEqual(run.map(({ type }) => type));
  expect(await page.evaluate(() => flush())).toMatchObject({ delivered: 1 });

  expect(await collector.rows()).toEqual(
    rowsOf(
      {
        'finish_reason/tool_calls': 1,
        'finish_reason/stop': 1,
        'cache_hit/95_99': 2,
        'tool_error/permission': 1,
        'provider_error/http_429': 1,
        'empty_final/total': 1,
        'turns/total': 3,
      },
      '1.4.0',
    ),
  );
  expect(uncaught).toEqual([]);
});
