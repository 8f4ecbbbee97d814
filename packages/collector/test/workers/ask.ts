import { type IncomingHttpHeaders, request as send } from 'node:http';
import { payload } from '../support.js';

export interface Ask {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** With several and no length, the body is sent chunked. */
  readonly chunks: readonly string[];
}

export interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * Asks without what `fetch` adds: it asks for compression and undoes it, and it keeps connections, which workerd closes after an
 * answer to a body that it has not read.
 */
export function ask(
  url: string | URL,
  { method = 'GET', headers = {}, chunks = [] }: Partial<Ask> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = send(url, { method, headers, agent: false }, (response) => {
      response.toArray().then((body) => {
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(body) });
      }, reject);
    });
    request.on('error', reject);
    for (const chunk of chunks) request.write(chunk);
    request.end();
  });
}

let senders = 0;

/** A post from another address than all others, unless `over` says which. */
export function postOf(id: string, body = payload(), over: Ask['headers'] = {}): Ask {
  senders += 1;
  const headers = {
    'content-type': 'application/json',
    'content-length': `${body.length}`,
    'idempotency-key': id,
    'cf-connecting-ip': `2001:db8:${(senders >> 16).toString(16)}:${(senders & 0xffff).toString(16)}::1`,
    ...over,
  };
  return { method: 'POST', headers, chunks: [body] };
}
