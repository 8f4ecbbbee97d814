import { startNode } from './engines.js';

/** So much room for what is new that nothing of it is collected while it is measured. */
const flags = ['--expose-gc', '--min-semi-space-size=512', '--max-semi-space-size=512'];

/** Bytes of heap for each of ten million events that count nothing, by the way that they come in. */
export async function measureHeap(): Promise<Readonly<Record<string, number>>> {
  const code = "import { heapPerEvent } from './heapPerEvent.js'; export const result = heapPerEvent();";
  const engine = await startNode({ heap: code }, flags);
  try {
    return (await engine.run('heap')) as Record<string, number>;
  } finally {
    await engine.close();
  }
}
