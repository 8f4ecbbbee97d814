import type { ModelMessage } from 'ai';
import { lines } from '../../test/adapters/support/models.js';
import { events, type Handler, refusal, resetAfter, serve, stallAfter } from '../../test/adapters/support/servers.js';
import { ended, type Recording } from './recording.js';

const done = { 'turns/total': 1 };
const cached = { input: 4000, cached: 3900 };
const asked = [
  { role: 'user', content: 'Delete the file.' },
  {
    role: 'assistant',
    content: [
      { type: 'tool-call', toolCallId: 'call-7', toolName: 'look', input: { path: 'a' } },
      { type: 'tool-approval-request', approvalId: 'approval-1', toolCallId: 'call-7' },
    ],
  },
  { role: 'tool', content: [{ type: 'tool-approval-response', approvalId: 'approval-1', approved: false }] },
] as ModelMessage[];

/** The parts of `fullStream`: version 6 with an OpenAI-compatible provider, and version 5 with Anthropic. */
export async function recordAiSdk(): Promise<Recording> {
  const recorded: { lines: unknown[]; counts: object }[] = [];
  for (const line of lines.filter(({ name }) => name !== 'ai 6, anthropic')) {
    const { ai, dialect, model, major } = line;
    const { begin, text, call, end, error } = dialect;
    const step = (...parts: unknown[][]): Handler => events(...begin(cached), ...parts.flat());
    const says = (said: string): Handler => step(text(said), end('stop', cached));
    const calls = (args: object, said = ''): Handler =>
      step(said ? text(said) : [], call('call-1', args), end('tools', cached));

    const record = async (counts: object, answers: Handler[], options: object = {}): Promise<void> => {
      const server = await serve(...answers);
      const seen: unknown[] = [];
      try {
        const { fullStream } = ai.streamText({
          model: model(server.url),
          prompt: 'Why does the test fail?',
          maxRetries: 0,
          stopWhen: ai.stepCountIs(4),
          onError() {},
          tools: {
            look: ai.tool({
              inputSchema: ai.jsonSchema<{ path: string }>({
                type: 'object',
                properties: { path: { type: 'string' } },
              }),
              execute: async ({ path }) => {
                if (path === 'secret') throw new Error('EACCES: permission denied, open secret');
                return 'It is there.';
              },
            }),
          },
          ...options,
        });
        for await (const part of fullStream) seen.push(part);
        seen.push(ended());
      } catch (error) {
        seen.push(ended(error));
      }
      recorded.push({ lines: seen, counts });
      await server.close();
    };

    const stop = { 'finish_reason/stop': 1 };
    const once = { ...stop, 'cache_hit/95_99': 1, ...done };
    const twice = { ...stop, 'finish_reason/tool_calls': 1, 'cache_hit/95_99': 2, ...done };
    await record(once, [says('Because of the clock.')]);
    await record(twice, [calls({ path: 'a' }), says('Fixed.')]);
    await record({ ...twice, 'empty_final/total': 1 }, [calls({ path: 'a' }, 'Let me check.'), says('')]);
    await record({ ...twice, 'tool_error/permission': 1 }, [calls({ path: 'secret' }), says('I may not.')]);
    await record({ 'provider_error/http_429': 1, ...done }, [refusal(429)]);
    await record({ 'provider_error/http_401': 1, ...done }, [refusal(401)]);
    await record({ 'provider_error/http_5xx': 1, ...done }, [refusal(500)], { maxRetries: 0 });
    await record({ 'provider_error/stream_interrupted': 1, ...done }, [resetAfter(...begin(cached), ...text('Bec'))]);
    const timeout = major === 6 ? { 'provider_error/timeout': 1 } : {};
    await record({ ...timeout, ...done }, [stallAfter()], { abortSignal: AbortSignal.timeout(100) });
    await record(done, [stallAfter()], { abortSignal: AbortSignal.abort() });
    if (major === 5) continue;
    await record({ 'provider_error/http_5xx': 1, 'finish_reason/error': 1, ...done }, [
      step(text('Bec'), error('overloaded_error')),
    ]);
    await record({ ...once, 'tool_error/permission': 1 }, [says('So be it.')], { prompt: undefined, messages: asked });
  }
  return recorded;
}
