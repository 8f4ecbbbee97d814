import { HttpAgent } from '@ag-ui/client';
import type { Counters } from '../../src/signals.js';
import {
  agentServer,
  calls,
  failed,
  finished,
  inOrder,
  type Run,
  says,
  started,
} from '../../test/adapters/support/agUiServer.js';
import { refusal, serve } from '../../test/adapters/support/servers.js';
import { ended, type Recording } from './recording.js';

const done = { 'turns/total': 1 };
const usage = [{ provider: 'example', model: 'example', inputTokens: 4000, outputTokens: 50, cachedInputTokens: 3000 }];
const stopped = { end: { metadata: { finishReason: 'stop' } } };

const runs: readonly [Counters, Run | 'refused', ('end' | 'reset')?][] = [
  [
    { 'finish_reason/stop': 1, 'cache_hit/50_80': 1, ...done },
    inOrder(started, says('Because of the clock.', stopped), finished({ usage })),
  ],
  [done, inOrder(started, calls('1', 'It is there.'), says('Fixed.'), finished({ outcome: { type: 'success' } }))],
  [
    { 'empty_final/total': 1, ...done },
    inOrder(started, says('Let me check.'), calls('1', 'It is there.'), finished()),
  ],
  [done, inOrder(started, calls('1'), finished())],
  [
    done,
    inOrder(
      started,
      calls('1'),
      finished({ outcome: { type: 'interrupt', interrupts: [{ id: 'i', reason: 'approval', toolCallId: '1' }] } }),
    ),
  ],
  [done, inOrder(started, says('Bec'), finished({ outcome: { type: 'cancelled' } }))],
  [
    { 'provider_error/http_429': 1, 'cache_hit/50_80': 1, ...done },
    inOrder(started, failed('rate_limit_exceeded', { usage })),
  ],
  [{ 'provider_error/stream_interrupted': 1, ...done }, inOrder(started, says('Bec'))],
  [{ 'provider_error/stream_interrupted': 1, ...done }, inOrder(started, says('Bec')), 'reset'],
  [{ 'provider_error/http_5xx': 1, ...done }, 'refused'],
];

/** Events of an HttpAgent's runs. */
export async function recordAgUi(): Promise<Recording> {
  process.on('unhandledRejection', () => {}); // the agent's, when a connection is reset
  const recorded: { lines: unknown[]; counts: Counters }[] = [];
  for (const [counts, run, afterwards] of runs) {
    const server = run === 'refused' ? await serve(refusal(503)) : await agentServer(run, afterwards);
    const lines: unknown[] = [];
    const input = { threadId: 't', runId: `r${recorded.length}`, messages: [], tools: [], context: [], state: {} };
    await new Promise<void>((resolve) => {
      const end = (error?: unknown): void => {
        lines.push(ended(error));
        resolve();
      };
      new HttpAgent({ url: server.url })
        .run(input)
        .subscribe({ next: (event) => lines.push(event), error: end, complete: end });
    });
    recorded.push({ lines, counts });
    await server.close();
  }
  return recorded;
}
