import { filter, firstValueFrom, NEVER, of } from 'rxjs';
import { expect, inject, test } from 'vitest';
import { type AgentEvent, memoryStore, startTurntally } from '../../../src/index.js';
import { obliviousFetch } from '../../../src/ohttp/index.js';
import type { RelayKind, Setup, Views } from './views.js';

/** It is not contacted: the gateway passes the requests to its collector. */
const endpoint = 'https://telemetry.example.com/v1/metrics';

async function ask<T>(path: string): Promise<T> {
  const response = await fetch(`${inject('ohttpParties')}/${path}`);
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

async function deliver({ relay, keyConfig }: Setup, events: readonly AgentEvent[]) {
  const telemetry = startTurntally({
    endpoint,
    release: { version: '1.4.0', os: 'linux' },
    consent$: of(true),
    store: memoryStore(),
    launch$: NEVER,
    platform: { fetch: obliviousFetch({ relay, keyConfig }) },
  });
  await firstValueFrom(telemetry.status$.pipe(filter(({ state }) => state === 'counting')));
  for (const event of events) telemetry.record(event);
  const report = await telemetry.flush();
  await telemetry.stop();
  return report;
}

const short: readonly AgentEvent[] = [{ kind: 'turn_done' }];
const long: readonly AgentEvent[] = [
  ...['stop', 'length', 'tool_calls', 'refusal', 'x'].map(
    (finishReason): AgentEvent => ({ kind: 'usage', usage: { finishReason } }),
  ),
  ...[0, 60, 90, 97, 100].map(
    (hit): AgentEvent => ({ kind: 'usage', usage: { cacheHitTokens: hit, cacheMissTokens: 100 - hit } }),
  ),
  { kind: 'compaction_done' },
  { kind: 'turn_done', err: 'HTTP 429' },
];

test.each<RelayKind>(['nginx', 'worker'])('what each party sees of a batch through a relay: %s', async (kind) => {
  const setup = await ask<Setup>(`setup/${kind}`);
  for (const events of [short, long]) {
    expect(await deliver(setup, events)).toEqual({ delivered: 1, foldedBack: 0, held: 0, lost: 0 });
  }
  const read = (): Promise<Views> => ask(`views/${kind}`);
  await expect.poll(async () => (await read()).relay.length).toBeGreaterThanOrEqual(2);
  const seen = await read();

  // The relay: the address of the person, and a constant length.
  for (const { address, length, headers } of seen.relay) {
    expect([address, length]).toEqual(['127.0.0.1', 8280]);
    expect(headers['user-agent']).toBe(navigator.userAgent);
  }
  // The gateway: the relay's address, no header of the browser, and nothing in the clear.
  for (const { address, length, body, headers } of seen.gateway) {
    expect(length).toBe(8280);
    expect(headers['content-type']).toBe('message/ohttp-req');
    expect(body).not.toMatch(/turns|1\.4\.0|metrics|Mozilla/);
    expect(Object.values(headers).join()).not.toMatch(/Mozilla|127\.0\.0\.1(?!:)|http:\/\/localhost/);
    const names = Object.keys(headers).filter((name) => name !== 'connection');
    expect(names.sort()).toEqual(['content-length', 'content-type', 'host']);
    if (kind === 'nginx') expect(address).toBe('127.0.0.2');
  }
  // The collector: the two headers of the protocol, and the batch.
  for (const { length, body, headers } of seen.collector) {
    expect(Object.keys(headers).sort()).toEqual([
      'content-length',
      'content-type',
      'idempotency-key',
      'turntally-sealed',
    ]);
    expect(length).toBeLessThan(8192);
    expect(JSON.parse(body ?? '')).toMatchObject({ version: '1.4.0', os: 'linux' });
  }
  expect(new Set(seen.collector.map(({ length }) => length)).size).toBe(2);
  // Nothing that the relay and the gateway both see of two requests is equal but their lengths.
  expect(new Set(seen.gateway.map(({ body }) => body?.slice(7, 72))).size).toBe(seen.gateway.length);
});
