import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createClient } from '@libsql/client';
import { transform } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { install, pack } from '../packaging/packages.js';
import { findOrGetRuntimes, type Runtimes } from '../support/findOrGetRuntimes.js';
import { freePort } from '../support/freePort.js';
import { post, type RunningServer, send, startServer } from './support.js';

const document = readFileSync(new URL('../../docs/collector.md', import.meta.url), 'utf8');
const blocks = [...document.matchAll(/```(?:ts|sh)\n(.*?)```/gs)].map(([, block = '']) => block);

/** The block of docs/collector.md with this text. */
function documented(text: string): string {
  const [block, ...more] = blocks.filter((each) => each.includes(text));
  if (block === undefined || more.length > 0) throw new Error(`not one block with ${text}`);
  return block;
}

const folder = mkdtempSync(join(tmpdir(), 'turntally-runtimes-'));
const token = 'reader-of-the-sums';
const password = 'of-the-team';
let runtimes: Runtimes;
beforeAll(async () => {
  runtimes = await findOrGetRuntimes();
  const packed = await pack(folder);
  await install(folder, packed.turntally ?? '', packed['@turntally/collector'] ?? '', 'pg', '@hono/node-server');
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const names = ['Deno', 'Bun'] as const;
type Name = (typeof names)[number];

/** The command of docs/collector.md, for this file and port. */
function command(name: Name, file: string, port: number): readonly string[] {
  const line = documented(name === 'Deno' ? 'deno serve' : 'bun server.ts').trim();
  const [, ...args] = line.replace('server.ts', file).replace('8787', String(port)).split(' ');
  return [name === 'Deno' ? runtimes.deno : runtimes.bun, ...args];
}

/** With PostgreSQL, Deno needs other permissions. */
const forPostgres = (argument: string): readonly string[] => {
  if (argument === '--allow-ffi') return [];
  return [argument === '--allow-write' ? '--allow-net' : argument];
};

/** Writes the module and starts it as documented. A module for Bun says itself where it listens. */
async function serve(name: Name, file: string, module: string, DATABASE_URL?: string): Promise<RunningServer> {
  const port = await freePort();
  const environment = { TURNTALLY_TOKEN: token, STATS_PASSWORD: password, BUN_PORT: String(port) };
  writeFileSync(join(folder, file), module.replaceAll('8787', String(port)));
  const args = command(name, file, port);
  if (DATABASE_URL === undefined) return startServer(folder, args, port, environment);
  return startServer(folder, args.flatMap(forPostgres), port, { ...environment, DATABASE_URL });
}

const turns = (count: number) => [{ signal: 'turns', bucket: 'total', count }];
const bodyOf = (count: number, version = '1.4.0') => JSON.stringify({ version, os: 'linux', counters: turns(count) });
const today = new Date().toISOString().slice(0, 10);
const idOf = (n: number): string => `batch-${String(n).padStart(16, '0')}`;

/** What is in the file: the sum of all counts, and of all batches. */
async function sumsIn(file: string): Promise<unknown> {
  const database = createClient({ url: `file:${join(folder, file)}` });
  try {
    return (await database.execute('SELECT sum(count) AS count, sum(reports) AS reports FROM counts')).rows[0];
  } finally {
    database.close();
  }
}

test.each(names)('%s runs the documented server: posts, reads and preflights are answered as on Node', async (name) => {
  const db = `first-${name}.db`;
  const snippet = documented("versions: ['1.4.0'], access").replace('turntally.db', db);
  writeFileSync(join(folder, 'first.mjs'), snippet);
  const entry =
    name === 'Deno'
      ? snippet
      : `import collector from './first.mjs'; export default { ...collector, hostname: '127.0.0.1' };`;
  const { url, stop } = await serve(name, 'entry.mjs', entry);
  const authorization = `Basic ${btoa(`team:${password}`)}`;
  const read = (path: string, headers = {}) => send(url + path, { headers: { authorization, ...headers } });

  const unknown = bodyOf(1, '9.9.9');
  const statuses = [
    await post(url, idOf(1), bodyOf(12)),
    await post(url, idOf(1), bodyOf(12)),
    await post(url, idOf(2), unknown),
    await send(`${url}/v1/metrics`),
  ].map(({ status }) => status);
  expect(statuses).toEqual([202, 202, 400, 401]);
  expect(JSON.parse((await post(url, idOf(2), unknown)).body.toString())).toMatchObject({ status: 400, void: true });
  const headers = { 'content-type': 'application/json', 'idempotency-key': idOf(3), 'transfer-encoding': 'chunked' };
  expect((await send(`${url}/v1/metrics`, { method: 'POST', headers, body: bodyOf(30) })).status).toBe(202);

  const head = await send(`${url}/`, { method: 'HEAD', headers: { authorization } });
  expect([head.status, head.body.length]).toEqual([200, 0]);
  const preflight = { origin: 'app://agent', 'access-control-request-method': 'POST' };
  const allowed = await send(`${url}/v1/metrics`, { method: 'OPTIONS', headers: preflight });
  expect([allowed.status, allowed.headers['access-control-allow-origin']]).toEqual([204, 'app://agent']);

  const plain = await read('/', { 'accept-encoding': 'identity' });
  const zipped = await read('/', { 'accept-encoding': 'gzip' });
  expect([plain.status, plain.headers['content-encoding']]).toEqual([200, undefined]);
  expect([zipped.status, zipped.headers['content-encoding']]).toEqual([200, 'gzip']);
  expect(plain.body.toString()).toContain('<title>');
  expect(gunzipSync(zipped.body).toString()).toContain('<title>');
  expect((await read('/export.csv')).body.toString()).toMatch(/^date,version,os,/);
  expect((await read('/v1/metrics')).body.toString()).toBe('[]'); // today is not over
  expect((await send(`${url}/healthz`)).body.toString()).toBe('ok\n');

  await stop();
  expect(await sumsIn(db)).toEqual({ count: 42, reports: 2 });
});

test('the documented server for Node listens, counts a batch once, and limits an address', async () => {
  const db = 'first-Node.db';
  const port = await freePort();
  const module = documented("from '@hono/node-server'").replace('turntally.db', db).replace('8787', String(port));
  const { code } = await transform(module, { loader: 'ts' }); // Node 20 reads no types
  writeFileSync(join(folder, 'node.mjs'), code);
  const { url, stop } = await startServer(folder, [process.execPath, 'node.mjs'], port, { STATS_PASSWORD: password });
  const statuses: number[] = [];
  for (const n of [1, 1, 2]) statuses.push((await post(url, idOf(n), bodyOf(7))).status);
  expect(statuses).toEqual([202, 202, 202]);
  expect((await send(`${url}/`)).status).toBe(401);
  for (let n = 0; n < 61; n++) statuses.push((await post(url, idOf(100 + n), bodyOf(1), { from: '127.0.8.8' })).status);
  expect(statuses.at(-1)).toBe(429);
  await stop();
  expect(await sumsIn(db)).toEqual({ count: 14 + 60, reports: 2 + 60 });
});

test.each(names)('%s: ids that are posted three times at once count once, also after a restart', async (name) => {
  const db = `second-${name}.db`;
  const snippet = documented(name === 'Deno' ? '// Deno' : '// Bun');
  const module = snippet
    .replace('sqliteStore()', `sqliteStore('file:${db}')`)
    .replace('access,', 'access, minReports: 1,');
  const { url, stop } = await serve(name, 'second.ts', module);
  const addressOf = (n: number) => `127.1.${n >> 8}.${n & 255}`;
  const send3 = async (at: string, ids: readonly number[]) => {
    const posts = ids.flatMap((n) => [n, n, n]).values();
    const statuses: number[] = [];
    const client = async () => {
      for (const n of posts) {
        const headers = n % 2 === 0 ? { 'turntally-sealed': today } : {};
        statuses.push((await post(at, idOf(n), bodyOf(1 + n), { from: addressOf(n), headers })).status);
      }
    };
    await Promise.all(Array.from({ length: 60 }, client));
    return statuses;
  };
  const ids = Array.from({ length: 300 }, (_, n) => n);
  expect(await send3(url, ids)).toEqual(Array(900).fill(202));
  const rows = async (at: string) => {
    const { body } = await send(`${at}/v1/metrics`, { headers: { authorization: `Bearer ${token}` } });
    return JSON.parse(body.toString());
  };
  const exact = [{ count: (300 * 301) / 2, reports: 300 }];
  expect(await rows(url)).toMatchObject(exact);
  await stop();

  const next = await serve(name, 'second.ts', module);
  expect(await send3(next.url, ids.slice(0, 50))).toEqual(Array(150).fill(202));
  expect(await rows(next.url)).toMatchObject(exact);

  const statuses: number[] = [];
  for (let n = 0; n < 61; n++) {
    statuses.push((await post(next.url, idOf(1000 + n), bodyOf(1), { from: '127.0.9.9' })).status);
  }
  expect(statuses).toEqual([...Array(60).fill(202), 429]);
  expect((await post(next.url, idOf(2000), bodyOf(1), { from: '127.0.9.10' })).status).toBe(202);
});

/** How often the text is in what was printed. */
const times = (text: string, { output }: RunningServer): number => output().split(text).length - 1;

test.each(names)('%s: a database that cannot be opened is printed once, and posts are answered 503', async (name) => {
  const snippet = documented(name === 'Deno' ? '// Deno' : '// Bun');
  const folderIsMissing = snippet.replace('sqliteStore()', "sqliteStore('file:none/turntally.db')");
  const module = documented('new pg.Pool').replace('export default createCollector({ store, access })', (text) =>
    name === 'Deno' ? text : "export default { ...createCollector({ store, access }), hostname: '127.0.0.1' }",
  );
  const DATABASE_URL = `postgres://user:pa55word@127.0.0.1:${await freePort()}/db`;
  const servers = [
    [await serve(name, 'missing.ts', folderIsMissing), 'there is no folder none'],
    [await serve(name, 'postgres.ts', module, DATABASE_URL), 'ECONNREFUSED'],
  ] as const;
  for (const [server, reason] of servers) {
    for (let n = 0; n < 3; n++) {
      const { status, headers } = await post(server.url, idOf(n), bodyOf(1));
      expect([status, headers['retry-after']]).toEqual([503, '10']);
    }
    await expect.poll(() => server.output()).toContain(reason);
    expect(times('turntally: the store fails', server)).toBe(1);
    expect(server.output()).not.toContain('pa55word');
  }
});

test.each(['--allow-sys', '--allow-ffi', '--allow-read', '--allow-write'])(
  'Deno without %s: the reason is printed once, no file is left that others can read, and posts are answered 503',
  async (permission) => {
    const db = `without${permission}.db`;
    const module = documented('// Deno').replace('sqliteStore()', `sqliteStore('file:${db}')`);
    writeFileSync(join(folder, 'without.ts'), module);
    const port = await freePort();
    const args = command('Deno', 'without.ts', port).filter((argument) => argument !== permission);
    const server = await startServer(folder, args, port, { TURNTALLY_TOKEN: token });
    for (let n = 0; n < 3; n++) expect((await post(server.url, idOf(n), bodyOf(1))).status).toBe(503);
    await expect.poll(() => server.output()).toMatch(/turntally: the store fails.*Requires \w+ access/);
    expect(times('turntally: the store fails', server)).toBe(1);
    const modes = readdirSync(folder).flatMap((file) =>
      file.startsWith(db) ? [statSync(join(folder, file)).mode] : [],
    );
    expect(modes.filter((mode) => (mode & 0o077) !== 0)).toEqual([]);
  },
);
