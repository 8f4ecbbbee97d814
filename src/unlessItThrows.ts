/** What `work` returns; `undefined` where it throws. */
export function unlessItThrows<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
