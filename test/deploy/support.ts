import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { request as requestTls } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished } from 'vitest';
import { startProgram } from '../support/startProgram.js';

export const run = promisify(execFile);

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The built command, as in `node_modules/.bin`. */
export const command = join(root, 'packages/cli/bin/turntally.js');

/** A file that users copy. */
export const deployed = (name: string): string => readFileSync(join(root, 'examples/deploy', name), 'utf8');

/** A folder of the test's own, removed when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'turntally-deploy-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

export interface Running {
  readonly url: string;
  output(): string;
  /** Ends it by SIGTERM. Resolves with its exit code. */
  stop(): Promise<number | null>;
  /** Kills it without a warning. */
  kill(): Promise<void>;
}

/** Runs a program that becomes a collector; killed with the test. */
export async function startCollector(
  [program = '', ...args]: readonly string[],
  { cwd = root, env = {} }: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Running> {
  const { child, closed, output } = startProgram(program, args, { cwd, env });
  const address = () => {
    if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}: ${output()}`);
    return /listening on http:\/\/\S+:(\d+)\n/.exec(output())?.[1];
  };
  await expect.poll(address, { timeout: 30_000 }).toBeDefined();
  return {
    url: `http://127.0.0.1:${address()}`,
    output,
    async stop() {
      child.kill('SIGTERM');
      await closed;
      return child.exitCode;
    },
    async kill() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}

export const payload = (count: number): string =>
  JSON.stringify({ version: '1.4.0', os: 'linux', counters: [{ signal: 'turns', bucket: 'total', count }] });

export const idOf = (n: number): string => `batch-${String(n).padStart(16, '0')}`;

const today = new Date().toISOString().slice(0, 10);

/**
 * Posts a batch of `n` turns from an address of its own, with its sealed day if `n` is even. Resolves with the status; 0 if there is no
 * answer.
 */
export function postNumber(url: string, n: number, from = `127.2.${n >> 8}.${n & 255}`): Promise<number> {
  const sealed = n % 2 === 0 ? { 'turntally-sealed': today } : {};
  const headers = { 'content-type': 'application/json', 'idempotency-key': idOf(n), ...sealed };
  return send(`${url}/v1/metrics`, { method: 'POST', headers, body: payload(n), from }).then(
    ({ status }) => status,
    () => 0,
  );
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly from?: string;
}

/** Sends a request; a certificate of the test's own is accepted. */
export function send(
  url: string,
  { method = 'GET', headers = {}, body, from = '127.0.0.1' }: Sent = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { method, headers, localAddress: from, agent: false as const, rejectUnauthorized: false };
    const sent = (url.startsWith('https:') ? requestTls : request)(url, options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
