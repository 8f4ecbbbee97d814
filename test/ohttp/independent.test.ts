import { publicKeyConfigs } from '@turntally/collector/ohttp';
import { expect, test } from 'vitest';
import { obliviousFetch } from '../../src/ohttp/index.js';
import { makeKey, open, readKey, seal } from './independent.js';
import { batch, endpoint, gatewayUrl, init, openParties, relay } from './support.js';

test('another client posts a batch to this gateway', async () => {
  const { gateway, keys, counted, atCollector } = await openParties();
  const sealed = await seal(new Request(endpoint, init()), await readKey(publicKeyConfigs(keys)));
  const answer = await gateway.fetch(
    new Request(gatewayUrl, { method: 'POST', headers: { 'content-type': 'message/ohttp-req' }, body: sealed.bytes }),
  );
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('message/ohttp-res');
  const response = await sealed.open(new Uint8Array(await answer.arrayBuffer()));
  expect(response.status).toBe(202);
  expect(await counted()).toBe(12);
  expect(Buffer.from(atCollector[0]?.body ?? []).toString()).toBe(batch());
  // That client also encrypts `Accept-Language`.
  expect([...(atCollector[0]?.request.headers.keys() ?? [])]).toEqual([
    'content-length',
    'content-type',
    'idempotency-key',
  ]);
});

test('another client reads a refusal of this gateway', async () => {
  const { gateway, keys } = await openParties();
  const sealed = await seal(new Request(endpoint, init('no JSON')), await readKey(publicKeyConfigs(keys)));
  const answer = await gateway.fetch(
    new Request(gatewayUrl, { method: 'POST', headers: { 'content-type': 'message/ohttp-req' }, body: sealed.bytes }),
  );
  const response = await sealed.open(new Uint8Array(await answer.arrayBuffer()));
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ status: 400, void: true });
});

test('this client posts a batch to another gateway', async () => {
  const { privateKey, configs } = await makeKey();
  const post = obliviousFetch({
    relay,
    keyConfig: configs,
    fetch: async (_, { body }) => {
      const { request, seal } = await open(new Uint8Array(await new Response(body ?? null).arrayBuffer()), privateKey);
      expect(request.url).toBe(endpoint);
      expect(request.method).toBe('POST');
      // `Accept-Language`, which the client also sets, is for the relay alone.
      expect([...request.headers.keys()]).toEqual(['content-type', 'idempotency-key']);
      expect(request.headers.get('idempotency-key')).toBe('batch-of-this-test');
      expect(request.headers.get('content-type')).toBe('application/json');
      expect(await request.text()).toBe(batch());
      const headers = { 'content-type': 'application/problem+json', 'retry-after': '9' };
      const answer = await seal(new Response('{"status":429}', { status: 429, headers }));
      return new Response(answer.slice(), { headers: { 'content-type': 'message/ohttp-res' } });
    },
  });
  const response = await post(endpoint, init(batch(), 'batch-of-this-test'));
  expect(response.status).toBe(429);
  expect(response.headers.get('retry-after')).toBe('9');
  expect(await response.json()).toEqual({ status: 429 });
});
