/** Runs in its own process: a collector on a free port of the loopback interface, which reports its resource use on request. */

import { listen } from '../../packages/cli/src/collect/listen.js';
import { naiveCollector } from './naive.js';
import { parseOnly } from './parseOnly.js';

export interface ServerOptions {
  readonly file: string;
  readonly handler: 'parse only' | 'each counter' | 'each post' | 'turntally';
  /** URL of the collector's module, of this checkout or of another one. */
  readonly collector: string;
}

export type ServerMessage = { readonly url: string } | Usage;

export interface Usage {
  /** Bytes, after a garbage collection. */
  readonly rss: number;
  readonly heapUsed: number;
  /** CPU time of the whole process since its start, all threads. */
  readonly cpuMicroseconds: number;
}

const { file, handler, collector }: ServerOptions = JSON.parse(process.argv[2] ?? '');

const reply = (message: ServerMessage) => process.send?.(message);
const { url } = await listen((await createHandler()).fetch, { port: 0, host: '127.0.0.1' });
process.on('disconnect', () => process.exit());
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  reply({ rss, heapUsed, cpuMicroseconds: user + system });
});
reply({ url });

async function createHandler() {
  if (handler === 'parse only') return parseOnly();
  if (handler !== 'turntally') return naiveCollector(file, handler);
  const { createCollector, sqliteStore }: typeof import('../../packages/collector/src/index.js') = await import(
    collector
  );
  return createCollector({ store: sqliteStore(`file:${file}`) });
}
