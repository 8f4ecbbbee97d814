/** The sum of all counts. */
export const totalOf = (counts: Iterable<number>): number => [...counts].reduce((sum, count) => sum + count, 0);
