import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { malformedResponse } from '@turntally/collector';
import { limitConnections } from './limitConnections.js';
import { oneAtATime } from './oneAtATime.js';
import { respondToMalformed } from './respondToMalformed.js';

type Fetch = Parameters<typeof getRequestListener>[0];

const stopTimeoutMs = 10_000;

const maxConnections = 1024;
/** Requests that a connection may send before the one in progress is answered. */
const maxWaiting = 64;
/** Milliseconds without a byte in either direction, e.g. because a client does not read its answer. */
const idleTimeoutMs = 120_000;
const timeouts = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5000,
};

export interface ListenOptions {
  readonly port: number;
  readonly host: string;
  /**
   * Connections that one address, or one network of IPv6, may have open; further ones are closed. If an address floods one of
   * them, all of them are closed, and it is barred for ten seconds.
   *
   * @defaultValue addresses are neither limited nor barred, because those of proxies speak for many clients
   */
  readonly connectionsPerAddress?: number;
}

/**
 * Serves `fetch` over HTTP. `close` accepts no more connections, waits at most ten seconds for the requests in flight, and
 * resolves when all connections are closed.
 *
 * @throws Error with a readable message if the server cannot listen on the address.
 */
export async function listen(
  fetch: Fetch,
  { port, host, connectionsPerAddress }: ListenOptions,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const inFlight = new Set<ServerResponse>();
  let closing = false;
  const closeWhenIdle = () => {
    if (closing && inFlight.size === 0) server.closeAllConnections();
  };
  const respond = getRequestListener(fetch, { errorHandler: () => malformedResponse(400) });
  const handle: RequestListener = (request, response) => {
    inFlight.add(response);
    response.once('close', () => {
      inFlight.delete(response);
      closeWhenIdle();
    });
    void respond(request, response);
  };
  // The response is a problem document even where Node would respond by itself or close the connection.
  const server = createServer(
    { requireHostHeader: false, ...timeouts },
    oneAtATime(handle, maxWaiting, (socket) => closeFlooding(socket)),
  );
  server.maxConnections = maxConnections;
  server.timeout = idleTimeoutMs;
  const closeFlooding =
    connectionsPerAddress === undefined
      ? (socket: Socket) => socket.destroy()
      : limitConnections(server, connectionsPerAddress);
  server.on('clientError', respondToMalformed);
  server.on('connect', respondToMalformed);
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
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
