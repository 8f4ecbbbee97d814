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
  /** Of the browser. */
  readonly version: string;
  /** A browser with a fresh profile on the disk, where databases are real; ends when it is closed. */
  profile(): Promise<BrowserContext>;
  /** A page, by default of a fresh profile, with the exports of a module as its `globalThis.bench`. */
  open(module?: string, profile?: BrowserContext): Promise<Page>;
  close(): Promise<void>;
}

/** Browsers, and a site on loopback with modules on it, imported from bench/pages: `{ name: code }` is at `/name.js`. */
export async function openPages(modules: Readonly<Record<string, string>>): Promise<Pages> {
  const bundles = Object.entries(modules).map(async ([name, code]) => [`/${name}.js`, await bundle(code)] as const);
  const files = new Map<string | undefined, string>(await Promise.all(bundles));
  const server = createServer(({ url = '/' }, response) => {
    const script = files.get(url);
    response.writeHead(200, {
      'Content-Type': script === undefined ? 'text/html' : 'text/javascript',
      'Cache-Control': 'no-store',
      // Isolated pages have finer clocks.
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

/** As an app ships it. */
async function bundle(code: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: join(import.meta.dirname, '..', 'pages'), loader: 'ts' },
    ...asShipped,
  });
  return outputFiles[0]?.text ?? '';
}
