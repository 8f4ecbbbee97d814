import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { openPlainPage, type PlainPage } from '../packaging/plainPage.js';
import type { Framework } from './frameworks.js';

const run = promisify(execFile);

/** Renders the app in a folder in a Node process, and hydrates what it rendered to in Chromium. */
export async function renderAndHydrate(
  folder: string,
  { plugin, server, client }: Framework,
): Promise<PlainPage & { readonly rendered: string }> {
  const common = { absWorkingDir: folder, bundle: true, format: 'esm', jsx: 'automatic', logLevel: 'silent' } as const;
  await build({
    ...common,
    stdin: { contents: server, resolveDir: folder },
    plugins: [plugin('server')],
    platform: 'node',
    packages: 'external',
    outfile: join(folder, 'server.mjs'),
  });
  await build({
    ...common,
    stdin: { contents: client, resolveDir: folder },
    plugins: [plugin('client')],
    define: {
      'process.env.NODE_ENV': '"production"',
      __VUE_OPTIONS_API__: 'false',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'true',
    },
    outfile: join(folder, 'client.js'),
  });
  const { stdout } = await run(process.execPath, [join(folder, 'server.mjs')]);
  const rendered = stdout.trim();
  const html = `<!doctype html><main id="app">${rendered}</main><script type="module" src="/client.js"></script>`;
  return { ...(await openPlainPage(folder, html)), rendered };
}
