import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { findOrGetNginx } from '../../support/findOrGetNginx.js';
import { freePort } from '../../support/freePort.js';
import { temporaryFolder } from './collector.js';
import { send } from './posts.js';

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
