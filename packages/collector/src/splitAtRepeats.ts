/**
 * Splits items, in their order, so that no id comes twice in a piece: of two batches with one id, the first may decide about the
 * other, so it must be stored before.
 */
export function splitAtRepeats<Item>(items: readonly Item[], idOf: (item: Item) => string): readonly Item[][] {
  const pieces: Item[][] = [];
  let ids = new Set<string>();
  for (const item of items) {
    const id = idOf(item);
    if (pieces.length === 0 || ids.has(id)) {
      pieces.push([]);
      ids = new Set();
    }
    ids.add(id);
    pieces.at(-1)?.push(item);
  }
  return pieces;
}
