import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FaultMode, SeenPost } from '../../demo/faults.js';

export interface DemoProcess {
  /** The address of the page. */
  readonly url: string;
  /** The origin of the collector. */
  readonly collectorUrl: string;
  /** Resolves once the collector behaves so. */
  setFault(mode: FaultMode): Promise<void>;
  /** The batches that reached the collector, newest first; Chromium may repeat a post by itself. */
  seen(): Promise<SeenPost[]>;
  /** @throws Error with the output of the process if it has failed, or was killed. */
  close(): Promise<void>;
}

const script = fileURLToPath(new URL('../../demo/start.ts', import.meta.url));

/**
 * Starts the demo as `npm start` does, in its own process and on free ports. Its database is `.data/turntally.db` below
 * `folder`. Neither the collector nor its native SQLite module runs in a worker of the test runner.
 *
 * @throws Error with the output of the process if it does not start.
 */
export async function startDemoProcess(folder: string): Promise<DemoProcess> {
  const args = ['--import', import.meta.resolve('tsx'), script, '--port', '0', '--collector-port', '0'];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const exit = once(child, 'exit');
  const started = new Promise<RegExpExecArray>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        const addresses = /Open +(\S+)\s+Collector +(\S+)\/v1\/metrics.*Ctrl\+C/s.exec(output);
        if (addresses) resolve(addresses);
      });
    }
  });
  const addresses = await Promise.race([started, exit.then(() => undefined)]);
  if (!addresses) throw new Error(`the demo ended with ${child.exitCode ?? child.signalCode}: ${output}`);
  const [, url = '', collectorUrl = ''] = addresses;
  const faults = new URL('faults', url);
  return {
    url,
    collectorUrl,
    async setFault(mode) {
      const response = await fetch(faults, { method: 'POST', body: JSON.stringify({ mode }) });
      if (!response.ok) throw new Error(await response.text());
    },
    async seen() {
      return (await (await fetch(faults)).json()).posts;
    },
    async close() {
      child.kill('SIGTERM');
      const [code, signal] = await exit;
      if (code !== 0) throw new Error(`the demo ended with ${code ?? signal}: ${output}`);
    },
  };
}
