import type { Batches, BatchStore } from './Batches.js';
import { batchCalls } from './batchCalls.js';
import type { BatchKey, Outcome, Settled, Settlement } from './CollectorStore.js';
import { pendingEvents } from './pendingEvents.js';

/** What one transaction takes: some milliseconds in a file. Larger ones save little. */
const maxGroupSize = 256;

type Waiting = { readonly settlement: Settlement; readonly date: string };

/**
 * Lets calls that come at about the same time share one call of the store: the calls that come while one runs share the next one.
 * For processes that live: a promise is shared by several requests, which Cloudflare Workers does not allow.
 */
export function groupedBatches(store: BatchStore): Batches {
  const hasRoom = (group: readonly unknown[]): boolean => group.length < maxGroupSize;
  const find = batchCalls<BatchKey, Outcome | undefined>({
    fits: hasRoom,
    run: oneAtATime((keys) => store.findAll(keys)),
  });
  const settle = batchCalls<Waiting, Settled>({
    fits: (group, { date }) => date === group[0].date && hasRoom(group),
    run: oneAtATime((group) =>
      store.settleAll(
        group[0].date,
        group.map(({ settlement }) => settlement),
      ),
    ),
  });
  return { find, settle: (settlement, date) => settle({ settlement, date }) };
}

/** Runs one group after the other; a group is closed when its turn comes. */
function oneAtATime<Call, Result>(
  run: (group: readonly [Call, ...Call[]]) => Promise<readonly PromiseSettledResult<Result>[]>,
) {
  let last: Promise<unknown> = Promise.resolve();
  return (closeGroup: () => readonly [Call, ...Call[]]) => {
    const results = last.then(async () => {
      await pendingEvents(); // every request that has arrived can join the group
      return run(closeGroup());
    });
    last = results.catch(() => undefined);
    return results;
  };
}
