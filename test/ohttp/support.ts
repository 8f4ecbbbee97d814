import { createCollector } from '@turntally/collector';
import {
  type GatewayKey,
  type ObliviousGatewayOptions,
  obliviousGateway,
  publicKeyConfigs,
  rotateKeys,
} from '@turntally/collector/ohttp';
import { openStore } from '../../packages/collector/test/support.js';
import { type ObliviousFetchOptions, obliviousFetch } from '../../src/ohttp/index.js';

export const endpoint = 'https://collector.example/v1/metrics';
export const relay = 'https://relay.example/';
export const gatewayUrl = 'https://gateway.example/.well-known/ohttp-gateway';

export const batch = (over: object = {}): string =>
  JSON.stringify({
    version: '1.4.0',
    os: 'linux',
    counters: [{ signal: 'turns', bucket: 'total', count: 12 }],
    ...over,
  });

let ids = 0;
const newId = (): string => `batch-${String(++ids).padStart(16, '0')}`;

/** As the client posts a batch. */
export const init = (body = batch(), id = newId()): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json', 'Idempotency-Key': id, 'Accept-Language': '*' },
  body,
});

interface Party {
  readonly request: Request;
  readonly body: Uint8Array;
}

/** A client, a relay, a gateway and a collector in one process, and what each of them received. */
export async function openParties(
  over: Partial<Omit<ObliviousGatewayOptions, 'metricsPath'>> & { readonly metricsPath?: string } & Partial<
      Pick<ObliviousFetchOptions, 'keyConfig'>
    > & { keys?: readonly GatewayKey[] } = {},
) {
  const { keyConfig, ...gatewayOptions } = over;
  const collector = createCollector({
    store: openStore(),
    access: 'open',
    minReports: 1,
    clientAddress: () => '192.0.2.1',
    ...(over.metricsPath !== undefined && { path: over.metricsPath }),
  });
  const keys = over.keys ?? (await rotateKeys([]));
  const atRelay: Party[] = [];
  const atCollector: Party[] = [];
  const fromGateway: Uint8Array[] = [];
  const gateway = obliviousGateway({
    fetch: async (request, env) => {
      atCollector.push({ request, body: new Uint8Array(await request.clone().arrayBuffer()) });
      return collector.fetch(request, env);
    },
    ...gatewayOptions,
    keys,
  });
  const post = obliviousFetch({
    relay,
    keyConfig: keyConfig ?? publicKeyConfigs(keys),
    fetch: async (url, init) => {
      const request = new Request(url, init);
      const body = new Uint8Array(await request.clone().arrayBuffer());
      atRelay.push({ request, body });
      const answer = await gateway.fetch(new Request(gatewayUrl, { method: 'POST', headers: request.headers, body }));
      fromGateway.push(new Uint8Array(await answer.clone().arrayBuffer()));
      return answer;
    },
  });
  const counted = async (): Promise<number> => {
    const rows: { count: number }[] = await (await collector.fetch(new Request(endpoint))).json();
    return rows.reduce((sum, { count }) => sum + count, 0);
  };
  return { post, gateway, keys, atRelay, atCollector, fromGateway, counted };
}
