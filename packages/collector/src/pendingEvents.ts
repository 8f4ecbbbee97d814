/** Resolves after the events that are already waiting, above all posts that have arrived. */
export function pendingEvents(): Promise<void> {
  return new Promise((resolve) => {
    // Faster than a timer, where there is one.
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}
