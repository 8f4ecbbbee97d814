import type { CollectorStore } from '../CollectorStore.js';
import { untilAnswered } from './ContractDatabase.js';
import { expectEqual } from './expectEqual.js';
import { LastCount } from './LastCount.js';
import { randomDecision } from './randomDecisions.js';
import type { SeededRandom } from './seededRandom.js';
import { settleEach } from './settleEach.js';

const [date, next] = ['2026-05-20', '2026-05-21'];
const all = { from: '0000-01-01', to: '9999-12-31', unpublished: true } as const;

/** Settles the same group through each of the stores, one after the other: as if the answers to the ones before had been lost. */
export async function settleTwice(stores: readonly CollectorStore[], random: SeededRandom): Promise<void> {
  const model = new LastCount();
  const group = Array.from({ length: 60 }, (_, n) => ({
    id: `contract-${n}`,
    sealed: n % 2 === 0 ? date : '',
    decision: randomDecision(random),
  }));
  const wanted = group.map((each) => model.settle(each, date).outcome);
  for (const [n, store] of stores.entries()) {
    const settled = await untilAnswered(() => settleEach(store, group, n === 0 ? date : next));
    const outcomes = settled.map(({ outcome }) => outcome);
    expectEqual(outcomes, wanted, `the outcomes of call ${n}`);
    if (n > 0) expectEqual(settled.filter(({ isRepeat }) => !isRepeat).length, 0, `new batches in call ${n}`);
    for (const setAside of [false, true]) {
      const rows = await untilAnswered(() => store.rows({ ...all, setAside }));
      expectEqual(rows, model.rows({ ...all, setAside }), `the rows after call ${n}`);
    }
  }
}
