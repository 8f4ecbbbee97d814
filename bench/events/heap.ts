import { startNode } from './engines.js';

/** A young generation so large that no garbage is collected while measuring. */
const flags = ['--expose-gc', '--min-semi-space-size=512', '--max-semi-space-size=512'];

/** Bytes of heap for each of ten million events that count nothing, for `record` and for `tap`. */
export async function measureHeap(): Promise<Readonly<Record<string, number>>> {
  const code = "import { heapPerEvent } from './heapPerEvent.js'; export const result = heapPerEvent();";
  const engine = await startNode({ heap: code }, flags);
  try {
    return (await engine.run('heap')) as Record<string, number>;
  } finally {
    await engine.close();
  }
}
