/** Runs in its own process: a handler of posts on a free port of the loopback interface, which reports its resource use on request. */

import { listen } from '../../packages/cli/src/collect/listen.js';
import { openStore } from '../../packages/cli/src/collect/openStore.js';
import { insertOnly } from './insertOnly.js';
import { naiveCollector } from './naive.js';
import { parseOnly } from './parseOnly.js';

export interface ServerOptions {
  readonly handler: 'parse only' | 'insert only' | 'each counter' | 'each post' | 'turntally';
  /** URL of an empty database: `file:` or `postgres:`. */
  readonly database: string;
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

const { handler, database, collector }: ServerOptions = JSON.parse(process.argv[2] ?? '');

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
  switch (handler) {
    case 'parse only':
      return parseOnly();
    case 'insert only':
      return insertOnly(database);
    case 'turntally':
      break;
    default:
      return naiveCollector(database, handler);
  }
  const { createCollector, sqliteStore }: typeof import('../../packages/collector/src/index.js') = await import(
    collector
  );
  const store = database.startsWith('file:') ? sqliteStore(database) : (await openStore(database, undefined)).store;
  return createCollector({ store });
}
