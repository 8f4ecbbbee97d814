import type { CollectorStore } from '../CollectorStore.js';
import { singleBatches } from '../singleBatches.js';
import { type ContractDatabase, untilAnswered, withStores } from './ContractDatabase.js';
import { compareNotes } from './compareNotes.js';
import { compareSums } from './compareSums.js';
import { expectEqual } from './expectEqual.js';
import { LastCount } from './LastCount.js';
import { allDays, countsOf, settleOne } from './oneTurn.js';
import { randomDecision } from './randomDecisions.js';
import { type LifeSeen, randomLife } from './randomLife.js';
import { seededRandom } from './seededRandom.js';
import { settleRepeats } from './settleRepeats.js';
import { settleTogether } from './settleTogether.js';
import { settleTwice } from './settleTwice.js';
import { settleWhileKilled } from './settleWhileKilled.js';
import { settleWhilePublishing } from './settleWhilePublishing.js';

export interface StoreContractOptions {
  /** Creates an empty database; called for each test, and several times by some. */
  readonly create: () => Promise<ContractDatabase>;
  /**
   * Kills the server of the databases without a warning, and starts it again with the same data. Calls are repeated for some ten seconds
   * meanwhile.
   *
   * @defaultValue no server is killed: there is one test less
   */
  readonly kill?: () => Promise<void>;
  /**
   * The number of random lives.
   *
   * @defaultValue 12
   */
  readonly lives?: number;
  /**
   * The seed of the first life; the next lives have the next seeds.
   *
   * @defaultValue 1
   */
  readonly seed?: number;
  /**
   * The part of a store that keeps the id, if the store has parts that forget on their own: each forgets the ids of a sealed day when
   * no id of that day was added to this part for more than 30 days of operation.
   *
   * @defaultValue one part for all ids
   */
  readonly partOf?: (id: string) => number;
}

export interface ContractTest {
  readonly name: string;
  /** Rejects if the store breaks the contract, with what differs. */
  run(): Promise<void>;
}

/** Each has other days that are published, and other numbers. */
const sumsSeeds = 2;

/**
 * Returns the tests that every {@link CollectorStore} must pass: its answers are those of a list of batches that is added up anew,
 * whichever of several collectors is asked. A call that rejects is repeated, as clients post again.
 *
 * @example
 * for (const { name, run } of storeContract({ create: async () => ({ open: () => myStore(emptyDatabase()) }) })) test(name, run);
 */
export function storeContract({
  create,
  kill,
  lives = 12,
  seed = 1,
  partOf,
}: StoreContractOptions): readonly ContractTest[] {
  const withDatabase = (name: string, work: (open: () => CollectorStore) => Promise<void>): ContractTest => ({
    name,
    run: () => withStores(create, work),
  });

  const killTests =
    kill === undefined
      ? []
      : [
          withDatabase('every id counts once, though the server is killed meanwhile', async (open) => {
            await settleWhileKilled(open, kill, seededRandom(seed + 4));
          }),
        ];

  return [
    {
      name: 'its answers are those of the last count, through random lives',
      async run() {
        const seen: LifeSeen = { repeated: 0, published: 0, withheld: 0, forgotten: 0, dropped: 0 };
        for (let life = seed; life < seed + lives; life++) {
          await withStores(create, (open) => randomLife(open, seededRandom(life), seen, partOf)).catch((cause) => {
            throw new Error(`the life of seed ${life} failed: ${cause.message}`, { cause });
          });
        }
        const missing = Object.entries(seen).filter(([, often]) => often === 0);
        if (lives > 1) expectEqual(missing, [], 'what no life has done');
      },
    },
    {
      name: 'its sums are those of its rows, for every filter',
      async run() {
        for (let each = seed; each < seed + sumsSeeds; each++) {
          await withStores(create, (open) => compareSums(open(), seededRandom(each)));
        }
      },
    },
    withDatabase('collectors that open an empty database at the same time all work', async (open) => {
      const stores = Array.from({ length: 8 }, open);
      await Promise.all(
        stores.map((store, n) =>
          untilAnswered(async () => {
            if (n % 2 === 0) await store.setUp();
            await settleOne(store, `contract-${n}`, '2026-05-20');
          }),
        ),
      );
      await Promise.all(stores.map((store) => store.setUp()));
      expectEqual(await countsOf(open()), { count: 8, reports: 8 }, 'the sum');
    }),
    withDatabase('every id counts once, though it comes three times at once to several collectors', async (open) => {
      await settleTogether([open(), open(), open()], { ids: 300, random: seededRandom(seed) });
    }),
    withDatabase('of batches that come in one call under one id, the first one decides', async (open) => {
      await settleRepeats(open(), seededRandom(seed));
    }),
    withDatabase('a group that is sent again, also by another collector, changes nothing', async (open) => {
      const first = open();
      await settleTwice([first, first, open()], seededRandom(seed + 3));
    }),
    ...killTests,
    withDatabase('nothing is lost or counted twice while days are published', async (open) => {
      await settleWhilePublishing(open, seededRandom(seed + 1));
    }),
    withDatabase('days that several collectors publish at the same time are published once', async (open) => {
      const stores = [open(), open(), open(), open()];
      const [store = open()] = stores;
      const model = new LastCount();
      const random = seededRandom(seed + 2);
      for (let n = 0; n < 200; n++) {
        const date = `2026-05-${10 + (n % 10)}`;
        const settlement = { id: `contract-${n}`, sealed: date, decision: randomDecision(random) };
        model.settle(settlement, date);
        await untilAnswered(() => singleBatches(store).settle(settlement, date));
      }
      model.publish('2026-06-01', 4);
      await Promise.all(stores.map((each) => untilAnswered(() => each.publish('2026-06-01', 4))));
      expectEqual(await untilAnswered(() => store.omissions(allDays)), model.omissions(allDays), 'the omissions');
      expectEqual(await untilAnswered(() => store.rows(allDays)), model.rows(allDays), 'the rows');
    }),
    withDatabase(
      'notes on days are kept until they are deleted, whatever becomes of the counts of their day',
      async (open) => {
        await compareNotes(open, seededRandom(seed));
      },
    ),
    withDatabase('after a restart, the same batches change nothing', async (open) => {
      const ids = Array.from({ length: 50 }, (_, n) => `contract-${n}`);
      const settleAll = (store: CollectorStore, date: string) =>
        Promise.all(ids.map((id) => untilAnswered(() => settleOne(store, id, date))));
      const first = open();
      await settleAll(first, '2026-05-20');
      await first.close();
      const second = open();
      await settleAll(second, '2026-05-21');
      expectEqual(await countsOf(second), { count: 50, reports: 50 }, 'the sum');
    }),
    withDatabase('close waits for the calls that were made before, and later calls reject', async (open) => {
      const store = open();
      const calls = Array.from({ length: 20 }, (_, n) => settleOne(store, `contract-${n}`, '2026-05-20'));
      let answered = 0;
      for (const call of calls) call.finally(() => answered++).catch(() => {});
      await store.close();
      expectEqual(answered, 20, 'calls that were answered before close');
      const later = [
        () => store.findAll([{ id: 'contract-0', sealed: '' }]),
        () => store.rows(allDays),
        () => store.publish('2026-05-20', 1),
        () => store.annotate({ date: '2026-05-20', text: 'late' }),
      ];
      for (const call of later) {
        const result = await call().then(
          () => 'resolved',
          () => 'rejected',
        );
        expectEqual(result, 'rejected', 'a call after close');
      }
    }),
  ];
}
