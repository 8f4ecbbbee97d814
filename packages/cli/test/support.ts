import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { payload } from '../../collector/test/support.js';

/** Where commands run. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  /** The first line it printed. */
  readonly line: Promise<string>;
  readonly ended: Promise<Ended>;
  /** What it printed so far. */
  output(): string;
  /** What it printed to standard error so far. */
  errors(): string;
}

/** The built command, as users run it. */
export const main = fileURLToPath(new URL('../bin/turntally.js', import.meta.url));

/**
 * Runs the built command in the repository's root; killed when the test ends, if it still runs. `wrapper` is a command that becomes
 * the one that follows it.
 */
export function start(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  wrapper: readonly string[] = [],
): Running {
  const env = { ...process.env, ...environment };
  const [program = '', ...all] = [...wrapper, process.execPath, main, ...args];
  const child = spawn(program, all, { cwd: root, env });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let stdout = '';
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const line = new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (stdout.includes('\n')) resolve(stdout.slice(0, stdout.indexOf('\n')));
    });
    child.once('close', () => reject(new Error(`ended without a line: ${stderr}`)));
  });
  line.catch(() => {});
  const ended = once(child, 'close').then(([code]) => ({ code, stdout, stderr }));
  return { child, line, ended, output: () => stdout, errors: () => stderr };
}

export async function collecting(database: string, ...more: readonly string[]) {
  const running = start(['collect', '--db', `file:${database}`, '--port', '0', ...more]);
  const line = await running.line;
  const url = line.match(/^turntally: listening on (http:\/\/127\.0\.0\.1:[1-9]\d*)$/)?.[1];
  if (url === undefined) throw new Error(`no address in ${line}`);
  return { ...running, url };
}

/** Posts from a loopback address; each has its own rate limit. Resolves with the status, or `undefined` without a response. */
export function postFrom(
  address: string,
  url: string,
  id: string,
  body: string,
  more: Readonly<Record<string, string>> = {},
): Promise<number | undefined> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': id, ...more };
    const sent = request(`${url}/v1/metrics`, { method: 'POST', headers, localAddress: address, agent: false });
    sent.on('error', () => resolve(undefined));
    sent.on('response', (response: IncomingMessage) => {
      response.resume().on('close', () => resolve(response.statusCode));
    });
    sent.end(body);
  });
}

const today = new Date().toISOString().slice(0, 10);

/** Posts a batch, with its sealed day if the id is even. Resolves with the status and `Retry-After`. */
export async function answerTo(url: string, id: string): Promise<readonly [status: number, retryAfter: string | null]> {
  const sealed = Number(id.at(-1)) % 2 === 0 ? { 'turntally-sealed': today } : {};
  const headers = { 'content-type': 'application/json', 'idempotency-key': id, ...sealed };
  const answer = await fetch(`${url}/v1/metrics`, { method: 'POST', headers, body: payload() });
  return [answer.status, answer.headers.get('retry-after')];
}
