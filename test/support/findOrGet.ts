import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Needed<T> {
  /** How messages name it, e.g. `PostgreSQL`. */
  readonly name: string;
  /** The Debian package that provides it. */
  readonly debianPackage: string;
  /** A sentence that says how to provide it otherwise. */
  readonly how: string;
  /** Looks for it; `undefined` if it is not there. */
  readonly find: () => Promise<T | undefined>;
}

/**
 * Returns what `find` finds. If that is nothing and this is root, apt installs the package first.
 *
 * @throws Error that explains how to provide it
 */
export async function findOrGet<T>({ name, debianPackage, how, find }: Needed<T>): Promise<T> {
  const found = await find();
  if (found !== undefined) return found;
  try {
    if (process.getuid?.() !== 0) throw new Error('only root can install packages');
    await apt('update');
    await apt('install', '-y', '--no-install-recommends', debianPackage);
  } catch (error) {
    throw new Error(`${name} is not found, and its installation failed. ${how}\n${error}`);
  }
  const installed = await find();
  if (installed === undefined) throw new Error(`${name} is installed but not found. ${how}`);
  return installed;
}

/** Tests of several projects install at the same time; apt lets one of them work and refuses the others. */
async function apt(...args: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' /* starts no service */ };
  for (let attempt = 1; ; attempt++) {
    try {
      await run('apt-get', [...args], { env });
      return;
    } catch (error) {
      if (attempt === 60 || !/could not get lock|unable to lock/i.test(String(error))) throw error;
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  }
}
