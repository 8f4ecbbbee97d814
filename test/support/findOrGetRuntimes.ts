import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('../runtimes/', import.meta.url));

export interface Runtimes {
  readonly deno: string;
  readonly bun: string;
}

/**
 * Returns the programs, which are installed by npm in `test/runtimes` if they are missing: they are too large for each `npm ci`.
 *
 * @throws Error that explains how to provide them
 */
export async function findOrGetRuntimes(): Promise<Runtimes> {
  if (await areThere()) return runtimes;
  const how = `Run \`npm ci\` in test/runtimes, or set DENO_PATH and BUN_PATH.`;
  try {
    // Not every npm runs the scripts that put the programs in place.
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
    await run(process.execPath, ['node_modules/bun/install.js'], { cwd: folder });
    await run(process.execPath, ['node_modules/deno/install.cjs'], { cwd: folder });
  } catch (error) {
    throw new Error(`Deno or Bun is not found, and their installation failed. ${how}\n${error}`);
  }
  if (!(await areThere())) throw new Error(`Deno and Bun are installed, but one of them does not start. ${how}`);
  return runtimes;
}

const runtimes: Runtimes = {
  deno: process.env.DENO_PATH ?? `${folder}node_modules/deno/deno`,
  bun: process.env.BUN_PATH ?? `${folder}node_modules/bun/bin/bun.exe`,
};

async function areThere(): Promise<boolean> {
  const versions = Object.values(runtimes).map((program) => run(program, ['--version']));
  return (await Promise.allSettled(versions)).every(({ status }) => status === 'fulfilled');
}
