import type { CollectorStore } from '@turntally/collector';
import { explained } from '../errors.js';

/** The same store, which also tells when it begins to fail and when it works again: senders are told nothing but to try later. */
export function reporting(store: CollectorStore, report: (line: string) => void): CollectorStore {
  let failing: { readonly reason: string; readonly writing: boolean } | undefined;
  async function watched<T>(result: Promise<T>, writing = false): Promise<T> {
    try {
      const value = await result;
      // That it can be read does not tell that it can be written.
      if (failing !== undefined && (writing || !failing.writing)) {
        report('the database works again');
        failing = undefined;
      }
      return value;
    } catch (error) {
      const reason = explained(error);
      if (reason !== failing?.reason) report(`the database failed: ${reason}`);
      failing = { reason, writing: writing || failing?.writing === true };
      throw error;
    }
  }
  return {
    find: (id) => watched(store.find(id)),
    settle: (id, decision, date) => watched(store.settle(id, decision, date), true),
    rows: (filter) => watched(store.rows(filter)),
    sums: (filter, by) => watched(store.sums(filter, by)),
    close: () => store.close(),
  };
}
