import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { spreadOf } from '../lib/statistics.js';
import type { LoadResult } from './load.js';
import { load, startServer } from './processes.js';
import type { ServerOptions } from './server.js';

export type Handler = Omit<ServerOptions, 'file'> & { readonly name: string };

interface Setting {
  readonly connections: number;
  readonly seconds: number;
  readonly rounds: number;
}

type Measured = LoadResult & { readonly perSecond: number; readonly cpuPerPost: number };

/** Prints a table; compares the last handler with each. The handlers alternate, so that other load affects all of them. */
export async function compare(handlers: readonly Handler[], folder: string, setting: Setting): Promise<void> {
  const { connections, seconds, rounds } = setting;
  const results = handlers.map((handler) => ({ handler, all: [] as Measured[] }));
  for (let round = 0; round < rounds; round++) {
    for (const { handler, all } of results) all.push(await measure(handler, folder, setting));
  }
  const rows = results.map(({ handler: { name }, all }) => {
    const of = (figure: keyof Measured) => spreadOf(all.map((each) => each[figure])).median;
    return { name, of };
  });
  const ours = rows.at(-1)?.of('perSecond') ?? Number.NaN;
  console.log(`\n${connections} connections, medians of ${rounds} rounds of ${seconds} s\n`);
  console.log('| handler | accepted posts/s | p50 ms | p99 ms | not accepted | CPU µs per post | turntally is |');
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const { name, of } of rows) {
    const times = `${(ours / of('perSecond')).toFixed(1)} ×`;
    const [p50, p99] = [of('p50Ms').toFixed(1), of('p99Ms').toFixed(1)];
    const cells = [name, of('perSecond').toFixed(0), p50, p99, of('failed'), of('cpuPerPost').toFixed(0), times];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

/** A fresh process, a fresh file, and a second to warm up. */
async function measure({ handler, collector }: Handler, folder: string, setting: Setting): Promise<Measured> {
  const server = await startServer({ file: join(folder, `${randomUUID()}.db`), handler, collector });
  try {
    const { connections, seconds } = setting;
    const options = { port: server.port, connections, posts: Number.MAX_SAFE_INTEGER };
    await load({ ...options, seconds: 1 });
    const before = await server.usage();
    const result = await load({ ...options, seconds });
    const after = await server.usage();
    const cpuPerPost = (after.cpuMicroseconds - before.cpuMicroseconds) / result.accepted;
    return { ...result, perSecond: result.accepted / result.seconds, cpuPerPost };
  } finally {
    await server.stop();
  }
}
