import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { View } from './views.js';

const run = promisify(execFile);
const example = new URL('../../../examples/ohttp-relay/nginx.conf', import.meta.url);

/**
 * A real nginx with the configuration of the example: on loopback, without TLS, and with a log of what it sees. It speaks to the
 * gateway from another address than the page speaks to it.
 *
 * @throws Error that explains how to provide nginx
 */
export async function startNginxRelay(folder: string, gateway: string) {
  await findOrGetNginx();
  const port = await freePort();
  const log = join(folder, 'relay.log');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, name)};`,
  );
  const format = `log_format seen escape=json '{"address":"$remote_addr","method":"$request_method","length":"$content_length","agent":"$http_user_agent"}';`;
  let configuration = await readFile(example, 'utf8');
  for (const [written, tested] of [
    ['access_log off;', `${format} access_log ${log} seen; ${temporary.join(' ')}`],
    ['listen 443 ssl;', `listen 127.0.0.1:${port};`],
    ['ssl_certificate relay.example.net.crt;', ''],
    ['ssl_certificate_key relay.example.net.key;', ''],
    [
      'proxy_pass https://telemetry.example.com/.well-known/ohttp-gateway;',
      `proxy_bind 127.0.0.2; proxy_pass ${gateway};`,
    ],
  ] as const) {
    if (!configuration.includes(written)) throw new Error(`the example does not contain "${written}"`);
    configuration = configuration.replace(written, tested);
  }
  const file = join(folder, 'nginx.conf');
  await mkdir(folder, { recursive: true });
  await writeFile(file, `daemon off; master_process off; pid ${join(folder, 'pid')};\n${configuration}`);
  const child = spawn(nginx, ['-p', folder, '-c', file, '-e', join(folder, 'error.log')], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}/turntally`;
  await answering(url);
  return {
    url,
    async log(): Promise<readonly View[]> {
      const lines = (await readFile(log, 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      const posts = lines.filter(({ method }) => method === 'POST');
      return posts.map(({ address, length, agent }) => ({
        address,
        length: Number(length),
        headers: { 'user-agent': agent },
      }));
    },
    async close(): Promise<void> {
      const closed = once(child, 'close');
      child.kill('SIGTERM');
      await closed;
    },
  };
}

async function answering(url: string): Promise<void> {
  for (let attempts = 0; attempts < 100; attempts++) {
    if (
      await fetch(url, { method: 'OPTIONS' }).then(
        () => true,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nginx does not answer at ${url}`);
}

const nginx = process.env.NGINX_PATH ?? 'nginx';
const isThere = (): Promise<boolean> =>
  run(nginx, ['-v']).then(
    () => true,
    () => false,
  );

async function findOrGetNginx(): Promise<void> {
  if (await isThere()) return;
  const how = 'Install nginx, e.g. by `apt-get install nginx-light` or `brew install nginx`, or set NGINX_PATH.';
  try {
    if (process.getuid?.() !== 0) throw new Error('only root can install packages');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' /* starts no service */ };
    await run('apt-get', ['update']);
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'nginx-light'], { env });
  } catch (error) {
    throw new Error(`nginx is not found, and its installation failed. ${how}\n${error}`);
  }
  if (!(await isThere())) throw new Error(`nginx is installed but not found. ${how}`);
}

/** A port that was free a moment ago: nginx cannot choose one. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return address.port;
}
