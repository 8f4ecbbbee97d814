/** Writes docs/consent-light.png and docs/consent-dark.png. By hand, with dist built: npx tsx scripts/screenshotUi.ts */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright';
import { chromiumFlags, findOrGetChromium } from './browser.js';
import { root } from './steps.js';

const script = `
  import { storedConsent } from 'turntally';
  import 'turntally/ui';
  const element = document.createElement('turntally-consent');
  Object.assign(element, { consent: storedConsent(), endpoint: 'https://telemetry.example.com/v1/metrics' });
  document.body.append(element);`;
const html = `<!doctype html><html lang="en"><title>An app</title>
  <style>:root { color-scheme: light dark }</style><script defer src="/script.js"></script></html>`;

const { outputFiles } = await build({
  stdin: { contents: script, resolveDir: root },
  bundle: true,
  format: 'iife',
  write: false,
});
const body = (url?: string): Uint8Array | string => (url === '/script.js' ? (outputFiles[0]?.contents ?? '') : html);
const server = createServer(({ url }, response) => {
  response.setHeader('Content-Type', url === '/script.js' ? 'text/javascript' : 'text/html').end(body(url));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const browser = await chromium.launch({ executablePath: await findOrGetChromium(), args: chromiumFlags });
try {
  const page = await browser.newPage({ viewport: { width: 800, height: 860 }, locale: 'en-GB' });
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.waitForSelector('dialog[open]');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(root, 'docs', `consent-${colorScheme}.png`) });
  }
} finally {
  await browser.close();
  server.close();
}
