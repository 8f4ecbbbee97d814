import { createServer, type RequestListener } from 'node:http';
import { bundlePage } from '../../support/bundlePage.js';

/** Serves on a loopback port of its own. */
export async function serve(listener: RequestListener): Promise<{ readonly url: string; close(): void }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('listens on no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

let bundled: Promise<string> | undefined;

/** The test page, and whatever it tells: the page does not go on before `onTold` is done. */
export async function servePage(onTold: (what: string, told: unknown) => Promise<void>) {
  bundled ??= bundlePage(new URL('page.ts', import.meta.url));
  const script = await bundled;
  return serve(async (request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://localhost');
    if (request.method === 'POST') {
      await onTold(pathname.slice(1), JSON.parse(await text(request)));
      response.writeHead(204).end();
    } else if (pathname === '/page.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
    } else {
      const page = '<!doctype html><title>turns</title><script type="module" src="/page.js"></script>';
      response.writeHead(200, { 'content-type': 'text/html' }).end(page);
    }
  });
}

async function text(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
