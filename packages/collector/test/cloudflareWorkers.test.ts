import { beforeEach, expect, test, vi } from 'vitest';
import { createCollector } from '../src/index.js';
import { allRows, newId, noon, openStore, payload, post, withStore } from './support.js';
import { bundleWorker } from './workers/bundleWorker.js';

beforeEach(() => {
  vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' });
  return () => vi.unstubAllGlobals();
});

/** A body that starts and never continues. */
const stuckBody = () =>
  new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(new TextEncoder().encode('{')) });

test('a Worker reads no module of Node and no driver of SQLite', async () => {
  const { code, modules } = await bundleWorker({
    contents: ['', '/d1', '/durable-object'].map((entry) => `export * from '@turntally/collector${entry}';`).join('\n'),
  });
  expect(code).not.toMatch(/\bnode:/);
  expect(modules.filter((path) => /libsql|^node:|\/sqlite/.test(path))).toEqual([]);
});

test('a post does not wait for another one with the same id, nor is it turned away for it', async () => {
  const store = openStore();
  const collector = createCollector({
    store,
    limits: { inProgress: 1, inProgressPerAddress: 1 },
    clientAddress: () => '192.0.2.1',
  });
  const id = newId();
  for (let n = 0; n < 3; n++) void post(collector, { id, body: stuckBody() });
  const answers = await Promise.all([post(collector, { id }), post(collector, { id }), post(collector, { id })]);
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
  expect(await allRows(store)).toMatchObject([{ count: 12, reports: 1 }]);
});

test('a read does not wait for another one', async () => {
  const store = openStore();
  let isStuck = true;
  const rows: typeof store.rows = (filter) => (isStuck ? new Promise(() => {}) : store.rows(filter));
  const collector = createCollector({ store: withStore(store, { rows }), access: 'open', limits: { reads: 1 } });
  const read = () => collector.fetch(new Request('http://collector.test/v1/metrics'));
  await post(collector);
  void read();
  void read();
  isStuck = false;
  expect((await read()).status).toBe(200);
});

test('a page is not compressed, which Cloudflare does', async () => {
  const collector = createCollector({ store: openStore(), access: 'open' });
  const page = await collector.fetch(new Request('http://collector.test/', { headers: { 'accept-encoding': 'gzip' } }));
  expect(page.headers.get('content-encoding')).toBeNull();
  expect(await page.text()).toMatch(/^<!doctype html>/i);
});

test('a post keeps the Worker alive for the maintenance that is due, once', async () => {
  const inner = openStore();
  const publish = vi.fn(inner.publish);
  const collector = createCollector({ store: withStore(inner, { publish }), now: () => noon });
  const work: Promise<unknown>[] = [];
  const context = { waitUntil: (promise: Promise<unknown>) => work.push(promise) };
  const send = () => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': newId() };
    const request = new Request('http://collector.test/v1/metrics', { method: 'POST', headers, body: payload() });
    return collector.fetch(request, {}, context);
  };
  await Promise.all([send(), send(), send()]);
  expect(work).toHaveLength(1);
  await Promise.all(work);
  await send();
  expect(work).toHaveLength(1);
  expect(publish.mock.calls).toEqual([['2026-05-20', 5]]);
});

test('without a context, a post starts nothing that would be cancelled', async () => {
  const inner = openStore();
  const publish = vi.fn(inner.publish);
  const collector = createCollector({ store: withStore(inner, { publish }), now: () => noon });
  await post(collector);
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(publish).not.toHaveBeenCalled();
  await collector.maintain();
  expect(publish).toHaveBeenCalledOnce();
});

test('maintenance does not wait for the same one of another request', async () => {
  const inner = openStore();
  let isStuck = true;
  const publish: typeof inner.publish = (...args) => (isStuck ? new Promise(() => {}) : inner.publish(...args));
  const collector = createCollector({ store: withStore(inner, { publish }), access: 'open' });
  void collector.maintain();
  isStuck = false;
  await collector.maintain();
});
