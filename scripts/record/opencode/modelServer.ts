import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Handler } from '../../../test/adapters/support/servers.js';
import { answers } from './answers.js';

/** A provider on the loopback that gives the answers of a scenario in turn, and titles whenever one is asked for. */
export async function serveModel() {
  let queue: Handler[] = [];
  const server = createServer(async (request, response) => {
    const { model } = JSON.parse(await textOf(request)) as { readonly model: string };
    const answer = model === 'small' ? answers.answer : (queue.shift() ?? answers.status(404));
    await answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    give(handlers: readonly Handler[]): void {
      queue = [...handlers];
    },
    close(): void {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const body: Buffer[] = [];
  for await (const chunk of request) body.push(chunk);
  return Buffer.concat(body).toString();
}
