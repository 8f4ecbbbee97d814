import { type IncomingMessage, request } from 'node:http';
import { expect } from 'vitest';
import { startProgram } from '../support/startProgram.js';

export interface RunningServer {
  readonly url: string;
  /** What it has printed so far. */
  output(): string;
  /** Ends it by SIGTERM and waits for it. */
  stop(): Promise<void>;
}

/** Starts a program that listens on this port of 127.0.0.1; killed with the test. */
export async function startServer(
  folder: string,
  [program = '', ...args]: readonly string[],
  port: number,
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningServer> {
  const env = { NO_COLOR: '1', ...environment };
  const { child, closed, output } = startProgram(program, args, { cwd: folder, env });
  const url = `http://127.0.0.1:${port}`;
  const answers = async () => {
    if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}: ${output()}`);
    return (await send(`${url}/none`)).status;
  };
  await expect.poll(answers, { timeout: 30_000 }).toBe(404);
  return {
    url,
    output,
    async stop() {
      child.kill('SIGTERM');
      await closed;
    },
  };
}

export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The address that the connection comes from, in 127.0.0.0/8. */
  readonly from?: string;
}

export interface Answer {
  /** 0 if there was none. */
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Bodies without a content-length are chunked. */
export function send(
  url: string,
  { method = 'GET', headers = {}, body, from = '127.0.0.1' }: Sent = {},
): Promise<Answer> {
  return new Promise((resolve) => {
    const none = () => resolve({ status: 0, headers: {}, body: Buffer.alloc(0) });
    const sent = request(url, { method, headers, localAddress: from, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', none);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
      });
    });
    sent.on('error', none);
    sent.end(body);
  });
}

/** Posts a batch as the client does. */
export function post(url: string, id: string, body: string, more: Sent = {}): Promise<Answer> {
  const length = { 'content-length': String(Buffer.byteLength(body)) };
  const headers = { 'content-type': 'application/json', 'idempotency-key': id, ...length, ...more.headers };
  return send(`${url}/v1/metrics`, { method: 'POST', body, ...more, headers });
}
