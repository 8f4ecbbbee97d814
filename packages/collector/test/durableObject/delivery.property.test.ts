import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { CollectorStore } from '../../src/CollectorStore.js';
import type { D1Database } from '../../src/d1/index.js';
import { durableObjectStore } from '../../src/durableObject/index.js';
import { LastCount } from '../../src/testing/LastCount.js';
import { randomDecision } from '../../src/testing/randomDecisions.js';
import { seededRandom } from '../../src/testing/seededRandom.js';
import { shardedWorld } from './shardedWorld.js';

/** What becomes of a delivery on its way. */
type Fate = 'arrives' | 'is lost' | 'arrives, and its answer is lost' | 'arrives twice' | 'arrives late';

const fates = fc.constantFrom<Fate>(
  'arrives',
  'is lost',
  'arrives, and its answer is lost',
  'arrives twice',
  'arrives late',
);

type Step =
  | { readonly kind: 'settle'; readonly ids: readonly number[]; readonly seed: number; readonly date: string }
  | { readonly kind: 'read'; readonly often: number }
  | { readonly kind: 'alarm'; readonly shard: number }
  | { readonly kind: 'publish' }
  | { readonly kind: 'restart' };

const days = ['2026-05-20', '2026-05-21'];
const count = 3;

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('settle' as const),
        ids: fc.uniqueArray(fc.nat(15), { minLength: 1, maxLength: 4 }),
        seed: fc.nat(1000),
        date: fc.constantFrom(...days),
      }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('read' as const), often: fc.integer({ min: 1, max: 3 }) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('alarm' as const), shard: fc.nat(count - 1) }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'publish' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
  ),
  { minLength: 5, maxLength: 25 },
);

const all = { from: '0000-01-01', to: '9999-12-31', unpublished: true } as const;

test('the root should have every batch once, whatever becomes of the deliveries and whenever shards restart', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {}); // alarms that could not deliver
  const repeated = { deliveries: 0 };
  await fc.assert(
    fc.asyncProperty(steps, fc.array(fates, { minLength: 40, maxLength: 40 }), async (life, ofDeliveries) => {
      const queue = [...ofDeliveries];
      const world = shardedWorld((root) => ({
        prepare: (sql) => root.prepare(sql),
        batch: (statements) => deliver(root, statements, queue.shift() ?? 'arrives', repeated),
      }));
      const store = durableObjectStore({ shards: world.shards, root: world.root, count });
      const model = new LastCount();
      for (const step of life) await run(step, store, model, world);
      queue.length = 0;
      expect(await store.rows(all)).toEqual(model.rows(all));
      expect(await store.rows({ ...all, setAside: true })).toEqual(model.rows({ ...all, setAside: true }));
      expect(await store.omissions(all)).toEqual(model.omissions(all));
      expect(await store.totals()).toEqual(model.totals());
    }),
    { numRuns: 20 },
  );
  expect(repeated.deliveries).toBeGreaterThan(0);
});

async function deliver(
  root: D1Database,
  statements: Parameters<D1Database['batch']>[0],
  fate: Fate,
  repeated: { deliveries: number },
): ReturnType<D1Database['batch']> {
  if (fate === 'is lost') throw new Error('the root cannot be reached');
  if (fate === 'arrives late') for (let n = 0; n < 20; n++) await new Promise((resolve) => setImmediate(resolve));
  const results = await root.batch(statements);
  if (fate === 'arrives, and its answer is lost') {
    repeated.deliveries += 1;
    throw new Error('the answer was lost');
  }
  return fate === 'arrives twice' ? root.batch(statements) : results;
}

async function run(
  step: Step,
  store: CollectorStore,
  model: LastCount,
  world: ReturnType<typeof shardedWorld>,
): Promise<void> {
  switch (step.kind) {
    case 'settle': {
      const random = seededRandom(step.seed);
      const settlements = step.ids.map((n) => ({ id: `batch-${n}`, sealed: '', decision: randomDecision(random) }));
      const results = await store.settleAll(step.date, settlements);
      const expected = settlements.map((settlement) => model.settle(settlement, step.date));
      expect(results).toEqual(expected.map((value) => ({ status: 'fulfilled', value })));
      return;
    }
    case 'read':
      await Promise.allSettled(Array.from({ length: step.often }, () => store.rows(all)));
      return;
    case 'alarm':
      await world.shard(`shard-${step.shard}`).alarm();
      return;
    case 'publish':
      // As the cron trigger does: again, until it works.
      for (let isPublished = false; !isPublished; ) {
        isPublished = await store.publish('2026-05-21', 2).then(
          () => true,
          () => false,
        );
      }
      model.publish('2026-05-21', 2);
      return;
    case 'restart':
      world.restart();
  }
}
