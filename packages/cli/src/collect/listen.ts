import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';

type Fetch = Parameters<typeof getRequestListener>[0];

const stopWithinMs = 10_000;
/** How long whoever sent no request may take to read the answer, and to hang up. */
const hangUpAfterMs = 1000;

/**
 * Serves on Node. `close` takes no more connections, lets the requests in flight finish, ten seconds at most, and
 * resolves when all is closed.
 *
 * @throws Error in words for a person when the address cannot be listened on.
 */
export async function listen(
  fetch: Fetch,
  { port, host }: { readonly port: number; readonly host: string },
): Promise<{ readonly url: string; close(): Promise<void> }> {
  // Where Node would answer by itself, or just hang up, the answer is a problem document all the same.
  const server = createServer({ requireHostHeader: false }, getRequestListener(fetch, { errorHandler: unreadable }));
  server.on('clientError', unparsable);
  server.on('connect', unparsable);
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  const inFlight = new Set<ServerResponse>();
  let closing = false;
  const closeWhenIdle = () => {
    if (closing && inFlight.size === 0) server.closeAllConnections();
  };
  server.prependListener('request', (_request, response) => {
    inFlight.add(response);
    response.once('close', () => {
      inFlight.delete(response);
      closeWhenIdle();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(new Error(reason(error, host, port))));
    server.listen(port, host, resolve);
  });
  return {
    url: urlOf(server),
    close: () =>
      new Promise((resolve) => {
        closing = true;
        for (const response of inFlight) if (!response.headersSent) response.setHeader('connection', 'close');
        const late = setTimeout(() => server.closeAllConnections(), stopWithinMs);
        server.close(() => {
          clearTimeout(late);
          resolve();
        });
        closeWhenIdle();
      }),
  };
}

// What never becomes a request that the collector could answer: a malformed Host header, a method unknown to Node.
const malformed = JSON.stringify({
  type: 'about:blank',
  title: 'Bad Request',
  status: 400,
  detail: 'This is not a request that can be read.',
});
const malformedType = 'application/problem+json';

function unreadable(): Response {
  return new Response(malformed, { status: 400, headers: { 'content-type': malformedType } });
}

function unparsable(_what: unknown, socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  // Node hears and closes no socket any more that it has handed over: whoever resets it would end the whole process.
  socket.on('error', () => socket.destroy());
  setTimeout(() => socket.destroy(), hangUpAfterMs).unref();
  const head = ['HTTP/1.1 400 Bad Request', `content-type: ${malformedType}`, `content-length: ${malformed.length}`];
  socket.end([...head, 'connection: close', '', malformed].join('\r\n'));
}

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') return String(address);
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}

function reason(error: Error, host: string, port: number): string {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `port ${port} on ${host} is in use: choose another with --port`;
  if (code === 'EACCES') return `port ${port} may not be used: choose one above 1023 with --port`;
  return `cannot listen on ${host}, port ${port}: ${error.message}`;
}
