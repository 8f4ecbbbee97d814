import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

/** The program of a share, share.ts with all that it imports. */
export interface ShareProgram {
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * Bundles it once, so that changing a source changes nothing of a simulation that runs, and because tsx defines the name of each
 * function whenever one is created: a launch creates hundreds.
 */
export async function bundleShare(): Promise<ShareProgram> {
  // Beside the packages, where Node finds the native one.
  const parent = join(import.meta.dirname, '../../node_modules/.cache');
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, 'turntally-fleet-'));
  const path = join(folder, 'share.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'share.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@turntally/source'],
    external: ['@libsql/client'],
    outfile: path,
  });
  return { path, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 10 }) };
}
