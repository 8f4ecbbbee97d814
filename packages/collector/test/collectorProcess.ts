import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Shape } from '../../../scripts/seed/counters.js';
import type { Annotation, CollectorOptions } from '../src/index.js';

/** All of it is sent to the process as JSON. */
export interface CollectorProcessOptions
  extends Pick<CollectorOptions, 'extraSignals' | 'minReports' | 'cors' | 'limits'> {
  /** The url of the database, e.g. `file:/tmp/x/stats.db`. */
  readonly db: string;
  readonly access?: Exclude<CollectorOptions['access'], ((...args: never[]) => unknown) | undefined>;
  /** Epoch milliseconds: stops the clock at this time. */
  readonly now?: number;
  /** Fills the database, which must be empty, before the collector starts. */
  readonly seed?: { readonly shape: Shape; readonly seed: number; readonly to: string };
  /** What the team noted on days. */
  readonly annotations?: readonly Annotation[];
}

export interface CollectorProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /**
   * Closes the server and the store, and waits for the end of the process.
   *
   * @throws Error with the output of the process if it has failed, or was killed.
   */
  close(): Promise<void>;
}

/** What the process sends to its parent. */
export type CollectorProcessMessage = { readonly url: string };

const script = fileURLToPath(new URL('collectorProcess.main.ts', import.meta.url));

/**
 * Starts a collector in its own process, so that neither it nor the native SQLite module runs in a worker of the test runner.
 * The process ends with its parent in any case.
 *
 * @throws Error with the output of the process if it does not start.
 */
export async function startCollectorProcess(options: CollectorProcessOptions): Promise<CollectorProcess> {
  const args = [
    '--conditions=@turntally/source',
    '--import',
    import.meta.resolve('tsx'),
    script,
    JSON.stringify(options),
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'pipe', 'ipc'] });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const exit = once(child, 'exit');
  const url = await Promise.race([
    once(child, 'message').then(([message]: CollectorProcessMessage[]) => message?.url),
    exit.then(() => undefined),
  ]);
  if (url === undefined) throw new Error(`the process ended with ${child.exitCode ?? child.signalCode}: ${errors}`);
  return {
    url,
    child,
    async close() {
      if (child.connected) child.disconnect();
      const [code, signal] = await exit;
      if (code !== 0) throw new Error(`the process ended with ${code ?? signal}: ${errors}`);
    },
  };
}
