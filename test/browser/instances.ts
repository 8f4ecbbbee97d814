import { playwright } from '@vitest/browser-playwright';
import type { BrowserInstanceOption } from 'vitest/node';
import { chromiumFlags, type Engine, engines, findBrowser } from '../../scripts/browser.js';
import { webKitProvider } from './webkit/provider.js';

/** Each engine with its driver on this machine. A missing one fails with Playwright's advice on how to install it. */
export const instances: BrowserInstanceOption[] = engines.map(instance);

function instance(engine: Engine): BrowserInstanceOption {
  const found = findBrowser(engine);
  const own = found?.isPlaywrights ?? true;
  if (engine === 'webkit' && found && !own) {
    return { browser: engine, provider: webKitProvider(found.path), headless: false }; // it has a virtual display
  }
  return {
    browser: engine,
    provider: playwright({
      launchOptions: {
        ...(found && !own && { executablePath: found.path }),
        ...(engine === 'firefox' && !own && { channel: 'moz-firefox' }), // Mozilla's own build
        ...(engine === 'chromium' && { args: chromiumFlags }),
      },
    }),
  };
}
