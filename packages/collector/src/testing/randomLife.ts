import { idRetentionDays } from 'turntally/protocol';
import type { CollectorStore, Settlement } from '../CollectorStore.js';
import { daysBefore } from '../utcDays.js';
import { forgetAll, untilAnswered } from './ContractDatabase.js';
import { compareViews } from './compareViews.js';
import { expectEqual } from './expectEqual.js';
import { LastCount } from './LastCount.js';
import { randomCount, randomDecision } from './randomDecisions.js';
import type { SeededRandom } from './seededRandom.js';
import { settleEach } from './settleEach.js';

/** How often the life did what it may do; a test that sees a 0 has shown nothing. */
export interface LifeSeen {
  repeated: number;
  published: number;
  withheld: number;
  forgotten: number;
  dropped: number;
}

const steps = 80;
const allIds = Array.from({ length: 40 }, (_, n) => `contract-batch-${n}`);
const views = 64;
/** Ahead and back again, as clocks that are wrong. */
const jumps = [1, 1, 2, 2, -1, -3, 400, -400];

/**
 * Lives with a store that is empty: batches of which each id comes three times at once, to several collectors; repeats of older
 * ids with other decisions; publishing, forgetting and dropping; a clock that jumps; collectors that restart.
 *
 * @throws Error if the store differs from the last count.
 */
export async function randomLife(
  open: () => CollectorStore,
  random: SeededRandom,
  seen: LifeSeen,
  partOf?: (id: string) => number,
): Promise<void> {
  const model = new LastCount(partOf);
  const minReports = random.integer(1, 4);
  const keepDays = random.integer(1, 8);
  const stores = [open(), open(), open()];
  let today = '2026-05-20';

  async function settleSome(): Promise<void> {
    const some = random.shuffle(allIds).slice(0, random.integer(1, 8));
    await settle(random.integer(0, 1) === 0 ? some.map(anyBatch) : some.map(plainBatch));
  }

  async function settle(batches: readonly Settlement[]): Promise<void> {
    const isRepeat = new Map(batches.map((batch) => [batch, model.find(batch) !== undefined]));
    const outcomes = new Map(batches.map((batch) => [batch, model.settle(batch, today).outcome]));
    const groups = Array.from({ length: 3 }, () => random.shuffle(batches));
    const answers = await Promise.all(
      groups.map(async (group) => {
        const store = random.pick(stores);
        const results = await untilAnswered(() => settleEach(store, group, today));
        return results.map((settled, n) => ({ batch: group[n], settled }));
      }),
    );
    for (const batch of batches) {
      const settled = answers.flat().flatMap((answer) => (answer.batch === batch ? [answer.settled] : []));
      for (const { outcome } of settled) expectEqual(outcome, outcomes.get(batch), `settle of ${batch.id}`);
      // A store that rejected a call may have settled the batch all the same, so at most one call says that it did.
      const isNew = settled.filter((each) => !each.isRepeat).length;
      if (isRepeat.get(batch)) seen.repeated += 1;
      const most = isRepeat.get(batch) ? 0 : 1;
      expectEqual(isNew <= most, true, `${isNew} calls that settled ${batch.id} first, of at most ${most}`);
    }
  }

  const anyBatch = (id: string) => ({ id, sealed: sealedDay(), decision: randomDecision(random) });

  /** Nearly all that a collector gets: a store may be faster with a group of these. */
  const plainBatch = (id: string) => ({ id, sealed: today, decision: randomCount(random) });

  /** Also days to which ids come late, and one of which they have been forgotten. */
  function sealedDay(): string {
    return random.pick(['', today, today, daysBefore(today, random.integer(-1, 2)), '2026-03-01']);
  }

  async function maintain(): Promise<void> {
    const store = random.pick(stores);
    await untilAnswered(() => store.publish(today, minReports));
    await forgetAll(store, today);
    model.publish(today, minReports);
    seen.forgotten += model.forget(today);
  }

  async function drop(): Promise<void> {
    const before = daysBefore(today, keepDays);
    const store = random.pick(stores);
    await untilAnswered(() => store.drop(before, keepDays));
    seen.dropped += model.drop(before, keepDays);
  }

  async function pass(days: number): Promise<void> {
    for (let n = 0; n < days; n++) {
      today = daysBefore(today, -1);
      await maintain();
    }
  }

  async function restart(): Promise<void> {
    const n = random.integer(0, stores.length - 1);
    await stores[n]?.close();
    stores[n] = open();
  }

  const jump = (days: number) => {
    today = daysBefore(today, -days);
  };

  /** Counts of a day that was published go to the next day, on which the collector never runs. */
  async function skipDay(): Promise<void> {
    for (let n = 0; n < 2; n++) {
      await settleSome();
      jump(2);
      await maintain();
      jump(-2);
    }
    jump(400);
    await drop();
    jump(-398);
  }

  async function compareIds(sealedDays: readonly string[] = ['', today, '2026-03-01']): Promise<void> {
    const store = random.pick(stores);
    const keys = allIds.flatMap((id) => sealedDays.map((sealed) => ({ id, sealed })));
    const found = await untilAnswered(() => store.findAll(keys));
    keys.forEach((key, n) => {
      const expected = { status: 'fulfilled', value: model.find(key) };
      expectEqual(found[n], expected, `find of ${key.id}, sealed on ${key.sealed}`);
    });
  }

  /** So that each life has ids that are forgotten, neither a day early nor late, and days that are dropped, whatever its choices are. */
  async function growOld(): Promise<void> {
    const sealedDays = ['', today, daysBefore(today, -1)];
    await settle(
      allIds.slice(0, 9).map((id, n) => ({ ...plainBatch(id), sealed: sealedDays[n % sealedDays.length] ?? '' })),
    );
    await pass(idRetentionDays);
    for (let day = 0; day < 3; day++) {
      await compareIds(sealedDays);
      await pass(1);
    }
    await drop();
  }

  for (let step = 0; step < steps; step++) {
    if (step === steps / 2) await growOld();
    const choice = random.integer(1, 31);
    if (choice <= 18) await settleSome();
    else if (choice <= 21) await maintain();
    else if (choice <= 26) jump(random.pick(jumps));
    else if (choice <= 28) await drop();
    else if (choice <= 29) await restart();
    else if (choice <= 30) await skipDay();
    else await pass(random.pick([2, 2, 2, idRetentionDays + 1]));
  }
  await compareIds();
  for (let n = 0; n < views; n++) await compareViews(random.pick(stores), model, random);
  const all = { from: '0000-01-01', to: '9999-12-31' };
  seen.published += model.rows(all).length;
  for (const { withheld } of model.omissions(all)) seen.withheld += withheld;
}
