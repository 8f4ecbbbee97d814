import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { startNginxWith } from '../adversary/support/nginx.js';
import { findOrGetCaddy } from '../support/findOrGetCaddy.js';
import { findOrGetPostgres } from '../support/findOrGetPostgres.js';
import { freePort } from '../support/freePort.js';
import { startPostgres } from '../support/startPostgres.js';
import { startProgram } from '../support/startProgram.js';
import { documented, shell } from './documented.js';
import { command, deployed, postNumber, run, send, startCollector, temporaryFolder } from './support.js';

const both = ['--app', 'chat', '--app', 'editor'];
const oneToSeveral = 'From one app to several';

const collect = (db: string, ...args: readonly string[]) =>
  startCollector([process.execPath, command, 'collect', '--db', db, '--port', '0', ...args]);

const postedTo = async (url: string, numbers: readonly number[]) => {
  for (const n of numbers) expect(await postNumber(url, n)).toBe(202);
};

interface Sums {
  readonly count: number;
  readonly reports: number;
}

/** What a collector without apps has counted is that of the app afterwards, and a repeat at the app adds nothing. */
async function move(store: { readonly db: string; rename(): Promise<void>; sums(): Promise<Sums> }): Promise<void> {
  const before = await collect(store.db);
  await postedTo(before.url, [1, 2, 3]);
  await before.kill(); // so that SQLite's log has what was counted
  await store.rename();
  const after = await collect(store.db, ...both);
  await postedTo(`${after.url}/chat`, [3, 4]);
  await postedTo(`${after.url}/editor`, [4]);
  await after.stop();
  expect(await store.sums()).toEqual({ count: 10, reports: 4 });
}

async function sumsOf(file: string): Promise<Sums> {
  const client = createClient({ url: `file:${file}` });
  const { rows } = await client.execute('SELECT sum(count) AS count, sum(reports) AS reports FROM counts');
  client.close();
  return { count: Number(rows[0]?.count), reports: Number(rows[0]?.reports) };
}

test('SQLite: the documented rename, and the documented backup of each app', async () => {
  const folder = temporaryFolder();
  const db = `file:${join(folder, 'turntally.db')}`;
  const paths = { '/var/lib/turntally': folder, '/var/backups/turntally': join(folder, 'backups') };
  await move({
    db,
    rename: () => shell(documented(oneToSeveral, 'mv '), paths),
    sums: () => sumsOf(join(folder, 'turntally.chat.db')),
  });
  expect(existsSync(join(folder, 'turntally.db'))).toBe(false);

  mkdirSync(join(folder, 'backups'));
  symlinkSync(command, join(folder, 'turntally'));
  await shell(documented('Several apps', '--backup'), paths, folder);
  const today = new Date().toISOString().slice(0, 10);
  expect(await sumsOf(join(folder, `backups/chat-${today}.db`))).toEqual({ count: 10, reports: 4 });
  expect(await sumsOf(join(folder, `backups/editor-${today}.db`))).toEqual({ count: 4, reports: 1 });
});

test('PostgreSQL: the documented rename', async () => {
  const server = await startPostgres();
  onTestFinished(() => server.stop());
  const programs = await findOrGetPostgres();
  const paths = { "'postgres://turntally@db.example.com/usage'": server.url };
  await move({
    db: server.url,
    rename: () => shell(documented(oneToSeveral, 'ALTER SCHEMA'), paths, programs),
    async sums() {
      const client = new Client({ connectionString: server.url });
      await client.connect();
      const { rows } = await client.query(
        'SELECT sum(count)::int AS count, sum(reports)::int AS reports FROM turntally_chat.counts',
      );
      await client.end();
      return rows[0];
    },
  });
});

/** Through the proxy, a post to the old path and one to that of the app count in the app, and the pages lead to each other. */
async function servesApps(url: string): Promise<void> {
  await postedTo(url, [7]);
  await postedTo(`${url}/chat`, [7, 8]);
  const preflight = { origin: 'http://localhost:5173', 'access-control-request-method': 'POST' };
  expect((await send(`${url}/v1/metrics`, { method: 'OPTIONS', headers: preflight })).status).toBe(204);
  const { status, headers } = await send(`${url}/chat?days=7`);
  expect([status, headers.location]).toEqual([303, 'chat/?days=7']);
  expect((await send(`${url}/?token=abc`)).headers['set-cookie']?.[0]).toContain('Path=/');
}

test('nginx leads posts to the old path to the app, as documented, and passes on all other paths', async () => {
  const folder = temporaryFolder();
  const collector = await collect(`file:${join(folder, 'turntally.db')}`, ...both, '--token', 'abc');
  const { url } = await startNginxWith((port, logs) =>
    deployed('nginx.conf')
      .replace('listen 443 ssl;', `listen 127.0.0.1:${port};`)
      .replace(/ {2}ssl_certificate.*\n/g, '')
      .replaceAll('/var/log/nginx', logs)
      .replace('  location / {', `  ${documented(oneToSeveral, 'last;', 'nginx')}  location / {`)
      .replace('http://127.0.0.1:8787', collector.url),
  );
  await servesApps(url);
  await collector.stop();
  expect(await sumsOf(join(folder, 'turntally.chat.db'))).toEqual({ count: 15, reports: 2 });
});

test('Caddy does the same, as documented', async () => {
  const program = await findOrGetCaddy();
  const folder = temporaryFolder();
  const collector = await collect(`file:${join(folder, 'turntally.db')}`, ...both, '--token', 'abc');
  const url = `http://127.0.0.1:${await freePort()}`;
  const file = join(folder, 'Caddyfile');
  const local = deployed('Caddyfile')
    .replace(/^\{\n/, '{\n\tadmin off\n')
    .replace('telemetry.example.com', url)
    .replace('\treverse_proxy', `\t${documented(oneToSeveral, 'rewrite', 'caddyfile')}\treverse_proxy`)
    .replace('127.0.0.1:8787', new URL(collector.url).host);
  writeFileSync(file, local);
  const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  await run(program, ['adapt', '--adapter', 'caddyfile', '--config', file], { env });
  const caddy = startProgram(program, ['run', '--adapter', 'caddyfile', '--config', file], { env });
  const status = () =>
    send(`${url}/healthz`).then(
      ({ status }) => status,
      () => 0,
    );
  await expect.poll(status, { timeout: 20_000, message: caddy.output() }).toBe(200);
  await servesApps(url);
  await collector.stop();
  expect(await sumsOf(join(folder, 'turntally.chat.db'))).toEqual({ count: 15, reports: 2 });
});
