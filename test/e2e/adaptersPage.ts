/** A page that talks to an agent by the AI SDK and by AG-UI, as an app would; bundled and opened by adapters.test.ts. */
import { HttpAgent } from '@ag-ui/client';
import { DefaultChatTransport } from 'ai';
import { NEVER, of } from 'rxjs';
import { startTurntally } from 'turntally';
import { agUi } from 'turntally/adapters/ag-ui';
import { aiSdk, tapChatTransport } from 'turntally/adapters/ai-sdk';
import { TestChat } from '../adapters/support/chat.js';

const { collectorUrl } = document.documentElement.dataset;
const telemetry = startTurntally({
  endpoint: `${collectorUrl}/v1/metrics`,
  release: { version: '1.4.0' },
  consent$: of(true),
  launch$: NEVER, // only when the test says so
});
const chat = new TestChat(tapChatTransport(new DefaultChatTransport({ api: '/chat' }), telemetry.tap(aiSdk)));
const agent = new HttpAgent({ url: '/agent' });

Object.assign(globalThis, {
  chat: async (text: string): Promise<unknown> => {
    await chat.sendMessage({ text });
    return chat.error?.message ?? chat.messages.at(-1)?.parts.filter(({ type }) => type === 'text');
  },
  runAgent: () =>
    new Promise<string[]>((resolve) => {
      const types: string[] = [];
      const input = { threadId: 't', runId: 'r', messages: [], tools: [], context: [], state: {}, forwardedProps: {} };
      const end = (): void => resolve(types);
      agent
        .run(input)
        .pipe(telemetry.tap(agUi))
        .subscribe({ next: ({ type }) => types.push(type), error: end, complete: end });
    }),
  flush: () => telemetry.flush(),
});
