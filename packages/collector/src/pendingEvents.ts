/** Resolves after the events that are already waiting, above all posts that have arrived. */
export function pendingEvents(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
