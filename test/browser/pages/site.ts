import { readdir, readFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { createCollector, sqliteStore } from '../../../packages/collector/src/index.js';
import { bundlePage } from '../../support/bundlePage.js';
import { tabSignals } from './lab/signals.js';

/** A batch that arrived at the collector. */
export interface Post {
  readonly id: string;
  /** Whether the page was closed, or aborted the post, before it got an answer. */
  gone: boolean;
}

/** What arrived at the collector, as it was sent. */
export interface SeenRequest {
  readonly method: string;
  /** In lower case, in the order in which they came. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

export interface Site {
  readonly url: string;
  readonly endpoint: string;
  readonly posts: readonly Post[];
  /** All requests to the collector, the preflights included. */
  readonly requests: readonly SeenRequest[];
  /** Holds all posts, uncounted and unanswered, until the returned function is called. A post that was aborted is dropped. */
  hold(): () => void;
  /** All counts in the collector's database. */
  counted(): Promise<Record<string, number>>;
  /** Everything in the files of the collector's database, its log included. */
  written(): Promise<Buffer>;
  close(): Promise<void>;
}

/** A strict policy: only the app's own script and style files. */
const strictPolicy = "default-src 'none'; script-src 'self'; style-src 'self'";

/** Serves a page with the library (with a strict policy below `/strict`), and on another origin a collector with a database in `folder`. */
export async function openSite(folder: string): Promise<Site> {
  const bundle = (file: string) =>
    bundlePage(new URL(`lab/${file}`, import.meta.url), {
      format: 'iife',
      conditions: ['@turntally/source'], // of the elements, which import the client by its name
    });
  const [page, worker] = await Promise.all([bundle('page.ts'), bundle('worker.ts')]);
  const files: Record<string, readonly [type: string, body: string]> = {
    '/page.js': ['text/javascript', page],
    '/worker.js': ['text/javascript', worker],
  };
  const app = await listen((request, response) => {
    const path = new URL(request.url ?? '', 'http://site').pathname;
    const [type, body] = files[path] ?? [
      'text/html',
      '<!doctype html><title>lab</title><script src="/page.js"></script>',
    ];
    if (path.startsWith('/strict')) response.setHeader('Content-Security-Policy', strictPolicy);
    response.setHeader('Content-Type', `${type}; charset=utf-8`).end(body);
  });

  const posts: Post[] = [];
  const requests: SeenRequest[] = [];
  let gate: Promise<void> = Promise.resolve();
  const store = sqliteStore(pathToFileURL(join(folder, 'collector.db')).href);
  const collect = getRequestListener(createCollector({ store, extraSignals: tabSignals }).fetch);
  const collector = await listen(async (request, response) => {
    requests.push({
      method: String(request.method),
      headers: Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    });
    if (request.method !== 'POST') return collect(request, response);
    const post: Post = { id: String(request.headers['idempotency-key']), gone: false };
    posts.push(post);
    response.once('close', () => {
      post.gone = !response.writableFinished;
    });
    await gate;
    if (!post.gone) await collect(request, response);
  });

  return {
    url: urlOf(app),
    endpoint: `${urlOf(collector)}/v1/metrics`,
    posts,
    requests,
    hold() {
      let release = (): void => {};
      gate = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    async counted() {
      const rows = await store.rows({ from: '0000-01-01', to: '9999-12-31', unpublished: true });
      const counts: Record<string, number> = {};
      for (const { signal, bucket, count } of rows) {
        counts[`${signal}/${bucket}`] = (counts[`${signal}/${bucket}`] ?? 0) + count;
      }
      return counts;
    },
    async written() {
      const names = await readdir(folder);
      return Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, name)))));
    },
    async close() {
      await Promise.all([app, collector].map(stop));
      await store.close();
    },
  };
}

const listen = (listener: RequestListener): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer(listener);
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });

const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const stop = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
