import { Server, type ServerResponse } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch'];

const stopWithinMs = 10_000;

/**
 * Serves on Node. `close` takes no more connections, lets the requests in flight finish, ten seconds at most, and resolves when all is closed.
 *
 * @throws Error in words for a person when the address cannot be listened on.
 */
export async function listen(
  fetch: Fetch,
  { port, host }: { readonly port: number; readonly host: string },
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createAdaptorServer({ fetch });
  if (!(server instanceof Server)) throw new Error('@hono/node-server made no HTTP/1.1 server');
  const inFlight = new Set<ServerResponse>();
  let closing = false;
  server.prependListener('request', (_request, response) => {
    inFlight.add(response);
    response.once('close', () => {
      inFlight.delete(response);
      if (closing && inFlight.size === 0) server.closeAllConnections();
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
        if (inFlight.size === 0) server.closeAllConnections();
      }),
  };
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
