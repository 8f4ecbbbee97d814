/** Runs in a process of its own: a collector on a free port of the loopback, and what it uses when asked. */

import { listen } from '../../packages/cli/src/collect/listen.js';
import { naiveCollector } from './naive.js';

export interface ServerOptions {
  readonly file: string;
  readonly handler: 'each counter' | 'each post' | 'turntally';
  /** The collector's module: this one's, or another checkout's to compare with. */
  readonly collector: string;
}

export type ServerMessage = { readonly url: string } | Usage;

export interface Usage {
  /** Bytes, after the garbage is collected. */
  readonly rss: number;
  readonly heapUsed: number;
  /** Of the whole process, all threads, until then. */
  readonly cpuMicroseconds: number;
}

const { file, handler, collector }: ServerOptions = JSON.parse(process.argv[2] ?? '');

const tell = (message: ServerMessage) => process.send?.(message);
const { url } = await listen((await served()).fetch, { port: 0, host: '127.0.0.1' });
process.on('disconnect', () => process.exit());
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  tell({ rss, heapUsed, cpuMicroseconds: user + system });
});
tell({ url });

async function served() {
  if (handler !== 'turntally') return naiveCollector(file, handler);
  const { createCollector, sqliteStore }: typeof import('../../packages/collector/src/index.js') = await import(
    collector
  );
  return createCollector({ store: sqliteStore(`file:${file}`) });
}
