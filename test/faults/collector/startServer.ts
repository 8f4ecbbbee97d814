import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { CollectorLimits } from '../../../packages/collector/src/index.js';

export interface ServerOptions {
  readonly file: string;
  readonly limits?: CollectorLimits;
  /** As somebody to whom the permissions of files apply, even where the tests run as root. */
  readonly unprivileged?: boolean;
}

export type ServerMessage = { readonly url: string } | { readonly heapUsed: number; readonly rss: number };

const script = fileURLToPath(new URL('server.ts', import.meta.url));

/** A collector in a process of its own, ended with the test; `through` is a program that runs it. */
export async function startServer(options: ServerOptions, ...through: readonly string[]) {
  const node = [
    process.execPath,
    '--conditions=@turntally/source',
    '--expose-gc',
    '--import',
    import.meta.resolve('tsx'),
    script,
  ];
  const [program = '', ...args] = [...through, ...node, JSON.stringify(options)];
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [{ url }] = await once(child, 'message');
  return { url: String(url), child, memory: () => memoryOf(child) };
}

/** In bytes, after the garbage is collected. */
async function memoryOf(child: ChildProcess): Promise<{ readonly heapUsed: number; readonly rss: number }> {
  const answer = once(child, 'message');
  child.send('memory');
  const [memory] = await answer;
  return memory;
}
