import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { createCollector, sqliteStore } from '../../../packages/collector/src/index.js';
import { obliviousGateway, publicKeyConfigs, rotateKeys } from '../../../packages/collector/src/ohttp/index.js';
import { listen } from './listen.js';
import { startNginxRelay } from './startNginxRelay.js';
import { startWorkerRelay } from './startWorkerRelay.js';
import { type RelayKind, type Setup, type View, type Views, viewOf } from './views.js';

export interface Parties {
  readonly setup: Setup;
  views(): Promise<Views>;
  close(): Promise<void>;
}

/** Runs a collector, its gateway and a relay, and notes what each of them receives. */
export async function openParties(kind: RelayKind): Promise<Parties> {
  const folder = await mkdtemp(join(tmpdir(), 'turntally-ohttp-'));
  const keys = await rotateKeys([]);
  const atGateway: View[] = [];
  const atCollector: View[] = [];
  const store = sqliteStore(pathToFileURL(join(folder, 'turntally.db')).href);
  const collector = createCollector({ store });
  const { fetch } = obliviousGateway({
    keys,
    async fetch(request) {
      const body = await request.clone().text();
      atCollector.push({ length: body.length, body, headers: Object.fromEntries(request.headers) });
      return collector.fetch(request);
    },
  });
  const answer = getRequestListener(fetch);
  const gateway = await listen((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      atGateway.push({ ...viewOf(request), length: body.length, body: body.toString('latin1') });
    });
    return answer(request, response);
  });
  const startRelay = kind === 'nginx' ? startNginxRelay : startWorkerRelay;
  const relay = await startRelay(folder, `${gateway.url}/.well-known/ohttp-gateway`);
  return {
    setup: { relay: relay.url, keyConfig: Buffer.from(publicKeyConfigs(keys)).toString('base64') },
    views: async () => ({ relay: await relay.seen(), gateway: atGateway, collector: atCollector }),
    async close() {
      await relay.close();
      gateway.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
