import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { onTestFinished } from 'vitest';
import type { Problem } from '../../../src/protocol/index.js';
import type { Collector, CollectorStore, CountedRow } from '../src/index.js';
import { sqliteStore } from '../src/index.js';
import { type TestStore, testStore } from './testStore.js';

export const day = 86_400_000;
export const noon = Date.UTC(2026, 4, 20, 12);

let ids = 0;
export function newId(): string {
  ids += 1;
  return `batch-${String(ids).padStart(16, '0')}`;
}

/** A database file of the test's own, removed when it ends. */
export function databaseFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'turntally-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'turntally.db');
}

export function openStore(path = databaseFile()): TestStore {
  const store = testStore(sqliteStore(`file:${path}`));
  onTestFinished(() => store.close());
  return store;
}

export const turns = { signal: 'turns', bucket: 'total', count: 12 };

export function payload(over: object = {}): string {
  return JSON.stringify({ version: '1.4.0', os: 'linux', counters: [turns], ...over });
}

interface Post {
  readonly id?: string | undefined;
  readonly body?: RequestInit['body'];
  readonly headers?: Readonly<Record<string, string>>;
}

export function metricsRequest({ id = newId(), body = payload(), headers = {} }: Post = {}): Request {
  return new Request('http://collector.test/v1/metrics', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': id, ...headers },
    body: body ?? null,
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  } as RequestInit);
}

export function post(collector: Collector, request: Post = {}): Promise<Response> {
  return collector.fetch(metricsRequest(request));
}

/** A real HTTP server on loopback, stopped when the test ends. */
export async function serveCollector(collector: Collector): Promise<string> {
  const server = createServer(getRequestListener(collector.fetch));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function problemOf(response: Response): Promise<Problem> {
  if (response.headers.get('content-type') !== 'application/problem+json') {
    throw new Error(`no problem document: ${response.status} ${await response.text()}`);
  }
  const problem: Problem = await response.json();
  if (problem.status !== response.status) throw new Error(`${response.status} says ${problem.status}`);
  return problem;
}

export function allRows(store: CollectorStore): Promise<readonly CountedRow[]> {
  return store.rows({ from: '0000-01-01', to: '9999-12-31', unpublished: true });
}

export function setAsideRows(store: CollectorStore): Promise<readonly CountedRow[]> {
  return store.rows({ from: '0000-01-01', to: '9999-12-31', unpublished: true, setAside: true });
}

export async function total(store: CollectorStore): Promise<number> {
  return (await allRows(store)).reduce((sum, { count }) => sum + count, 0);
}

export { type TestStore, withStore } from './testStore.js';
