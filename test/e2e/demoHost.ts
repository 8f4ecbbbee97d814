import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FaultMode, SeenPost } from '../../demo/faults.js';

export interface OpenDemo {
  /** The address of the page. */
  readonly url: string;
  /** The origin of the collector. */
  readonly collectorUrl: string;
  /** Resolves once the collector behaves so. */
  setFault(mode: FaultMode): Promise<void>;
  /** The batches that reached the collector, newest first; Chromium may repeat a post by itself. */
  seen(): Promise<SeenPost[]>;
  /** All rows in the collector's database. */
  counts(): Promise<unknown>;
  close(): Promise<void>;
}

export interface DemoHost {
  /** Opens a demo on free ports, with its database in `folder`. */
  open(folder: string): Promise<OpenDemo>;
  /** @throws Error with the output of the process if it has failed, or was killed. */
  close(): Promise<void>;
}

export interface DemoRequest {
  readonly call: number;
  readonly what: 'open' | 'close' | 'counts';
  readonly db: string;
}

export type DemoAnswer = { readonly call: number } & ({ readonly value: unknown } | { readonly error: string });

const script = fileURLToPath(new URL('demoServer.ts', import.meta.url));

/** Starts a process that opens demos as `npm start` does. */
export function startDemoHost(): DemoHost {
  const child = fork(script, { execArgv: ['--import', import.meta.resolve('tsx')], silent: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = once(child, 'exit').then(([code, signal]) => `the demo ended with ${code ?? signal}: ${output}`);
  const waiting = new Map<number, (answer: DemoAnswer) => void>();
  child.on('message', (answer: DemoAnswer) => waiting.get(answer.call)?.(answer));
  let calls = 0;

  async function ask(what: DemoRequest['what'], db: string): Promise<unknown> {
    const call = calls++;
    const answered = new Promise<DemoAnswer>((resolve) => waiting.set(call, resolve));
    child.send({ call, what, db } satisfies DemoRequest);
    const answer = await Promise.race([answered, ended.then((error) => ({ call, error }))]);
    waiting.delete(call);
    if ('error' in answer) throw new Error(answer.error);
    return answer.value;
  }

  return {
    async open(folder) {
      const db = join(folder, '.data', 'turntally.db');
      const { url, collectorUrl } = (await ask('open', db)) as Pick<OpenDemo, 'url' | 'collectorUrl'>;
      const faults = new URL('faults', url);
      return {
        url,
        collectorUrl,
        async setFault(mode) {
          const response = await fetch(faults, { method: 'POST', body: JSON.stringify({ mode }) });
          if (!response.ok) throw new Error(await response.text());
        },
        async seen() {
          return (await (await fetch(faults)).json()).posts;
        },
        counts: () => ask('counts', db),
        close: async () => void (await ask('close', db)),
      };
    },
    async close() {
      child.disconnect();
      const message = await ended;
      if (child.exitCode !== 0) throw new Error(message);
    },
  };
}
