import type { CollectorStore } from '../CollectorStore.js';
import type { SeededRandom } from './seededRandom.js';
import { settleTogether } from './settleTogether.js';

const ids = 300;

/** Settles each id three times at once, and kills the server when a third of these calls are answered: the others are on their way. */
export async function settleWhileKilled(
  open: () => CollectorStore,
  kill: () => Promise<void>,
  random: SeededRandom,
): Promise<void> {
  let onSettled = (_settled: number): void => {};
  const killed = new Promise<void>((resolve, reject) => {
    onSettled = (settled) => {
      if (settled === ids) kill().then(resolve, reject);
    };
  });
  const stores = [open(), open(), open()];
  await Promise.all([settleTogether(stores, { ids, random, onSettled: (settled) => onSettled(settled) }), killed]);
}
