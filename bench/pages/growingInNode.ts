/** Run in a process of its own, with --expose-gc. */
import { grow, kept } from './growing.js';

const heap = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};

await grow(100_000); // compiled, and all tokens seen
const before = heap();
await grow(10_000); // what a collection has thrown away is compiled again
const grown = await grow(Number(process.argv[2]));
const heapBytes = heap() - before;
process.stdout.write(JSON.stringify({ ...grown, heapBytes, ...(await kept()) }), () => process.exit());
