import type { Period, RowFilter } from './CollectorStore.js';

/** The parameters of the statements that read rows, without the limit. */
export function filterArgs({ version, os, signal, ...period }: RowFilter) {
  return {
    ...periodArgs(period),
    ...(version !== undefined && { version }),
    ...(os !== undefined && { os }),
    ...(signal !== undefined && { signal }),
  };
}

export function periodArgs({ from, to, unpublished = false }: Period) {
  return { from, to, unpublished: unpublished ? 1 : 0 };
}
