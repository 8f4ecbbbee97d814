import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright';
import { chromiumFlags, findOrGetChromium } from '../browser.js';
import { root } from '../steps.js';

/** What a picture needs: a browser, and a temporary folder. */
export interface Studio {
  readonly browser: Browser;
  /** Removed afterwards. */
  readonly folder: string;
}

export const openBrowser = async (): Promise<Browser> =>
  chromium.launch({ executablePath: await findOrGetChromium(), args: chromiumFlags });

/** Writes `docs/<name>-light.png` and `docs/<name>-dark.png`. */
export async function photograph(page: Page, name: string, fullPage = false): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(root, 'docs', `${name}-${colorScheme}.png`), fullPage });
  }
}

/** Opens an app that consists of this module, bundled with the built packages. Any other address answers 503. */
export async function openApp(
  { browser }: Studio,
  script: string,
  look: BrowserContextOptions,
  files: Readonly<Record<string, string>> = {},
): Promise<Page> {
  const bundle = { bundle: true, format: 'esm', write: false } as const;
  const { outputFiles } = await build({ stdin: { contents: script, resolveDir: root }, ...bundle });
  const served: Readonly<Record<string, readonly [type: string, body: string]>> = {
    '/': ['text/html', html],
    '/script.js': ['text/javascript', outputFiles[0]?.text ?? ''],
    ...Object.fromEntries(Object.entries(files).map(([path, body]) => [path, ['text/plain', body]])),
  };
  const server = createServer(({ url = '' }, response) => {
    const [type, body] = served[url] ?? ['text/plain', undefined];
    response.writeHead(body ? 200 : 503, { 'Content-Type': `${type}; charset=utf-8` }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const page = await browser.newPage({ locale: 'en-GB', timezoneId: 'UTC', ...look });
  page.once('close', () => server.close());
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return page;
}

const html = `<!doctype html><html lang="en"><title>An app</title><style>
  :root { color-scheme: light dark }
  body { margin: 24px; background: light-dark(#fff, #14171b) }
  </style><body><script type="module" src="/script.js"></script></body></html>`;
