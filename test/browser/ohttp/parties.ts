import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import type { TestProject } from 'vitest/node';
import { createCollector, sqliteStore } from '../../../packages/collector/src/index.js';
import { obliviousGateway, publicKeyConfigs, rotateKeys } from '../../../packages/collector/src/ohttp/index.js';
import { startNginxRelay } from './nginxRelay.js';
import type { RelayKind, View, Views } from './views.js';

declare module 'vitest' {
  interface ProvidedContext {
    readonly ohttp: {
      /** The URLs of relays. `GET` of the other one returns the `Views`. */
      readonly [kind in RelayKind]: { readonly relay: string; readonly views: string };
    } & { /** In base64. */ readonly keyConfig: string };
  }
}

interface RelayWorker {
  fetch(request: Request, env: { readonly GATEWAY: string }): Promise<Response>;
}

const workerFile = new URL('../../../examples/ohttp-relay/worker.js', import.meta.url);

async function listen(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

/** Runs a gateway with a collector behind each of two relays. Vitest calls it before the tests of each engine. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'turntally-ohttp-'));
  const keys = await rotateKeys([]);
  const nginx = await openParties('nginx');
  const inWorker = await openParties('worker');
  const keyConfig = Buffer.from(publicKeyConfigs(keys)).toString('base64');
  project.provide('ohttp', { nginx: nginx.urls, worker: inWorker.urls, keyConfig });
  return async () => {
    await Promise.all([nginx.close(), inWorker.close()]);
    await rm(folder, { recursive: true, force: true });
  };

  async function openParties(kind: RelayKind) {
    const atRelay: View[] = [];
    const atGateway: View[] = [];
    const atCollector: View[] = [];
    const store = sqliteStore(pathToFileURL(join(folder, `${kind}.db`)).href);
    const collector = createCollector({ store });
    const gateway = obliviousGateway({
      keys,
      async fetch(request) {
        const body = await request.clone().text();
        atCollector.push({ length: body.length, body, headers: Object.fromEntries(request.headers) });
        return collector.fetch(request);
      },
    });
    const answer = getRequestListener(gateway.fetch);
    const gatewayServer = await listen((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks);
        atGateway.push({ ...viewOf(request), length: body.length, body: body.toString('latin1') });
      });
      return answer(request, response);
    });
    const gatewayUrl = `${gatewayServer.url}/.well-known/ohttp-gateway`;
    const relay = await (kind === 'nginx'
      ? startNginxRelay(folder, gatewayUrl)
      : startWorkerRelay(gatewayUrl, atRelay));
    const views = await listen(async (_, response) => {
      const seen: Views = { relay: (await relay.log?.()) ?? atRelay, gateway: atGateway, collector: atCollector };
      response.setHeader('access-control-allow-origin', '*').end(JSON.stringify(seen));
    });
    return {
      urls: { relay: relay.url, views: views.url },
      async close() {
        await relay.close();
        for (const server of [gatewayServer, views]) server.close();
        await store.close();
      },
    };
  }
}

const viewOf = ({ socket, headers }: Parameters<RequestListener>[0]) => ({
  address: socket.remoteAddress ?? '',
  length: Number(headers['content-length']),
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
});

/** The Worker in this process, with a server before it that notes what it gets. */
async function startWorkerRelay(gateway: string, atRelay: View[]) {
  const { default: worker }: { default: RelayWorker } = await import(workerFile.href);
  const answer = getRequestListener((request) => worker.fetch(request, { GATEWAY: gateway }));
  const { url, close } = await listen((request, response) => {
    if (request.method === 'POST') atRelay.push(viewOf(request));
    return answer(request, response);
  });
  return { url: `${url}/`, close, log: undefined };
}
