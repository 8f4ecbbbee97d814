import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type HttpBindings, type ServerType, serve } from '@hono/node-server';
import { createCollector, sqliteStore } from '@turntally/collector';
import { Hono } from 'hono';
import { agentRoute } from './agentRoute.js';
import { bundlePage, type Page } from './bundle.js';
import { type FaultMode, faultModes, faultyCollector, isFaultMode } from './faults.js';
import { round } from './script/script.js';
import { agUiRoute } from './sources/agUiRoute.js';
import { agUiTurns } from './sources/agUiTurns.js';
import { aiSdkRoute } from './sources/aiSdkRoute.js';
import { aiSdkTurns } from './sources/aiSdkTurns.js';
import { anthropicRoute } from './sources/anthropicRoute.js';
import { anthropicTurns } from './sources/anthropicTurns.js';
import { openAiRoute } from './sources/openAiRoute.js';
import { openAiTurns } from './sources/openAiTurns.js';
import { choices } from './sources/sourceTurn.js';

export interface DemoOptions {
  /** The app's port; 0 takes a free one. */
  readonly port: number;
  /** The collector's port; 0 takes a free one. */
  readonly collectorPort: number;
  /** The collector's database file. It is created with its folder if missing. */
  readonly db: string;
  /** The page's files. @defaultValue bundled now */
  readonly page?: Page;
}

export interface Demo {
  readonly url: string;
  readonly collectorUrl: string;
  /** The address of the collector's page, with the token that reading needs. */
  readonly statsUrl: string;
  setFault(mode: FaultMode): void;
  close(): Promise<void>;
}

const host = '127.0.0.1';

/** Starts the collector and, on another origin, the app. Rejects with the system's error if a port is in use. */
export async function startDemo({ port, collectorPort, db, page: given }: DemoOptions): Promise<Demo> {
  const page = given ?? (await bundlePage());
  mkdirSync(dirname(db), { recursive: true });
  const store = await sqliteStore(pathToFileURL(db).href);
  const token = randomBytes(32).toString('base64url');
  // The page shows the counts of a single batch.
  const counting = createCollector({ store, access: { token }, minReports: 1 });
  const faulty = faultyCollector(counting.fetch, store);
  const collector = await listen(faulty.fetch, collectorPort);
  const collectorUrl = urlOf(collector);
  const endpoint = `${collectorUrl}/v1/metrics`;
  const statsUrl = `${collectorUrl}/?token=${token}`;
  const rows = () =>
    counting.fetch(new Request(`${endpoint}?days=30`, { headers: { authorization: `Bearer ${token}` } }));
  const app = demoApp({ page, endpoint, statsUrl, rows, faulty });
  const server = await listen(app.fetch, port).catch(async (error) => {
    await stop(collector);
    throw error;
  });
  return {
    url: `${urlOf(server)}/`,
    collectorUrl,
    statsUrl,
    setFault: faulty.set,
    close: async () => {
      await Promise.all([stop(server), stop(collector)]);
      await store.close();
    },
  };
}

interface AppParts {
  readonly page: Page;
  readonly endpoint: string;
  readonly statsUrl: string;
  /** Reads the collector's rows with the token: the demo's page is of another origin, and cannot. */
  readonly rows: () => Promise<Response>;
  readonly faulty: ReturnType<typeof faultyCollector>;
}

function demoApp({ page, endpoint, statsUrl, rows, faulty }: AppParts) {
  const app = new Hono();
  const file = (path: string, type: string) => async () =>
    new Response(await readFile(new URL(path, import.meta.url)), {
      headers: { 'Content-Type': `${type}; charset=utf-8` },
    });
  app.use(async (c, next) => {
    await next();
    c.header('Cache-Control', 'no-store');
  });
  app.get('/', file('page/index.html', 'text/html'));
  app.get('/session.jsonl', file('../examples/session.jsonl', 'application/jsonl'));
  app.get('/:name{.+\\.(?:js|css)}', (c) => {
    const text = page.get(c.req.param('name'));
    const type = c.req.path.endsWith('.css') ? 'text/css' : 'text/javascript';
    return text === undefined ? c.notFound() : c.body(text, 200, { 'Content-Type': `${type}; charset=utf-8` });
  });
  const turns = {
    own: round.map(({ id, title, events }) => ({ id, title, prompt: events[0]?.prompt ?? '' })),
    aiSdk: choices(aiSdkTurns),
    agUi: choices(agUiTurns),
    openAi: choices(openAiTurns),
    anthropic: choices(anthropicTurns),
  };
  app.get('/config.json', (c) => c.json({ endpoint, statsUrl, turns }));
  app.get('/rows', rows);
  app.get('/agent', agentRoute);
  app.post('/chat', aiSdkRoute);
  app.post('/ag-ui', agUiRoute);
  app.post('/openai/responses', openAiRoute);
  app.post('/anthropic/v1/messages', anthropicRoute);
  app.get('/faults', (c) => c.json({ mode: faulty.mode(), posts: faulty.posts() }));
  app.post('/faults', async (c) => {
    const { mode } = await c.req.json().catch(() => ({}));
    if (!isFaultMode(mode)) return c.json({ error: `mode must be one of ${faultModes.join(', ')}` }, 400);
    faulty.set(mode);
    return c.json({ mode, posts: faulty.posts() });
  });
  return app;
}

function listen(fetch: (request: Request, env: HttpBindings) => Response | Promise<Response>, port: number) {
  return new Promise<ServerType>((resolve, reject) => {
    const server = serve({ fetch: (request, env) => fetch(request, env as HttpBindings), hostname: host, port }, () =>
      resolve(server),
    );
    server.once('error', reject);
  });
}

const urlOf = (server: ServerType) => `http://${host}:${(server.address() as AddressInfo).port}`;

/** Also closes open connections: an agent's stream, a hanging post. */
function stop(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
}
