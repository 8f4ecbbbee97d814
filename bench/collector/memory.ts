import { join } from 'node:path';
import type { Handler } from './compare.js';
import { load, startServer } from './processes.js';

const connections = 256;
const steps = 20;

/** Prints the memory use of a collector after every twentieth of the posts. */
export async function watchMemory({ handler, collector }: Handler, folder: string, posts: number): Promise<void> {
  const server = await startServer({ database: `file:${join(folder, 'memory.db')}`, handler, collector });
  console.log('| posts | accepted posts/s | p50 ms | p99 ms | not accepted | RSS MiB | heap MiB |');
  console.log('| ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
  let sent = 0;
  for (let step = 1; step <= steps; step++) {
    const more = Math.round((posts * step) / steps) - sent;
    const { accepted, failed, seconds, p50Ms, p99Ms } = await load({
      port: server.port,
      connections,
      seconds: Number.MAX_SAFE_INTEGER,
      posts: more,
    });
    sent += more;
    const { rss, heapUsed } = await server.usage();
    const times = [(accepted / seconds).toFixed(0), p50Ms.toFixed(1), p99Ms.toFixed(1)];
    console.log(`| ${[sent, ...times, failed, mebibytes(rss), mebibytes(heapUsed)].join(' | ')} |`);
  }
  await server.stop();
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}
