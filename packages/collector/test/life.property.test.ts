import fc from 'fast-check';
import { expect, test } from 'vitest';
import { idRetentionDays, type MetricsPayload } from '../../../src/protocol/index.js';
import { type CountedRow, type Decision, sqliteStore } from '../src/index.js';
import { LastCount } from './lastCount.js';
import { databaseFile, day, noon } from './support.js';
import { type TestStore, testStore } from './testStore.js';

const decision = fc.oneof(
  { weight: 6, arbitrary: fc.constant('count' as const) },
  { weight: 1, arbitrary: fc.constant('setAside' as const) },
  { weight: 1, arbitrary: fc.constant('void' as const) },
);
const step = fc.oneof(
  {
    weight: 14,
    arbitrary: fc.record({
      kind: fc.constant('settle' as const),
      id: fc.nat({ max: 30 }),
      decision,
      version: fc.constantFrom('1', '2'),
      bucket: fc.constantFrom('stop', 'length'),
      count: fc.integer({ min: 1, max: 1000 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('maintain' as const) }) },
  {
    weight: 3,
    // The clock jumps far ahead and back again.
    arbitrary: fc.record({ kind: fc.constant('clock' as const), days: fc.constantFrom(1, 1, 1, 2, -1, -3, 400, -400) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), days: fc.constantFrom(2, 30, idRetentionDays + 1) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function decisionOf({ decision, version, bucket, count }: Extract<Step, { kind: 'settle' }>): Decision {
  if (decision === 'void') return { kind: 'void', refusal: 'payload' };
  const payload: MetricsPayload = { version, os: 'linux', counters: [{ signal: 'finish_reason', bucket, count }] };
  return decision === 'count' ? { kind: 'count', payload } : { kind: 'setAside', payload, reason: 'count' };
}

const all = { from: '0000-01-01', to: '9999-12-31' } as const;
const plain = (rows: readonly CountedRow[]) =>
  rows
    .filter(({ os }) => os === 'linux')
    .map(({ date, version, bucket, count, reports }) => [date, version, bucket, count, reports]);

test('what is published is the sum of the batches that were counted, each once, and does not change', async () => {
  const seen = { published: 0, withheld: 0, forgotten: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 20, maxLength: 90, size: 'max' }),
      fc.integer({ min: 1, max: 3 }),
      async (steps, minReports) => {
        const path = databaseFile();
        let store: TestStore = testStore(sqliteStore(`file:${path}`));
        const model = new LastCount(minReports);
        const shown = new Map<string, readonly CountedRow[]>();
        let now = noon;
        const today = () => new Date(now).toISOString().slice(0, 10);

        async function maintain() {
          await store.publish(today(), minReports);
          await store.forget(today());
          model.publish(today());
          seen.forgotten += model.forget(today());
          const rows = await store.rows(all);
          expect(plain(rows), 'the rows of enough batches').toEqual(model.rows());
          for (const date of model.published) {
            const ofDay = rows.filter((row) => row.date === date);
            expect(ofDay, 'a published day').toEqual(shown.get(date) ?? ofDay);
            shown.set(date, ofDay);
          }
        }

        for (const step of steps) {
          if (step.kind === 'settle') {
            const id = `batch-${step.id}`;
            const outcome = await store.settle(id, decisionOf(step), today());
            expect(outcome.kind).toBe(model.settle(id, step, today()));
            expect((await store.find(id))?.kind).toBe(outcome.kind);
          } else if (step.kind === 'maintain') await maintain();
          else if (step.kind === 'clock') now += step.days * day;
          else if (step.kind === 'restart') {
            await store.close();
            store = testStore(sqliteStore(`file:${path}`));
          } else {
            for (let n = 0; n < step.days; n++) {
              now += day;
              await maintain();
            }
          }
        }
        for (let n = 0; n <= 30; n++) expect((await store.find(`batch-${n}`))?.kind).toBe(model.find(`batch-${n}`));
        const omissions = await store.omissions({ ...all, unpublished: true });
        const setAside = omissions.reduce((sum, { setAside }) => sum + setAside.count, 0);
        expect(setAside).toBe(model.setAside);
        const unpublished = await store.rows({ ...all, unpublished: true });
        const published = await store.rows(all);
        expect(unpublished.length - published.length, 'no row is in both tables').toBe(model.unpublishedRows());
        seen.published += published.length;
        seen.withheld += omissions.reduce((sum, { withheld }) => sum + withheld, 0);
        await store.close();
      },
    ),
    { numRuns: 40 },
  );
  for (const often of Object.values(seen)) expect(often).toBeGreaterThan(0);
}, 120_000);
