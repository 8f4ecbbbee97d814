import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorker } from './bundleWorker.js';
import { type RunningWorkers, startWorkers } from './startWorkers.js';

export const folder = fileURLToPath(new URL('../../../../examples/cloudflare/', import.meta.url));

/** The token of the secret `TURNTALLY_TOKEN`. */
export const token = 'a-token-of-the-tests';

/** Runs the template as its wrangler.toml says. */
export async function startExample(
  bindings: Readonly<Record<string, string>> = { TURNTALLY_TOKEN: token },
): Promise<RunningWorkers> {
  const { code } = await bundleWorker('examples/cloudflare/src/worker.ts');
  return startWorkers({ code, compatibilityDate: await setting('compatibility_date'), bindings });
}

/** The value of a text, or of a list with one text, in wrangler.toml. */
export async function setting(name: string): Promise<string> {
  const toml = await readFile(`${folder}wrangler.toml`, 'utf8');
  const value = new RegExp(`^${name} = \\[?"(.*?)"\\]?$`, 'm').exec(toml)?.[1];
  if (value === undefined) throw new Error(`wrangler.toml has no ${name}`);
  return value;
}
