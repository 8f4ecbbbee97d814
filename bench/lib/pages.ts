import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type BrowserContext, chromium, type Page } from 'playwright';
import { chromiumFlags, findOrGetChromium } from '../../scripts/browser.js';
import { asShipped } from '../../scripts/size.js';

export interface Pages {
  /** Version of the browser. */
  readonly version: string;
  /** A browser with a fresh profile on disk, so that databases are real. It ends when it is closed. */
  profile(): Promise<BrowserContext>;
  /**
   * A page with the exports of a module as its `globalThis.bench`.
   *
   * @param profile - defaults to a fresh one
   */
  open(module?: string, profile?: BrowserContext): Promise<Page>;
  close(): Promise<void>;
}

/**
 * Browsers, and a site on the loopback interface that serves modules: `{ name: code }` is at `/name.js`.
 *
 * @param resolveDir - the folder that the modules' imports are relative to
 */
export async function openPages(modules: Readonly<Record<string, string>>, resolveDir: string): Promise<Pages> {
  const bundles = Object.entries(modules).map(
    async ([name, code]) => [`/${name}.js`, await bundle(code, resolveDir)] as const,
  );
  const files = new Map<string | undefined, string>(await Promise.all(bundles));
  const server = createServer(({ url = '/' }, response) => {
    const script = files.get(url);
    response.writeHead(200, {
      'Content-Type': script === undefined ? 'text/html' : 'text/javascript',
      'Cache-Control': 'no-store',
      // Isolated pages have a more precise clock.
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
    });
    response.end(script ?? '<!doctype html><title>bench</title>');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const options = { executablePath: await findOrGetChromium(), args: [...chromiumFlags] };
  const folder = await mkdtemp(join(tmpdir(), 'turntally-bench-'));
  const first = await chromium.launch(options);
  const version = first.version();
  await first.close();
  let profiles = 0;
  const profile = () => chromium.launchPersistentContext(join(folder, `profile-${profiles++}`), options);
  return {
    version,
    profile,
    async open(module, of) {
      const page = await (of ?? (await profile())).newPage();
      await page.goto(url);
      if (module) await page.evaluate(`import('/${module}.js').then((all) => void (globalThis.bench = all))`);
      return page;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Bundles as an app does. */
async function bundle(code: string, resolveDir: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir, loader: 'ts' },
    ...asShipped,
  });
  return outputFiles[0]?.text ?? '';
}
