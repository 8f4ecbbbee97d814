import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../../packages/cli/src/main.ts', import.meta.url));

/** What a reader of the sums must send. */
export const token = 'reader-of-the-sums';

export interface CollectorProcess {
  readonly url: string;
  readonly child: ChildProcess;
  readonly gone: Promise<unknown>;
}

/** `turntally collect` with this file on a free port, from its source. The caller kills it. */
export function startCollector(file: string): Promise<CollectorProcess> {
  return startCollectorWith(`file:${file}`);
}

/** The same with the database of a URL. */
export async function startCollectorWith(db: string): Promise<CollectorProcess> {
  const args = [
    '--conditions=@turntally/source',
    '--import',
    import.meta.resolve('tsx'),
    main,
    'collect',
    '--db',
    db,
    '--port',
    '0',
    '--min-reports',
    '1',
  ];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, TURNTALLY_TOKEN: token },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'close');
  let printed = '';
  for await (const text of child.stdout.setEncoding('utf8')) {
    printed += text;
    const url = printed.match(/listening on (\S+)\n[\s\S]*stats page/)?.[1];
    if (url) return { url, child, gone };
  }
  throw new Error(`the collector ended: ${printed}`);
}

/** A status, and whether it came with the promise never to count; undefined where there was no answer. */
export type Answer = { readonly status: number; readonly void: boolean } | undefined;

/** Posts from a loopback address of choice: each has a rate limit of its own. `sealed` is a day; `''` sends none, as an old client. */
export function postFrom(localAddress: string, url: string, id: string, body: string, sealed = ''): Promise<Answer> {
  return new Promise((resolve) => {
    const day = sealed === '' ? {} : { 'turntally-sealed': sealed };
    const headers = { 'content-type': 'application/json', 'idempotency-key': id, ...day };
    const sent = request(`${url}/v1/metrics`, { method: 'POST', headers, localAddress, agent: false });
    sent.on('error', () => resolve(undefined));
    sent.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      response.on('error', () => resolve(undefined));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, void: text.includes('"void":true') });
      });
    });
    sent.end(body);
  });
}
