import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listen } from '../../../packages/cli/src/collect/listen.js';
import {
  type CollectorStore,
  type CountedRow,
  createCollector,
  sqliteStore,
} from '../../../packages/collector/src/index.js';
import { limits } from '../../../src/protocol/index.js';
import type { Collector, Decision } from './collector.js';
import type { createEventLoop } from './globals.js';
import type { Sums } from './sums.js';
import type { WorldOptions } from './world.js';

/** The release that this collector does not count; nor does it know any signal of the app's own. */
const unknownVersion = 3;
const versions = Array.from({ length: 99 }, (_, n) => `${n + 1}.0.0`).filter((_, n) => n + 1 !== unknownVersion);

/** The collector itself, on loopback, with a database file of its own. */
export async function startCollector() {
  const folder = await mkdtemp(join(tmpdir(), 'turntally-world-'));
  const store = sqliteStore(`file:${join(folder, 'turntally.db')}`);
  const failing = { before: false, after: false };
  let clock = (): number => Date.now();
  const { fetch: handle } = createCollector({
    store: failingWhen(failing, store),
    versions,
    access: 'open',
    minReports: 1,
    clientAddress: (request) => request.headers.get('x-address') ?? undefined,
    limits: { postsPerMinute: 1 },
    onStoreStatus: () => {}, // it fails on purpose
    now: () => clock(),
  });
  const server = await listen((request) => handle(request), { port: 0, host: '127.0.0.1' });
  const url = `${server.url}/v1/metrics`;

  return {
    /** As the world sees it. */
    seenBy(): NonNullable<WorldOptions['collector']> {
      return (now, eventLoop) => {
        clock = now;
        return overHttp(url, store, failing, eventLoop);
      };
    },
    /** What anybody can read. */
    async read(): Promise<Sums> {
      const response = await fetch(`${url}?days=366`);
      return sumsOf(await response.json());
    },
    async stop(): Promise<void> {
      await server.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function overHttp(
  url: string,
  store: CollectorStore,
  failing: { before: boolean; after: boolean },
  eventLoop: ReturnType<typeof createEventLoop>,
): Collector {
  const bodies = new Map<string, string>();
  const verdicts = new Map<string, 'counted' | 'void'>();
  const violations: string[] = [];
  let sums: Sums = {};
  let strangers = 0;

  const post = async (id: string, body: string, address?: string): Promise<Response> => {
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': id,
      ...(address && { 'x-address': address }),
    };
    const response = await fetch(url, { method: 'POST', headers, body });
    const { status } = response;
    // Read now: virtual time stands still only for what is counted as under way.
    const text = await response.text();
    return new Response(status === 204 || text === '' ? null : text, { status, headers: response.headers });
  };
  const exchange = async (id: string, body: string, decision: Decision): Promise<Response> => {
    // Somebody behind the same address has just been there: this one is turned away.
    const address = typeof decision === 'object' ? `address-${strangers++}` : undefined;
    if (address) await post(`stranger-${String(strangers).padStart(16, '0')}`, '{}', address);
    failing.before = decision === 'fails';
    failing.after = typeof decision === 'object' && decision.status === 500;
    const response = await post(id, body, failing.after ? undefined : address);
    Object.assign(failing, { before: false, after: false });
    const [found] = await store.findAll([{ id, sealed: '' }]);
    const outcome = found?.status === 'fulfilled' ? found.value : undefined;
    const verdict = outcome && (outcome.kind === 'counted' ? 'counted' : 'void');
    if (verdicts.get(id) && verdicts.get(id) !== verdict) violations.push(`${id} became ${verdict}`);
    if (verdict) verdicts.set(id, verdict);
    if (!limits.batchId.test(id)) violations.push(`no id: ${id}`);
    sums = sumsOf(await store.rows({ from: '0000-01-01', to: '9999-12-31', unpublished: true }));
    return response;
  };
  let last: Promise<unknown> = Promise.resolve();

  return {
    violations,
    sums: () => sums,
    verdictOf: (id) => verdicts.get(id),
    receive(id, body, decision) {
      if ((bodies.get(id) ?? body) !== body) violations.push(`the batch ${id} came with other bytes`);
      bodies.set(id, body);
      // One at a time, so that the faults of one request do not meet another.
      const exchanged = last.then(() => exchange(id, body, decision));
      last = exchanged.catch(() => {});
      return eventLoop.during(exchanged);
    },
  };
}

/** Fails before anything is stored, or when all is stored: who asked cannot tell. */
const failingWhen = (
  when: { readonly before: boolean; readonly after: boolean },
  store: CollectorStore,
): CollectorStore => ({
  ...store,
  async settleAll(date, settlements) {
    if (when.before) throw new Error('the disk is full');
    const results = await store.settleAll(date, settlements);
    if (when.after) throw new Error('the connection was lost');
    return results;
  },
});

const sumsOf = (rows: readonly CountedRow[]): Sums =>
  rows.reduce<Record<string, number>>((sums, { signal, bucket, count }) => {
    const token = `${signal}/${bucket}`;
    sums[token] = (sums[token] ?? 0) + count;
    return sums;
  }, {});
