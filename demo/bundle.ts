import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The page's files by name: `app.js`, `app.css`, and the chunks that are loaded on demand. */
export type Page = ReadonlyMap<string, string>;

/** The page's scripts and style, bundled as a user's bundler would: `turntally` resolves to the built package. */
export async function bundlePage(): Promise<Page> {
  const page = fileURLToPath(new URL('page/', import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [`${page}app.ts`, `${page}app.css`],
    outdir: page, // required for splitting; nothing is written
    write: false,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    sourcemap: 'inline',
    sourcesContent: false,
    logLevel: 'silent', // the thrown error has the messages
  });
  return new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
}
