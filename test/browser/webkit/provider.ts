import { defineBrowserProvider } from '@vitest/browser';
import type { BrowserProvider, BrowserProviderOption } from 'vitest/node';
import { startWebKit, type WebKit } from './startWebKit.js';

/** Runs browser tests in WebKitGTK: Playwright's WebKit is not in a distribution's packages. */
export const webKitProvider = (driverPath: string): BrowserProviderOption =>
  defineBrowserProvider({
    name: 'webkitgtk',
    supportedBrowser: ['webkit'],
    providerFactory: (): BrowserProvider => {
      let webKit: Promise<WebKit> | undefined;
      return {
        name: 'webkitgtk',
        supportsParallelism: false,
        getCommandsContext: () => ({}),
        async openPage(_sessionId, url) {
          webKit ??= startWebKit(driverPath);
          await (await webKit).command('POST', 'url', { url });
        },
        async close() {
          await (await webKit?.catch(() => undefined))?.close();
        },
      };
    },
  });
