import { memoryUsage } from 'node:process';
import { start as record } from './contestants/record.js';
import { start as tap } from './contestants/tap.js';
import { makeStream } from './stream.js';

const repetitions = 10;

/** Requires a process with `--expose-gc` and a large young generation. */
export async function heapPerEvent(): Promise<Record<string, number>> {
  const { pool, order } = makeStream();
  const countsNothing = new Set(['text', 'reasoning', 'phase', 'turn_started', 'tool_dispatch', 'tool_progress']);
  const at = pool.findIndex(({ kind }) => countsNothing.has(kind));
  const stream = { pool, order: order.map((place) => (countsNothing.has(pool[place]?.kind ?? '') ? place : at)) };
  const bytes: Record<string, number> = {};
  for (const [way, start] of Object.entries({ record, tap })) {
    const { feed } = start();
    for (let n = 0; n < repetitions; n++) feed(stream); // until the code is compiled
    globalThis.gc?.();
    const before = memoryUsage().heapUsed;
    for (let n = 0; n < repetitions; n++) feed(stream);
    bytes[way] = (memoryUsage().heapUsed - before) / (repetitions * order.length);
  }
  return bytes;
}
