import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';

type Fetch = Parameters<typeof getRequestListener>[0];

const stopTimeoutMs = 10_000;
/** How long a client that sent no valid request has to read the response and close the connection. */
const malformedTimeoutMs = 1000;

/**
 * Serves `fetch` over HTTP. `close` accepts no more connections, waits at most ten seconds for the requests in flight, and
 * resolves when all connections are closed.
 *
 * @throws Error with a readable message if the server cannot listen on the address.
 */
export async function listen(
  fetch: Fetch,
  { port, host }: { readonly port: number; readonly host: string },
): Promise<{ readonly url: string; close(): Promise<void> }> {
  // The response is a problem document even where Node would respond by itself or close the connection.
  const server = createServer(
    { requireHostHeader: false },
    getRequestListener(fetch, { errorHandler: malformedResponse }),
  );
  server.on('clientError', respondToMalformed);
  server.on('connect', respondToMalformed);
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
    server.once('error', (error) => reject(new Error(explainListenError(error, host, port))));
    server.listen(port, host, resolve);
  });
  return {
    url: urlOf(server),
    close: () =>
      new Promise((resolve) => {
        closing = true;
        for (const response of inFlight) if (!response.headersSent) response.setHeader('connection', 'close');
        const timer = setTimeout(() => server.closeAllConnections(), stopTimeoutMs);
        server.close(() => {
          clearTimeout(timer);
          resolve();
        });
        closeWhenIdle();
      }),
  };
}

// For what never becomes a request to the collector, e.g. with a malformed Host header or an unknown method.
const malformed = JSON.stringify({
  type: 'about:blank',
  title: 'Bad Request',
  status: 400,
  detail: 'The request is malformed.',
});
const malformedType = 'application/problem+json';

function malformedResponse(): Response {
  return new Response(malformed, { status: 400, headers: { 'content-type': malformedType } });
}

function respondToMalformed(_error: unknown, socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  // After clientError, Node no longer handles errors on the socket; an unhandled ECONNRESET would crash the process.
  socket.on('error', () => socket.destroy());
  setTimeout(() => socket.destroy(), malformedTimeoutMs).unref();
  const head = ['HTTP/1.1 400 Bad Request', `content-type: ${malformedType}`, `content-length: ${malformed.length}`];
  socket.end([...head, 'connection: close', '', malformed].join('\r\n'));
}

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') return String(address);
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}

function explainListenError(error: Error, host: string, port: number): string {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `port ${port} on ${host} is in use; choose another with --port`;
  if (code === 'EACCES') return `permission denied to listen on port ${port}; choose one above 1023 with --port`;
  return `cannot listen on ${host}, port ${port}: ${error.message}`;
}
