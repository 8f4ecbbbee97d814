import type { CollectorStore, CountedRow, Decision } from '../CollectorStore.js';
import { groupedBatches } from '../groupedBatches.js';
import { singleBatches } from '../singleBatches.js';
import { untilAnswered } from './ContractDatabase.js';
import { expectEqual } from './expectEqual.js';
import { randomDecision } from './randomDecisions.js';
import type { SeededRandom } from './seededRandom.js';

interface Load {
  readonly ids: number;
  readonly random: SeededRandom;
  /** Called with the number of calls that are answered, after each. */
  readonly onSettled?: (settled: number) => void;
}

const all = { from: '0000-01-01', to: '9999-12-31', unpublished: true } as const;
const callsAtOnce = 60;
const day = '2026-05-20';

/**
 * Settles each id three times at once, with three different decisions, through different stores on one empty database.
 *
 * @throws Error if an id has two outcomes, or if the rows of all days are not the sum of one decision of each id.
 */
export async function settleTogether(
  stores: readonly CollectorStore[],
  { ids, random, onSettled = () => {} }: Load,
): Promise<void> {
  const calls = random.shuffle(
    Array.from({ length: ids * 3 }, (_, n) => ({ id: `contract-${n % ids}`, decision: decisionOf(n % ids, random) })),
  );
  const batches = stores.map(groupedBatches);
  const outcomes = new Map<string, unknown>();
  let settled = 0;
  const settleNext = async (queue: { id: string; decision: Decision }[]) => {
    for (let call = queue.pop(); call !== undefined; call = queue.pop()) {
      const { id, decision } = call;
      const store = random.pick(batches);
      const { outcome } = await untilAnswered(() => store.settle({ id, sealed: sealedOf(id), decision }, day));
      expectEqual(outcome, outcomes.get(id) ?? outcome, `the outcome of ${id}`);
      outcomes.set(id, outcome);
      onSettled(++settled);
    }
  };
  const queue = [...calls];
  await Promise.all(Array.from({ length: callsAtOnce }, () => settleNext(queue)));

  const [store] = stores;
  if (store === undefined) throw new RangeError('there is no store');
  const rows = await untilAnswered(() => store.rows(all));
  const setAside = await untilAnswered(() => store.rows({ ...all, setAside: true }));
  // Each id has a bucket of its own, so its row is one of its decisions, or there is none.
  const found = new Map<string, CountedRow[]>();
  for (const row of [...rows, ...setAside]) found.set(row.bucket, [...(found.get(row.bucket) ?? []), row]);
  for (const [id, outcome] of outcomes) {
    const isCounted = JSON.stringify(outcome) === JSON.stringify({ kind: 'counted' });
    const own = (found.get(bucketOf(id)) ?? []).map(({ reports }) => reports);
    expectEqual(own, isCounted ? [1] : [], `the rows of ${id}, whose outcome is ${JSON.stringify(outcome)}`);
    const key = { id, sealed: sealedOf(id) };
    expectEqual(await untilAnswered(() => singleBatches(store).find(key)), outcome, `find of ${id}`);
  }
  // All ids share a row with the others, too.
  const counted = [...outcomes.keys()].filter((id) => found.has(bucketOf(id))).length;
  const shared = [...rows, ...setAside].filter(({ bucket }) => bucket === 'total');
  expectEqual(
    shared.reduce((sum, { reports }) => sum + reports, 0),
    counted,
    'the batches of the shared row',
  );
  expectEqual(
    shared.reduce((sum, { count }) => sum + count, 0),
    counted * 12,
    'the sum of the shared row',
  );
}

/** Half of the batches come without a sealed day. */
const sealedOf = (id: string): string => (Number(id.slice(-1)) % 2 === 0 ? day : '');

const bucketOf = (id: string): string => id.replaceAll('-', '_');

function decisionOf(n: number, random: SeededRandom): Decision {
  const decision = randomDecision(random);
  if (decision.kind === 'void') return decision;
  const own = { signal: 'plan', bucket: bucketOf(`contract-${n}`), count: 1 };
  const counters = random.shuffle([{ signal: 'turns', bucket: 'total', count: 12 }, own]);
  return { ...decision, payload: { version: '1.4.0', os: 'linux', counters: [...counters] } };
}
