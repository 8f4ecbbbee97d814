import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CollectorStore, type CountedRow, type RowFilter, sqliteStore } from '../../src/index.js';
import { databaseFile, newId } from '../support.js';
import { testStore } from '../testStore.js';

const all = { from: '2026-05-01', to: '2026-05-03' } as const;
const fold = 'too few';

const counter = fc.constantFrom(
  { signal: 'turns', bucket: 'total' },
  { signal: 'provider_error', bucket: 'timeout' },
  { signal: 'provider_error', bucket: 'http_429' },
  { signal: 'tool_error', bucket: 'exec' },
);
const batch = fc.record({
  date: fc.constantFrom('2026-05-01', '2026-05-02', '2026-05-03'),
  version: fc.constantFrom('1.0.0', '1.1.0', '2.0.0'),
  os: fc.constantFrom<CountedRow['os'] & ('linux' | 'macos' | 'ios')>('linux', 'macos', 'ios'),
  counters: fc.uniqueArray(counter, {
    minLength: 1,
    maxLength: 4,
    selector: ({ signal, bucket }) => `${signal}/${bucket}`,
  }),
});
type Batch = {
  readonly date: string;
  readonly version: string;
  readonly os: string;
  readonly counters: readonly { signal: string; bucket: string }[];
};

/** Every batch has a different count, so that a sum shows which batches are in it. */
async function published(
  batches: readonly Batch[],
  minReports: number,
  check: (store: CollectorStore) => Promise<void>,
): Promise<void> {
  const path = `${folder}-${newId()}`;
  const store = testStore(sqliteStore(`file:${path}`));
  try {
    for (const [n, { date, version, os, counters }] of batches.entries()) {
      const counted = counters.map((token) => ({ ...token, count: countOf(n) }));
      const payload = { version, os: os as 'linux', counters: counted };
      await store.settle(newId(), { kind: 'count', payload }, date);
    }
    await store.publish('2026-05-04', minReports);
    await check(store);
  } finally {
    await store.close();
    for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
  }
}
let folder = '';
const countOf = (n: number): number => 1 + ((n * 7919) % 9973);

interface Cell {
  readonly date: string;
  readonly version: string;
  readonly os: string;
  readonly signal: string;
  readonly bucket: string;
}

/** The stored rows, each with its batches. */
function cellsOf(batches: readonly Batch[]) {
  const cells = new Map<string, Cell & { readonly batches: Set<number> }>();
  for (const [n, { counters, ...release }] of batches.entries()) {
    for (const token of counters) {
      const key = JSON.stringify([release.date, release.version, release.os, token.signal, token.bucket]);
      const cell = cells.get(key) ?? { ...release, ...token, batches: new Set<number>() };
      cell.batches.add(n);
      cells.set(key, cell);
    }
  }
  return [...cells.values()];
}

const fits = (row: Cell, filter: RowFilter): boolean =>
  row.date >= filter.from &&
  row.date <= filter.to &&
  (['version', 'os', 'signal'] as const).every((name) => filter[name] === undefined || filter[name] === row[name]);

const given = fc.tuple(fc.array(batch, { maxLength: 45 }), fc.integer({ min: 1, max: 7 }));

test('should never show a sum of fewer batches, nor one row in two sums', { timeout: 120_000 }, async () => {
  folder = databaseFile();
  await fc.assert(
    fc.asyncProperty(given, ([batches, minReports]) =>
      published(batches, minReports, async (store) => {
        const shown = await store.rows(all);
        let left = cellsOf(batches);
        // From the finest to the coarsest: the parts of a sum are all rows that fit it and are in no finer sum.
        for (const row of [...shown].sort((a, b) => coarseness(a) - coarseness(b))) {
          const parts = left.filter(
            (cell) => within(cell, row) && (coarseness(row) === 0 || cell.batches.size < minReports),
          );
          left = left.filter((cell) => !parts.includes(cell));
          expect(row.count).toBe(sum(parts.flatMap((cell) => [...cell.batches].map(countOf))));
          const contributors = new Set(parts.flatMap((cell) => [...cell.batches]));
          expect(contributors.size).toBeGreaterThanOrEqual(minReports);
          expect(row.reports).toBeLessThanOrEqual(sum(parts.map((cell) => cell.batches.size)));
        }
        for (const cell of left) expect(cell.batches.size).toBeLessThan(minReports);
        const withheld = sum((await store.omissions(all)).map((each) => each.withheld));
        expect(withheld).toBe(left.length);
      }),
    ),
    { numRuns: 60 },
  );
});

const filters = fc.record(
  {
    from: fc.constantFrom('2026-05-01', '2026-05-02'),
    to: fc.constantFrom('2026-05-02', '2026-05-03'),
    version: fc.constantFrom('1.0.0', '2.0.0'),
    os: fc.constantFrom('linux', 'ios'),
    signal: fc.constantFrom('turns', 'provider_error'),
  },
  { requiredKeys: ['from', 'to'] },
);

test('should have in every view the same rows that fit its filter, and their sums', { timeout: 120_000 }, async () => {
  folder = databaseFile();
  await fc.assert(
    fc.asyncProperty(given, filters, ([batches, minReports], filter) =>
      published(batches, minReports, async (store) => {
        const rows = (await store.rows(all)).filter((row) => fits(row, filter));
        expect(await store.rows(filter)).toEqual(rows);
        for (const by of ['bucket', 'version'] as const) {
          const sums = await store.sums(filter, by);
          const nonzero = sums
            .filter(({ count }) => count > 0)
            .map((each) => [each.date, each.signal, each.of, each.count]);
          expect(nonzero).toEqual(added(rows, by));
        }
      }),
    ),
    { numRuns: 60 },
  );
});

function coarseness({ os, version, bucket }: Cell): number {
  return [os, version, bucket].filter((name) => name === fold).length;
}

const within = (cell: Cell, row: Cell): boolean =>
  cell.date === row.date &&
  cell.signal === row.signal &&
  (['version', 'os', 'bucket'] as const).every((name) => row[name] === fold || row[name] === cell[name]);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function added(rows: readonly CountedRow[], by: 'bucket' | 'version') {
  const sums = new Map<string, number>();
  for (const row of rows) {
    const key = JSON.stringify([row.date, row.signal, row[by]]);
    sums.set(key, (sums.get(key) ?? 0) + row.count);
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, count]) => [...JSON.parse(key), count]);
}
