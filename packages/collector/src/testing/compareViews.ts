import { type CollectorStore, type Period, type RowFilter, tooFew } from '../CollectorStore.js';
import { daysBefore } from '../utcDays.js';
import { untilAnswered } from './ContractDatabase.js';
import { expectEqual } from './expectEqual.js';
import type { LastCount } from './LastCount.js';
import { names } from './randomDecisions.js';
import type { SeededRandom } from './seededRandom.js';

/** Compares one view of the store with the last count. @throws Error if they differ. */
export async function compareViews(store: CollectorStore, model: LastCount, random: SeededRandom): Promise<void> {
  const filter = randomFilter(random);
  const view = JSON.stringify(filter);
  const kind = random.pick(['rows', 'bucket', 'bucket', 'version', 'version', 'omissions', 'totals'] as const);
  if (kind === 'rows') {
    expectEqual(await untilAnswered(() => store.rows(filter)), model.rows(filter), `rows of ${view}`);
  } else if (kind === 'totals') {
    const since = random.integer(0, 1) === 0 ? undefined : filter.from;
    expectEqual(await untilAnswered(() => store.totals(since)), model.totals(since), `totals since ${since}`);
  } else if (kind === 'omissions') {
    const period: Period = { from: filter.from, to: filter.to, unpublished: filter.unpublished ?? false };
    expectEqual(await untilAnswered(() => store.omissions(period)), model.omissions(period), `omissions of ${view}`);
  } else {
    const { limit: _, ...all } = filter;
    expectEqual(await untilAnswered(() => store.sums(all, kind)), model.sums(all, kind), `sums by ${kind} of ${view}`);
  }
}

function randomFilter(random: SeededRandom): RowFilter {
  const some = <T>(values: readonly T[]): T | undefined =>
    random.integer(0, 2) === 0 ? random.pick(values) : undefined;
  const from = daysBefore('2026-05-20', random.integer(-40, 10));
  const period = random.pick([
    { from: '0000-01-01', to: '9999-12-31' },
    { from, to: daysBefore(from, -random.integer(0, 30)) },
  ]);
  const version = some([...names.versions, tooFew]);
  const os = some([...names.systems, tooFew]);
  const signal = some(names.counters.map(([name]) => name));
  const limit = some([1, 3, 10]);
  return {
    ...period,
    unpublished: random.pick([true, false]),
    setAside: random.pick([true, false, false]),
    ...(version !== undefined && { version }),
    ...(os !== undefined && { os }),
    ...(signal !== undefined && { signal }),
    ...(limit !== undefined && { limit }),
  };
}
