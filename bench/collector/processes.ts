import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LoadOptions, LoadResult } from './load.js';
import type { ServerOptions, Usage } from './server.js';

export interface Server {
  readonly port: number;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

/** Starts a server in its own process. The caller stops it. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const child = run('server.ts', options);
  const { url } = await messageOf<{ readonly url: string }>(child);
  return {
    port: Number(new URL(url).port),
    usage() {
      child.send('usage');
      return messageOf<Usage>(child);
    },
    async stop() {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}

export function load(options: LoadOptions): Promise<LoadResult> {
  return messageOf<LoadResult>(run('load.ts', options));
}

function run(script: string, options: object): ChildProcess {
  const path = fileURLToPath(new URL(script, import.meta.url));
  // The packages import one another by name: from their sources, without a build.
  const execArgv = ['--expose-gc', '--conditions=@turntally/source', '--import', import.meta.resolve('tsx')];
  return fork(path, [JSON.stringify(options)], { execArgv });
}

/** @throws Error if the process ends without a message */
async function messageOf<T>(child: ChildProcess): Promise<T> {
  const ended = new AbortController();
  const onExit = (code: number | null) => ended.abort(new Error(`${child.spawnargs.at(-2)} ended with ${code}`));
  child.once('exit', onExit);
  try {
    const [message] = await once(child, 'message', { signal: ended.signal });
    return message;
  } finally {
    child.off('exit', onExit);
  }
}
