/** @throws Error with both values as JSON if they differ; the order of keys does not matter. */
export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  const [is, should] = [actual, expected].map((value) => JSON.stringify(value, sortKeys));
  if (is !== should) throw new Error(`${what}: expected ${should}, got ${is}`);
}

function sortKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
