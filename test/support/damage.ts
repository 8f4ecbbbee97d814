import fc from 'fast-check';
import { emptyLedger, fold, type Ledger, reduceLedger } from '../../src/reducers/ledger.js';
import { lose } from '../../src/reducers/losses.js';
import { batchId, now, tally } from './ledgers.js';

/** Any ledger that a life of counting and sending can lead to. */
export const ledger: fc.Arbitrary<Ledger> = fc
  .record({
    before: fc.array(tally, { maxLength: 3 }),
    sealed: fc.boolean(),
    strikes: fc.nat(2),
    since: fc.array(tally, { maxLength: 4 }),
    failures: fc.nat(3),
    lost: fc.nat(5),
    delivered: fc.boolean(),
  })
  .map(({ before, sealed, strikes, since, failures, lost, delivered }) => {
    const id = batchId(0);
    let made = fold(emptyLedger('epoch'), before);
    if (sealed || delivered) made = reduceLedger(made, { type: 'opened', id, now });
    if (delivered) made = reduceLedger(made, { type: 'delivered', id, now });
    for (let n = 0; n < strikes; n++) made = reduceLedger(made, { type: 'struck', id });
    for (let n = 0; n < failures; n++) made = reduceLedger(made, { type: 'postponed', until: now + n });
    return lose(fold(made, since), 'expired', lost);
  });

type Path = readonly (string | number)[];

/** Where there is something in `value`, the root included. */
export function pathsOf(value: unknown, path: Path = []): Path[] {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [path, ...entries.flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

/** A copy of `value` with something else at `path`; `gone` leaves the place out. */
export function damaged(value: unknown, path: Path, junk: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return junk;
  const copy: Record<string | number, unknown> = Array.isArray(value) ? Object.assign([], value) : { ...Object(value) };
  if (rest.length === 0 && junk === gone) delete copy[key];
  else copy[key] = damaged(copy[key], rest, junk);
  return copy;
}
export const gone = Symbol('gone');

/** Next to right, where a careless check lets things through. */
export const nearMiss: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  gone,
  undefined,
  null,
  -1,
  0,
  0.5,
  1,
  2,
  3,
  100_001,
  2 ** 53,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  '',
  '1',
  'turns/total',
  'Turns/Total',
  'batch',
  'x'.repeat(65),
  true,
  [],
  [[]],
  {},
  { 'turns/total': 5 },
  { version: '1.4.0', os: 'linux' },
  { release: { version: '1.4.0', os: 'linux' }, counters: { 'turns/total': 5 } },
);

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const inside = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

/** The counts that anybody could still read in a stored ledger. */
export function readable(stored: unknown): number {
  try {
    const pending = inside(stored, 'pending');
    const entries = [...(Array.isArray(pending) ? pending : []), inside(stored, 'outbox')];
    const counts = entries.flatMap((entry) => Object.values(Object(inside(entry, 'counters')))).filter(isCount);
    return counts.reduce((sum, count) => sum + count, 0);
  } catch {
    return 0;
  }
}

/** What a stored ledger says was lost, as far as it can be read. */
export function readableLosses(stored: unknown): number {
  const lost = Object(inside(stored, 'lost'));
  const reasons = [lost.refused, lost.expired, lost.corrupt, lost.overflow].filter(isCount);
  return reasons.reduce((sum, count) => sum + count, 0);
}
