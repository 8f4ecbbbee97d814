import { readFile } from 'node:fs/promises';
import type { MetricsPayload } from 'turntally/protocol';
import type { CollectorStore } from '../src/CollectorStore.js';

/** Ids of one sealed day: with fewer of them, the pages that begin a table would weigh more. */
export const ids = 20_000;

const payload: MetricsPayload = {
  version: '1.4.0',
  os: 'linux',
  counters: [{ signal: 'turns', bucket: 'total', count: 1 }],
};

/** Gives a store that many ids of the same day, 1,000 at a time. */
export async function addIds(store: Pick<CollectorStore, 'settleAll'>): Promise<void> {
  const [day, atOnce] = ['2026-05-20', 1000];
  for (let first = 0; first < ids; first += atOnce) {
    const settlements = Array.from({ length: atOnce }, (_, n) => ({
      id: `id-of-a-batch-${first + n}`,
      sealed: day,
      decision: { kind: 'count', payload } as const,
    }));
    await store.settleAll(day, settlements);
  }
}

/**
 * The table of docs/scale.md with the bytes of an id: the heading of a column and its cells, which must be what `bytesOfAnId` makes
 * of the ids of 45 days.
 */
export async function columnOfIds(store: 'SQLite' | 'PostgreSQL'): Promise<readonly (string | undefined)[]> {
  const scale = await readFile(new URL('../../../docs/scale.md', import.meta.url), 'utf8');
  const table = /^\| installs \| ids in 45 days [\s\S]*?\n\n/m.exec(scale)?.[0].trim().split('\n') ?? [];
  const rows = table.map((line) => line.split('|').map((cell) => cell.trim()));
  const column = rows[0]?.findIndex((heading) => heading.startsWith(store)) ?? 0;
  return rows.filter((_, n) => n !== 1).map((row) => row[column]);
}

/** The cells for 10^5 to 10^8 installs, each with 45 ids. */
export const sizesOf = (bytesOfAnId: number): readonly string[] =>
  [5, 6, 7, 8].map((power) => {
    const megabytes = Number(((45 * 10 ** power * bytesOfAnId) / 1e6).toPrecision(2));
    return megabytes < 1000 ? `${megabytes} MB` : `${megabytes / 1000} GB`;
  });
