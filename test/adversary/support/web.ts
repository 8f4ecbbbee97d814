import { createServer } from 'node:http';
import type { Browser, BrowserContext } from 'playwright';
import { afterAll, onTestFinished } from 'vitest';
import { launchChromium } from '../../support/browser.js';

/** Hosts that Chromium finds on loopback, so that pages of web origins are served by the test. */
export const hosts = ['evil.example', 'app.example', 'collector.example'] as const;

let browser: Promise<Browser> | undefined;
afterAll(async () => (await browser)?.close());

/** A profile of its own, in the Chromium that the tests of a file share. */
export async function newContext(): Promise<BrowserContext> {
  browser ??= launchChromium({
    args: [`--host-resolver-rules=${hosts.map((host) => `MAP ${host} 127.0.0.1`).join(',')}`],
  });
  const context = await (await browser).newContext();
  onTestFinished(() => context.close());
  return context;
}

/** Serves files by path, and `page` at all others. Returns the port. Ends with the test. */
export async function serveFiles(
  files: Readonly<Record<string, string>> = {},
  page = '<!doctype html><title>a page</title>',
): Promise<number> {
  const server = createServer((request, response) => {
    const file = files[request.url ?? ''];
    response.setHeader('content-type', request.url?.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8');
    response.end(file ?? page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}
