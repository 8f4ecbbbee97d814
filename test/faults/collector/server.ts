/** Runs in a process of its own, so that it can be limited, killed and measured: the collector as the command serves it. */

import { listen } from '../../../packages/cli/src/collect/listen.js';
import { createCollector, sqliteStore } from '../../../packages/collector/src/index.js';
import type { ServerMessage, ServerOptions } from './startServer.js';

const { file, limits = {}, unprivileged = false }: ServerOptions = JSON.parse(process.argv[2] ?? '');

const nobody = 65_534;
if (unprivileged) {
  await import('libsql/promise'); // while it can be read
  if (process.getuid?.() === 0) {
    process.setgid?.(nobody);
    process.setuid?.(nobody);
  }
}

const collector = createCollector({ store: sqliteStore(`file:${file}`), limits });
const { url } = await listen(collector.fetch, { port: 0, host: '127.0.0.1' });

process.on('disconnect', () => process.exit());
process.on('message', () => {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  tell({ heapUsed, rss });
});
tell({ url });

function tell(message: ServerMessage): void {
  process.send?.(message);
}
