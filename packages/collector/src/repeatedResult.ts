import type { Outcome, Settled } from './CollectorStore.js';

/** The result of settling a batch that was known already, from what is stored for it. */
export function repeatedResult(
  stored: PromiseSettledResult<Outcome | undefined> | undefined,
): PromiseSettledResult<Settled> {
  if (stored?.status === 'rejected') return stored;
  const outcome = stored?.value;
  return outcome === undefined
    ? { status: 'rejected', reason: new Error('the batch id was not stored') }
    : { status: 'fulfilled', value: { outcome, isRepeat: true } };
}
