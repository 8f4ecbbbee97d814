import { type CollectorStore, type CountedRow, type RowFilter, type Sum, tooFew } from '../CollectorStore.js';
import { singleBatches } from '../singleBatches.js';
import { untilAnswered } from './ContractDatabase.js';
import { expectEqual } from './expectEqual.js';
import { names, randomDecision } from './randomDecisions.js';
import type { SeededRandom } from './seededRandom.js';

const period = { from: '2026-05-19', to: '2026-05-23' };
const batches = 150;

/**
 * Counts random batches, publishes some of their days for different numbers, drops perhaps one, and compares the sums of every
 * combination of filters with the rows of the same filter, added up here.
 *
 * @throws Error if they differ
 */
export async function compareSums(store: CollectorStore, random: SeededRandom): Promise<void> {
  const settleSome = async (from: number, to: number) => {
    for (let n = from; n < to; n++) {
      const date = `2026-05-${random.integer(18, 23)}`;
      const settlement = { id: `contract-sums-${n}`, sealed: date, decision: randomDecision(random) };
      await untilAnswered(() => singleBatches(store).settle(settlement, date));
    }
  };
  await settleSome(0, batches / 2);
  await untilAnswered(() => store.publish('2026-05-20', random.integer(1, 4)));
  await settleSome(batches / 2, batches);
  await untilAnswered(() => store.publish('2026-05-22', random.integer(1, 4)));
  if (random.pick([true, false])) await untilAnswered(() => store.drop('2026-05-21', 1));

  for (const filter of filters()) {
    const rows = await untilAnswered(() => store.rows(filter));
    for (const by of ['bucket', 'version'] as const) {
      const sums = await untilAnswered(() => store.sums(filter, by));
      expectEqual(sums, sumsOf(rows, by), `sums by ${by} of ${JSON.stringify(filter)}`);
    }
  }
}

function* filters(): Generator<RowFilter> {
  for (const setAside of [false, true]) {
    for (const unpublished of [false, true]) {
      for (const version of [undefined, names.versions[0], tooFew, '9.9.9']) {
        for (const os of [undefined, 'linux', tooFew]) {
          for (const signal of [undefined, 'cache_hit', 'plan']) {
            yield {
              ...period,
              setAside,
              unpublished,
              ...(version !== undefined && { version }),
              ...(os !== undefined && { os }),
              ...(signal !== undefined && { signal }),
            };
          }
        }
      }
    }
  }
}

function sumsOf(rows: readonly CountedRow[], by: 'bucket' | 'version'): readonly Sum[] {
  const sums = new Map<string, Sum>();
  for (const { date, signal, [by]: of, count, reports } of rows) {
    const key = JSON.stringify([date, signal, of]);
    const sum = sums.get(key) ?? { date, signal, of, count: 0, reports: 0 };
    sums.set(key, { ...sum, count: sum.count + count, reports: sum.reports + reports });
  }
  const order = (a: Sum, b: Sum) => compare(a.date, b.date) || compare(a.signal, b.signal) || compare(a.of, b.of);
  return [...sums.values()].sort(order);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
