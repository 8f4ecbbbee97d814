import { copyFile, writeFile } from 'node:fs/promises';
import { request as send } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import workerd from 'workerd';
import { freePort } from '../../support/freePort.js';
import { listen } from './listen.js';
import type { Relay } from './Relay.js';
import { startProgram } from './startProgram.js';
import { type View, viewOf } from './views.js';

const example = fileURLToPath(new URL('../../../examples/ohttp-relay/worker.js', import.meta.url));

/** The Worker of the example in workerd, the runtime of Cloudflare's Workers, behind a server that notes what it receives. */
export async function startWorkerRelay(folder: string, gateway: string): Promise<Relay> {
  const port = await freePort();
  const file = join(folder, 'config.capnp');
  await copyFile(example, join(folder, 'worker.js'));
  await writeFile(file, configuration(port, gateway));
  const closeWorker = await startProgram(workerd, ['serve', file], `http://127.0.0.1:${port}/`);
  const views: View[] = [];
  const { url, close } = await listen((request, response) => {
    if (request.method === 'POST') views.push(viewOf(request));
    const { method, headers } = request;
    const passedOn = send({ host: '127.0.0.1', port, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passedOn.on('error', () => response.destroy());
    request.pipe(passedOn);
  });
  return {
    url: `${url}/`,
    seen: async () => views,
    async close() {
      close();
      await closeWorker();
    },
  };
}

const configuration = (port: number, gateway: string): string => `
  using Workerd = import "/workerd/workerd.capnp";
  const config :Workerd.Config = (
    services = [
      (name = "relay", worker = (
        modules = [(name = "worker.js", esModule = embed "worker.js")],
        compatibilityDate = "2026-07-01",
        bindings = [(name = "GATEWAY", text = "${gateway}")],
        globalOutbound = "loopback",
      )),
      (name = "loopback", network = (allow = ["local"])),
    ],
    sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "relay")],
  );
`;
