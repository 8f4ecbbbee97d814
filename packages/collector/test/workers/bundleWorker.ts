import { fileURLToPath } from 'node:url';
import { build, type StdinOptions } from 'esbuild';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

export interface WorkerBundle {
  /** One ES module. */
  readonly code: string;
  /** The paths of all modules that were read for it, and the names of those that could not be. */
  readonly modules: readonly string[];
}

/**
 * Bundles a Worker as wrangler does: for browsers, with the condition `workerd`, and without modules of Node. The packages are those
 * of this repository, from their sources.
 *
 * @param entry - The path of the entry from the root of the repository, or its contents.
 */
export async function bundleWorker(entry: string | Pick<StdinOptions, 'contents'>): Promise<WorkerBundle> {
  const { outputFiles, metafile } = await build({
    ...(typeof entry === 'string' ? { entryPoints: [entry] } : { stdin: { ...entry, resolveDir: root, loader: 'ts' } }),
    absWorkingDir: root,
    outfile: 'worker.js',
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    target: 'es2024',
    platform: 'browser',
    conditions: ['@turntally/source', 'workerd', 'worker', 'browser'],
    external: ['node:*', 'cloudflare:*'],
    logLevel: 'silent',
  });
  return {
    code: outputFiles[0]?.text ?? '',
    modules: Object.entries(metafile.inputs).flatMap(([path, { imports }]) => [
      path,
      ...imports.flatMap((imported) => (imported.external ? [imported.path] : [])),
    ]),
  };
}
