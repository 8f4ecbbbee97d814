import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A server that fails as its path says: see `answers`. */
    readonly failingServer: string;
    /** The address of a server that has gone. */
    readonly noServer: string;
  }
}

const begin = (response: ServerResponse, then?: () => void): void => void response.write('data: {}\n\n', then);
const reset = (response: ServerResponse): void => void response.socket?.resetAndDestroy();

const answers: { readonly [path: string]: (response: ServerResponse) => void } = {
  '/429': (response) => response.writeHead(429).end(),
  '/503': (response) => response.writeHead(503).end(),
  '/reset': reset,
  '/resetInStream': (response) => begin(response, () => reset(response)),
  '/silence': () => {},
  '/stallInStream': (response) => begin(response),
};

async function listen(): Promise<{ readonly url: string; close(): void }> {
  const server = createServer(({ url = '' }, response) => {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('connection', 'close'); // browsers ask again where an old connection was reset
    answers[url]?.(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

/** What pages cannot do themselves: Vitest calls it before the tests of each engine, and the function after them. */
export async function setup(project: TestProject): Promise<() => void> {
  const gone = await listen();
  const server = await listen();
  gone.close();
  project.provide('failingServer', server.url);
  project.provide('noServer', gone.url);
  return server.close;
}
