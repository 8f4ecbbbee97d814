import { createClient } from '@libsql/client';
import fc from 'fast-check';
import type { MetricsPayload } from '../../../src/protocol/index.js';
import type { Decision, Outcome } from '../src/index.js';
import { databaseFile, openStore } from './support.js';
import type { TestStore } from './testStore.js';

/** The arguments of one call of `settle`. */
export interface SettleCall {
  readonly id: string;
  readonly decision: Decision;
  readonly date: string;
  readonly sealed: string;
}

/** Buckets that the prepared database accepts, and some that it refuses, each in its own way. */
const bucket = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('stop', 'length') },
  { weight: 1, arbitrary: fc.constantFrom('aborted', 'failed', 'rolled_back') },
  { weight: 1, arbitrary: fc.constant('overflowing') },
);
const damagedId = 'id-damaged';
const implausiblePayload: MetricsPayload = {
  version: '1',
  os: 'linux',
  counters: [{ signal: 'provider_error', bucket: 'timeout', count: 30_000 }],
};

export const settleCall: fc.Arbitrary<SettleCall> = fc.record({
  id: fc.oneof(
    { weight: 20, arbitrary: fc.nat({ max: 12 }).map((n) => `id-${n}`) },
    { weight: 1, arbitrary: fc.constant(damagedId) },
  ),
  decision: fc.oneof(
    { weight: 1, arbitrary: fc.constant<Decision>({ kind: 'void', refusal: 'payload' }) },
    {
      weight: 5,
      arbitrary: fc
        .tuple(
          fc.constantFrom('1', '2'),
          fc.uniqueArray(fc.tuple(bucket, fc.integer({ min: 1, max: 4 })), {
            selector: ([bucket]) => bucket,
            minLength: 1,
            maxLength: 3,
          }),
        )
        .map(([version, counters]) => counting(version, ...counters)),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Decision>(
        { kind: 'setAside', reason: 'failures', payload: implausiblePayload },
        { kind: 'setAside', reason: 'count', payload: implausiblePayload },
      ),
    },
  ),
  // Mostly one day.
  date: fc.oneof(
    { weight: 20, arbitrary: fc.constant('2026-05-20') },
    { weight: 1, arbitrary: fc.constantFrom('2026-05-21', '2026-07-05', '2026-07-06') },
  ),
  sealed: fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom('2026-05-19', '2026-05-20') },
    { weight: 1, arbitrary: fc.constant('') },
  ),
});

/** A group of batches of the kind that is most frequent, and of all kinds. */
export const settleCalls: fc.Arbitrary<readonly SettleCall[]> = fc.oneof(
  fc.array(settleCall, { minLength: 1, maxLength: 16, size: 'max' }),
  fc.uniqueArray(
    fc.record({
      id: fc.nat({ max: 40 }).map((n) => `id-${n}`),
      decision: fc.constantFrom('1', '2').map((version) => counting(version, ['stop', 2], ['length', 1])),
      date: fc.constant('2026-05-20'),
      sealed: fc.constantFrom('2026-05-19', '2026-05-20'),
    }),
    { minLength: 1, maxLength: 8, selector: ({ id, sealed }) => `${sealed}/${id}` },
  ),
);

export function counting(
  version: string,
  ...counters: readonly (readonly [bucket: string, count: number])[]
): Decision {
  const named = counters.map(([bucket, count]) => ({ signal: 'finish_reason', bucket, count }));
  return { kind: 'count', payload: { version, os: 'linux', counters: named } };
}

/** A store on its own file that refuses some buckets, has room for 5 more of another, and has an id that cannot be parsed. */
export async function preparedStore() {
  const path = databaseFile();
  const store = openStore(path);
  await store.find('none');
  const other = createClient({ url: `file:${path}`, intMode: 'bigint' });
  const refuse = (bucket: string, how: string) =>
    `CREATE TRIGGER ${bucket} BEFORE INSERT ON counts WHEN NEW.bucket = '${bucket}' BEGIN SELECT raise(${how}, '${bucket}'); END`;
  const nearlyFull = 2n ** 63n - 6n;
  await other.batch([
    refuse('aborted', 'ABORT'),
    refuse('failed', 'FAIL'),
    refuse('rolled_back', 'ROLLBACK'),
    `INSERT INTO counts VALUES ('2026-05-20', '1', 'linux', 'finish_reason', 'overflowing', ${nearlyFull}, 1)`,
    `INSERT INTO batches VALUES ('${damagedId}', 'no such code', '2026-05-20')`,
  ]);
  other.close();
  return { store, contents: () => contentsOf(path) };
}

/** Every row of every table. */
async function contentsOf(path: string) {
  const client = createClient({ url: `file:${path}`, intMode: 'bigint' });
  const tables = [
    'SELECT * FROM counts ORDER BY 1, 2, 3, 4, 5',
    'SELECT * FROM set_aside ORDER BY 1, 2, 3, 4, 5',
    'SELECT * FROM set_aside_batches ORDER BY 1, 2',
    'SELECT * FROM batches ORDER BY 1',
    'SELECT * FROM sealed_ids ORDER BY 1, 2',
    'SELECT * FROM sealed_days ORDER BY 1',
    'SELECT * FROM days_of_operation ORDER BY 1',
  ];
  const results = await client.batch(tables, 'read');
  client.close();
  return results.map(({ rows }) => rows.map((row) => ({ ...row })));
}

/** The outcome of a call of `settle`, or `'failed'`. */
export async function settleResult(
  store: TestStore,
  { id, decision, date, sealed }: SettleCall,
): Promise<Outcome | 'failed'> {
  return store.settle(id, decision, date, sealed).catch(() => 'failed');
}
