import type { CollectorStore } from './CollectorStore.js';
import { asVoid, unavailable } from './problemDetails.js';
import { utcDate } from './utcDate.js';

/**
 * The same store, and whether it works: `check` rejects where it cannot be read, and after a write that failed, where it cannot
 * be written.
 */
export function watchedHealth(store: CollectorStore, now: () => number) {
  let writes = true;
  let tried = { at: Number.NEGATIVE_INFINITY, outcome: Promise.resolve<unknown>(undefined) };
  const watched: CollectorStore = {
    find: (id) => store.find(id),
    async settle(id, decision, date) {
      try {
        const outcome = await store.settle(id, decision, date);
        writes = true;
        return outcome;
      } catch (error) {
        writes = false;
        throw error;
      }
    },
    rows: (filter) => store.rows(filter),
    sums: (filter, by) => store.sums(filter, by),
    close: () => store.close(),
  };
  /**
   * With a write of its own: whoever is sent no posts as long as this fails would never learn that they can be written again.
   * All who ask within a second share one: anybody may ask.
   */
  const tryWriting = (): Promise<unknown> => {
    if (Math.abs(now() - tried.at) < 1000) return tried.outcome;
    const nothing = { kind: 'void', problem: asVoid(unavailable.problem) } as const;
    const outcome = watched.settle(`healthz-${crypto.randomUUID()}`, nothing, utcDate(now()));
    tried = { at: now(), outcome };
    return outcome;
  };
  return { store: watched, check: (): Promise<unknown> => (writes ? store.find('healthz') : tryWriting()) };
}
