import type { CountedRow } from '../CollectorStore.js';

/** Order by code units, which for the names that are allowed is that of bytes. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

type Key = Omit<CountedRow, 'date' | 'count' | 'reports'> & { readonly date?: string };

export function byKey(a: Key, b: Key): number {
  const keys = ['date', 'version', 'os', 'signal', 'bucket'] as const;
  return keys.reduce((order, key) => order || compare(a[key] ?? '', b[key] ?? ''), 0);
}
