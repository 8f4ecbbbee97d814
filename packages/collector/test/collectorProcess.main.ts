/** The program that `startCollectorProcess` starts. It ends when its parent disconnects. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { seededRows } from '../../../scripts/seed/counters.js';
import { fillDatabase } from '../../../scripts/seed/fillDatabase.js';
import { createCollector, sqliteStore } from '../src/index.js';
import type { CollectorProcessMessage, CollectorProcessOptions } from './collectorProcess.js';

const { db, now, seed, annotations = [], ...options }: CollectorProcessOptions = JSON.parse(process.argv[2] ?? '');

if (seed) await fillDatabase(db, seededRows(seed));
const store = sqliteStore(db);
for (const annotation of annotations) await store.annotate(annotation);
const collector = createCollector({ ...options, store, ...(now !== undefined && { now: () => now }) });
const server = createServer(getRequestListener(collector.fetch));
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  const message: CollectorProcessMessage = { url: `http://127.0.0.1:${port}` };
  process.send?.(message);
});

process.once('disconnect', async () => {
  server.closeAllConnections();
  server.close();
  await store.close();
});
