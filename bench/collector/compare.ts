import { formatSpread, spreadOf } from '../lib/statistics.js';
import type { LoadResult } from './load.js';
import { load, startServer } from './processes.js';
import type { ServerOptions } from './server.js';

export type Handler = Omit<ServerOptions, 'database'> & { readonly name: string };

interface Setting {
  /** Returns the URL of a new, empty database. */
  readonly newDatabase: () => Promise<string>;
  readonly connections: number;
  readonly seconds: number;
  readonly rounds: number;
}

type Measured = LoadResult & { readonly perSecond: number; readonly cpuPerPost: number };

const headings = [
  'handler',
  'accepted posts/s',
  'p50 ms',
  'p99 ms',
  'not accepted',
  'CPU µs a post',
  "turntally's posts/s",
  "turntally's p99",
];

/**
 * Prints a table, and the last handler's ratio to each, round by round: median, least and most. The handlers alternate, so that
 * other load affects all of them.
 */
export async function compare(handlers: readonly Handler[], setting: Setting): Promise<void> {
  const { connections, seconds, rounds } = setting;
  const results = handlers.map((handler) => ({ handler, all: [] as Measured[] }));
  for (let round = 0; round < rounds; round++) {
    for (const { handler, all } of results) all.push(await measure(handler, setting));
  }
  const ours = results.at(-1)?.all ?? [];
  console.log(`\n${connections} connections, medians of ${rounds} rounds of ${seconds} s\n`);
  printRow(headings);
  printRow(headings.map((_, column) => (column === 0 ? '---' : '---:')));
  for (const { handler, all } of results) {
    const of = (figure: keyof Measured, digits: number) =>
      spreadOf(all.map((each) => each[figure])).median.toFixed(digits);
    const ratio = (figure: 'perSecond' | 'p99Ms') =>
      all === ours ? '' : `${formatSpread(spreadOf(ours.map((our, n) => our[figure] / (all[n]?.[figure] ?? 0))))} ×`;
    printRow([
      handler.name,
      of('perSecond', 0),
      of('p50Ms', 1),
      of('p99Ms', 1),
      of('failed', 0),
      of('cpuPerPost', 0),
      ratio('perSecond'),
      ratio('p99Ms'),
    ]);
  }
}

function printRow(cells: readonly string[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}

/** A fresh process, an empty database, and up to four seconds to warm up. */
async function measure({ handler, collector }: Handler, setting: Setting): Promise<Measured> {
  const server = await startServer({ database: await setting.newDatabase(), handler, collector });
  try {
    const { connections, seconds } = setting;
    const options = { port: server.port, connections, posts: Number.MAX_SAFE_INTEGER };
    await load({ ...options, seconds: 4, posts: 20_000 });
    const before = await server.usage();
    const result = await load({ ...options, seconds });
    const after = await server.usage();
    const cpuPerPost = (after.cpuMicroseconds - before.cpuMicroseconds) / result.accepted;
    return { ...result, perSecond: result.accepted / result.seconds, cpuPerPost };
  } finally {
    await server.stop();
  }
}
