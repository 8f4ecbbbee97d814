import { type IncomingMessage, request } from 'node:http';
import type { MetricsPayload } from '../../../src/protocol/index.js';

/** The counts of a batch by token. */
export type Counts = Readonly<Record<string, number>>;

export interface Batch {
  readonly id: string;
  readonly version: string;
  readonly os: MetricsPayload['os'];
  readonly counts: Counts;
}

let ids = 0;
export function newId(prefix = 'batch'): string {
  ids += 1;
  return `${prefix}-${String(ids).padStart(20, '0')}`;
}

export function batch(counts: Counts, over: Partial<Batch> = {}): Batch {
  return { id: newId(), version: '1.4.0', os: 'linux', counts, ...over };
}

export function bodyOf({ version, os, counts }: Batch): string {
  const counters = Object.entries(counts).map(([token, count]) => {
    const [signal = '', bucket = ''] = token.split('/');
    return { signal, bucket, count };
  });
  return JSON.stringify({ version, os, counters } satisfies MetricsPayload);
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Sends a request, from another loopback address if `from` is given. Rejects if there is no response. */
export function send(
  url: string,
  { method = 'GET', headers = {}, body = '', from = '127.0.0.1' }: SendOptions = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, localAddress: from, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

export interface SendOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The address that the connection comes from, in 127.0.0.0/8. */
  readonly from?: string;
}

/** Posts batches from different addresses, so that no rate limit matters. Returns the statuses. */
export async function postAll(url: string, batches: readonly Batch[]): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (const [index, one] of batches.entries()) {
    statuses.push((await post(url, one, `127.0.${1 + (index >> 5)}.${1 + (index % 32)}`)).status);
  }
  return statuses;
}

/** Posts a batch as the client does. */
export function post(url: string, one: Batch, from?: string): Promise<Answer> {
  return send(`${url}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': one.id },
    body: bodyOf(one),
    ...(from !== undefined && { from }),
  });
}
