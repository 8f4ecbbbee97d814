import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { createClient } from '@libsql/client';
import { createCollector, sqliteStore } from '../../../packages/collector/src/index.js';
import { sealedKey } from '../../../packages/collector/src/sealedKey.js';
import { sealedText } from '../../../packages/collector/src/sealedText.js';
import type { MetricsPayload } from '../../../src/protocol/index.js';
import { serve } from './servers.js';
import { added, type Sums } from './sums.js';

export type PostMoment = 'arrived' | 'counted';

/**
 * The real collector over real HTTP with a database file, across a network that takes its time. It tells when a batch has
 * arrived and when it is counted but not yet answered; what has arrived is counted even if its sender is dead by then.
 */
export async function loggedCollector(file: string, onPost: (moment: PostMoment) => void) {
  const store = sqliteStore(pathToFileURL(file).href);
  const collector = createCollector({ store, minReports: 1 });
  await store.setUp();
  const bodies = new Map<string, string>();
  /** By what the collector keeps of a batch. */
  const idOf = new Map<string, string>();
  const wrong: string[] = [];

  async function receive(request: Request): Promise<Response> {
    if (request.method !== 'POST') return collector.fetch(request);
    const id = request.headers.get('idempotency-key') ?? '';
    const body = await request.text();
    if ((bodies.get(id) ?? body) !== body) wrong.push(`batch ${id} came with other counts`);
    bodies.set(id, body);
    const key = sealedKey({ id, sealed: request.headers.get('turntally-sealed') ?? '' });
    if (key) idOf.set(sealedText(key), id);
    onPost('arrived');
    await delay();
    const { url, method, headers } = request;
    const response = await collector.fetch(new Request(url, { method, headers, body }));
    if (response.status !== 202) wrong.push(`batch ${id} is answered ${response.status}`);
    onPost('counted');
    await delay();
    return response;
  }

  const server = await serve(getRequestListener(receive));
  return {
    url: `${server.url}/v1/metrics`,
    /** What the file holds by now: the sums, and the ids that are in them. @throws Error when these do not agree. */
    async counted(): Promise<{ readonly sums: Sums; readonly ids: ReadonlySet<string> }> {
      assert.deepEqual(wrong, []);
      const { sums, keys } = await readDatabase(file);
      const ids = new Set(keys.map((key) => idOf.get(key) ?? key));
      const sent = [...ids].map((id) => tokensIn(bodies.get(id) ?? `{"unknown batch":"${id}"}`));
      assert.deepEqual(sums, sorted(added(...sent)), 'the sums of the batches that were counted, each once');
      return { sums, ids };
    },
    async close() {
      server.close();
      await store.close();
    },
  };
}

/** A round trip of a few milliseconds. */
const delay = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.random() * 20));

/** In one transaction: the collector goes on counting meanwhile. */
async function readDatabase(file: string): Promise<{ readonly sums: Sums; readonly keys: readonly string[] }> {
  const client = createClient({ url: pathToFileURL(file).href });
  try {
    const [counts, batches] = await client.batch(
      [
        `SELECT signal || '/' || bucket AS token, sum(count) AS count
         FROM (SELECT * FROM counts UNION ALL SELECT * FROM published) GROUP BY token ORDER BY token`,
        'SELECT day, lower(hex(digest)) AS digest FROM sealed_ids WHERE refusal IS NULL',
      ],
      'read',
    );
    return {
      sums: Object.fromEntries((counts?.rows ?? []).map(({ token, count }) => [String(token), Number(count)])),
      keys: (batches?.rows ?? []).map(({ day, digest }) => sealedText({ day: Number(day), digest: String(digest) })),
    };
  } finally {
    client.close();
  }
}

function tokensIn(body: string): Sums {
  const { counters }: MetricsPayload = JSON.parse(body);
  return added(...counters.map(({ signal, bucket, count }) => ({ [`${signal}/${bucket}`]: count })));
}

const sorted = (sums: Sums): Sums => Object.fromEntries(Object.entries(sums).sort(([a], [b]) => (a < b ? -1 : 1)));
