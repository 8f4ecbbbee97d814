import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** A server on this machine that gives the answers one after another, and the last one again and again. */
export async function serve(...answers: readonly Handler[]) {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk);
    const answer = answers[Math.min(asked.length, answers.length - 1)];
    asked.push(Buffer.concat(body).toString());
    await answer?.(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    /** The bodies of all requests so far. */
    asked,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export type Served = Awaited<ReturnType<typeof serve>>;

/** An answer that is no stream. */
export const refusal =
  (status: number, body: unknown = { error: { message: 'a refusal' } }): Handler =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

/** Never answers. */
export const silence: Handler = () => {};

const begin = (response: ServerResponse): ServerResponse =>
  response.writeHead(200, { 'content-type': 'text/event-stream' });

const line = (item: unknown): string => `data: ${typeof item === 'string' ? item : JSON.stringify(item)}\n\n`;

/** Server-sent events to their end. */
export const events =
  (...items: readonly unknown[]): Handler =>
  (_, response) => {
    begin(response).end(items.map(line).join(''));
  };

/** Server-sent events, and then the connection is reset. */
export const resetAfter =
  (...items: readonly unknown[]): Handler =>
  (_, response) => {
    begin(response).write(items.map(line).join(''), () => response.destroy());
  };

/** Server-sent events, and then nothing, until somebody gives up. */
export const stallAfter =
  (...items: readonly unknown[]): Handler =>
  (_, response) => {
    begin(response).write(items.map(line).join(''));
  };
