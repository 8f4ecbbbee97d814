/** How much is kept of what may never be reported to be over. */
export const mostKept = 1000;

/** Lets go of the oldest entry of a set or a map that has one too many. */
export function keepLatest(kept: Map<unknown, unknown> | Set<unknown>): void {
  const [oldest] = kept.keys();
  if (kept.size > mostKept) kept.delete(oldest);
}
