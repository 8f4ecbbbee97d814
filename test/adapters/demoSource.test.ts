import { lastValueFrom } from 'rxjs';
import { afterEach, expect, test, vi } from 'vitest';
import { aiSdkChat } from '../../demo/page/sources/aiSdk.js';
import { claudeAgentMessages } from '../../demo/page/sources/claudeAgent.js';
import { aiSdkTurns } from '../../demo/sources/aiSdkTurns.js';
import { claudeAgentTurns } from '../../demo/sources/claudeAgentTurns.js';
import { counting } from './support/counting.js';
import { type Served, serve, stallAfter } from './support/servers.js';

let served: Served | undefined;
afterEach(async () => {
  vi.unstubAllGlobals();
  await served?.close();
});

test('stopping a turn of the AI SDK in the demo aborts its request, and is no error (built by npm run check)', async () => {
  let closed = false;
  const answer = stallAfter(
    { type: 'start' },
    { type: 'start-step' },
    { type: 'text-start', id: '1' },
    {
      type: 'text-delta',
      id: '1',
      delta: 'Hel',
    },
  );
  served = await serve((request, response) => {
    response.on('close', () => (closed = true));
    return answer(request, response);
  });
  const { url } = served;
  const signals: (AbortSignal | null | undefined)[] = [];
  const { fetch } = globalThis;
  // Here, no page says where `/chat` is.
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    signals.push(init.signal);
    return fetch(new URL(path, url), init);
  });

  const { telemetry, counts } = counting();
  const texts: unknown[] = [];
  const subscription = aiSdkChat(telemetry)(aiSdkTurns.slice(0, 1)).subscribe((event) => {
    if (event.kind === 'text') texts.push(event.text);
  });
  await expect.poll(() => texts).toEqual(['Hel']);
  expect(signals.map((signal) => signal?.aborted)).toEqual([false]);
  subscription.unsubscribe();
  expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
  await expect.poll(() => closed).toBe(true);
  await expect.poll(counts).toEqual({ 'turns/total': 1 });
});

test.each(claudeAgentTurns)('the Claude Agent SDK in the demo: $id counts as its script says', async (turn) => {
  const { telemetry, counts, faults } = counting();
  await lastValueFrom(claudeAgentMessages(telemetry)([turn, turn]));
  const twice = Object.fromEntries(Object.entries(turn.counts).map(([token, count]) => [token, 2 * count]));
  expect(await counts()).toEqual(twice);
  expect(faults()).toBe(0);
});
