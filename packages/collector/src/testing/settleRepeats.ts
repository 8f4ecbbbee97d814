import type { CollectorStore } from '../CollectorStore.js';
import { untilAnswered } from './ContractDatabase.js';
import { expectEqual } from './expectEqual.js';
import { LastCount } from './LastCount.js';
import { randomDecision } from './randomDecisions.js';
import type { SeededRandom } from './seededRandom.js';
import { settleEach } from './settleEach.js';

const date = '2026-05-20';
const sealedDays = ['', '2026-05-19', date];
const all = { from: '0000-01-01', to: '9999-12-31', unpublished: true } as const;

/** Settles calls in which several batches have one id: each must have the outcome that it has in the last count. */
export async function settleRepeats(store: CollectorStore, random: SeededRandom): Promise<void> {
  const model = new LastCount();
  for (let call = 0; call < 8; call++) {
    const settlements = Array.from({ length: 12 }, () => ({
      id: `contract-${call}-${random.integer(1, 4)}`,
      sealed: random.pick(sealedDays),
      decision: randomDecision(random),
    }));
    const wanted = settlements.map((each) => model.settle(each, date).outcome);
    const settled = await untilAnswered(() => settleEach(store, settlements, date));
    expectEqual(
      settled.map(({ outcome }) => outcome),
      wanted,
      `the outcomes of call ${call}`,
    );
  }
  expectEqual(await untilAnswered(() => store.rows(all)), model.rows(all), 'the rows');
}
