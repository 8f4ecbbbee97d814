import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorker } from './bundleWorker.js';
import { type RunningWorkers, startWorkers } from './startWorkers.js';

export const folder = fileURLToPath(new URL('../../../../examples/cloudflare/', import.meta.url));

/** The token of the secret `TURNTALLY_TOKEN`. */
export const token = 'a-token-of-the-tests';

/** One of the two Workers of the template. */
export interface Example {
  readonly config: string;
  /** The class of its Durable Objects. */
  readonly shardClass?: string;
}

export const plain: Example = { config: 'wrangler.toml' };
export const sharded: Example = { config: 'wrangler.shards.toml', shardClass: 'TurntallyShard' };

/** Runs a template as its configuration says. */
export async function startExample(
  bindings: Readonly<Record<string, string>> = { TURNTALLY_TOKEN: token },
  example = plain,
): Promise<RunningWorkers> {
  const { code } = await bundleWorker(`examples/cloudflare/${await setting('main', example)}`);
  const compatibilityDate = await setting('compatibility_date', example);
  return startWorkers({ code, compatibilityDate, bindings, shardClass: example.shardClass });
}

/** The value of a text, or of a list with one text, in the configuration for wrangler. */
export async function setting(name: string, { config } = plain): Promise<string> {
  const toml = await readFile(`${folder}${config}`, 'utf8');
  const value = new RegExp(`^${name} = \\[?"(.*?)"\\]?$`, 'm').exec(toml)?.[1];
  if (value === undefined) throw new Error(`${config} has no ${name}`);
  return value;
}
