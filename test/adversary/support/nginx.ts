import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished } from 'vitest';
import { temporaryFolder } from './collector.js';
import { send } from './posts.js';

const run = promisify(execFile);

/** As most introductions configure it: HTTP/1.1 to the upstream and no header that says so. */
const usual = (upstream: string) => (port: number) =>
  `
  access_log off;
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass ${upstream}; proxy_http_version 1.1; }
  }`;

/** An nginx before `upstream`. Ends with the test. @throws Error that explains how to provide nginx */
export const startNginx = async (upstream: string): Promise<string> => (await startNginxWith(usual(upstream))).url;

export interface RunningNginx {
  readonly url: string;
  /** The folder of all files that it writes. */
  readonly folder: string;
  /** What it has printed, errors of its start included. */
  output(): string;
}

/**
 * An nginx with what the function returns in its `http` block. Ends with the test.
 *
 * @throws Error that explains how to provide nginx
 */
export async function startNginxWith(http: (port: number, folder: string) => string): Promise<RunningNginx> {
  const program = await findOrGetNginx();
  const folder = await temporaryFolder();
  const port = await freePort();
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, name)};`,
  );
  const configuration = `
    daemon off; master_process off; pid ${join(folder, 'pid')}; error_log stderr;
    events { worker_connections 64; }
    http {
      ${temporary.join(' ')}
      ${http(port, folder)}
    }`;
  const file = join(folder, 'nginx.conf');
  await writeFile(file, configuration);
  const child = spawn(program, ['-p', folder, '-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  onTestFinished(() => end(child));
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const url = `http://127.0.0.1:${port}`;
  const answers = (): Promise<boolean> =>
    send(`${url}/none`).then(
      () => true,
      () => false,
    );
  await expect.poll(answers, { timeout: 10_000, message: errors }).toBe(true);
  return { url, folder, output: () => errors };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  await closed;
}

async function findOrGetNginx(): Promise<string> {
  if (await isThere()) return nginx;
  const how = 'Install nginx, e.g. by `apt-get install nginx-light` or `brew install nginx`, or set NGINX_PATH.';
  try {
    if (process.getuid?.() !== 0) throw new Error('only root can install packages');
    await run('apt-get', ['update']);
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'nginx-light'], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' /* starts no service */ },
    });
  } catch (error) {
    throw new Error(`nginx is not found, and its installation failed. ${how}\n${error}`);
  }
  if (!(await isThere())) throw new Error(`nginx is installed but not found. ${how}`);
  return nginx;
}

const nginx = process.env.NGINX_PATH ?? 'nginx';

const isThere = (): Promise<boolean> =>
  run(nginx, ['-v']).then(
    () => true,
    () => false,
  );

/** A port that was free a moment ago: nginx cannot choose one. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
