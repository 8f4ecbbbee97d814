import { expect } from 'vitest';
import { metricsPayload } from '../../packages/collector/src/payload.js';
import { plausibleCount } from '../../src/protocol/index.js';
import { entriesOf, totalOf } from '../../src/reducers/counters.js';
import { emptyLedger, type Ledger, type Tally } from '../../src/reducers/ledger.js';
import { isReport } from '../../src/reducers/losses.js';
import { parseLedger } from '../../src/reducers/parseLedger.js';
import { payloadBody } from '../../src/reducers/payload.js';
import { lostSignals, type SignalToken, tokensOf } from '../../src/signals.js';
import { ledgerSchema } from './ledgerSchema.js';
import { manySignals, now, vocabulary } from './ledgers.js';

export type Sums = Map<SignalToken, number>;

/** One number a token; how a ledger arranges its counts is its own business. */
export interface Model {
  now: number;
  ids: number;
  readonly observed: Sums;
  readonly delivered: Sums;
  readonly erased: Sums;
  /** Counts that were lost before an erasure wiped the memory of it. */
  lostBefore: number;
  /** What each token had lost when last looked at; it never gets less. */
  lost: Sums;
  /** Losses that no batch will report: an app without that signal has sealed one since, or they were erased. */
  forgotten: number;
  readonly bodies: Map<string, string>;
}
export interface Real {
  ledger: Ledger;
}

export const setup = (): { model: Model; real: Real } => ({
  model: {
    now,
    ids: 0,
    observed: new Map(),
    delivered: new Map(),
    erased: new Map(),
    lostBefore: 0,
    lost: new Map(),
    forgotten: 0,
    bodies: new Map(),
  },
  real: { ledger: emptyLedger('first') },
});

const sumOf = (sums: Sums): number => [...sums.values()].reduce((a, b) => a + b, 0);
export const lostOf = ({ lost }: Ledger): number => Object.values(lost).reduce((a, b) => a + b, 0);

export function add(sums: Sums, ...tallies: readonly Tally[]): void {
  for (const { counters } of tallies) {
    for (const [token, count] of entriesOf(counters)) sums.set(token, (sums.get(token) ?? 0) + count);
  }
}

const payload = metricsPayload({ ...manySignals, ...lostSignals });
export const reportTokens = [...tokensOf(lostSignals)] as readonly SignalToken[];
export const withReports = new Set([...vocabulary, ...reportTokens]);

const ofReports = (sums: Sums, are = true): number =>
  [...sums].reduce((sum, [token, count]) => sum + (isReport(token) === are ? count : 0), 0);

export const keptIn = ({ pending, outbox }: Ledger): Tally[] => [...pending, ...(outbox ? [outbox] : [])];

/** What each token has lost: what was observed, and is neither kept, delivered nor erased. */
function lostTokens(model: Model, ledger: Ledger): Sums {
  const kept: Sums = new Map();
  add(kept, ...keptIn(ledger));
  const lost: Sums = new Map();
  for (const [token, observed] of model.observed) {
    const known = (kept.get(token) ?? 0) + (model.delivered.get(token) ?? 0) + (model.erased.get(token) ?? 0);
    lost.set(token, observed - known);
  }
  return lost;
}

/** observed = pending + outbox + delivered + lost + erased, and whatever was sealed stays what it was. */
export function obey(model: Model, { ledger }: Real): void {
  const lost = lostTokens(model, ledger);
  for (const [token, count] of lost)
    expect(count, `lost of ${token}`).toBeGreaterThanOrEqual(model.lost.get(token) ?? 0);
  for (const { counters } of keptIn(ledger)) {
    for (const [token] of entriesOf(counters)) expect(model.observed.has(token)).toBe(true);
  }
  model.lost = lost;
  expect(sumOf(lost)).toBe(model.lostBefore + lostOf(ledger));
  const reported = ofReports(model.observed) + totalOf(ledger.unreported);
  expect(ofReports(lost, false), 'each loss is reported once, and that of a report is not').toBe(
    reported + model.forgotten,
  );

  const { outbox } = ledger;
  if (outbox !== undefined) {
    for (const [token, count] of entriesOf(outbox.counters)) {
      if (isReport(token)) expect(count, 'no batch is set aside for its report').toBeLessThanOrEqual(plausibleCount);
    }
    const body = payloadBody(outbox);
    expect(body, 'an id never carries other counts').toBe(model.bodies.get(outbox.id) ?? body);
    model.bodies.set(outbox.id, body);
    expect(payload.safeParse(JSON.parse(body)).error).toBeUndefined();
  }
  expect(ledgerSchema.safeParse(ledger).error).toBeUndefined();
  expect(parseLedger(structuredClone(ledger)), 'it can be read again').toEqual(ledger);
}

/** A batch was sealed: what it, and what is pending after it, has more of reports has been observed now. */
export function observeReports(
  model: Model,
  ledger: Ledger,
  had: Sums,
  allowed: ReadonlySet<string> | undefined,
): void {
  const has: Sums = new Map();
  add(has, ...keptIn(ledger));
  for (const token of allowed?.has('delivery/expired') ? reportTokens : []) {
    const more = (has.get(token) ?? 0) - (had.get(token) ?? 0);
    if (more) model.observed.set(token, (model.observed.get(token) ?? 0) + more);
  }
  expect(ledger.unreported).toEqual({});
  if (allowed?.has('delivery/expired')) return;
  model.forgotten = ofReports(lostTokens(model, ledger), false) - ofReports(model.observed);
}
