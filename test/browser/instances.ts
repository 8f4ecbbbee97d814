import { playwright } from '@vitest/browser-playwright';
import type { BrowserInstanceOption } from 'vitest/node';
import { chromiumFlags, type Engine, engines, findBrowser } from '../../scripts/browser.js';
import { webKitProvider } from './webkit/provider.js';

/** Each engine with what drives it here. One that is missing fails with Playwright's advice on how to get it. */
export const instances: BrowserInstanceOption[] = engines.map(instance);

function instance(engine: Engine): BrowserInstanceOption {
  const found = findBrowser(engine);
  const own = found?.isPlaywrights ?? true;
  if (engine === 'webkit' && found && !own) {
    return { browser: engine, provider: webKitProvider(found.path), headless: false }; // its display is not to be seen
  }
  return {
    browser: engine,
    provider: playwright({
      launchOptions: {
        ...(found && !own && { executablePath: found.path }),
        ...(engine === 'firefox' && !own && { channel: 'moz-firefox' }), // as Mozilla ships it
        ...(engine === 'chromium' && { args: chromiumFlags }),
      },
    }),
  };
}
