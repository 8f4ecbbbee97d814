import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

/** Bundles a module of the tests for a page: as a module with the built packages, unless `options` say otherwise. */
export async function bundlePage(entry: URL, options: BuildOptions = {}): Promise<string> {
  const { outputFiles = [] } = await build({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent', // errors are thrown, with their text
    ...options,
  });
  return outputFiles[0]?.text ?? '';
}
