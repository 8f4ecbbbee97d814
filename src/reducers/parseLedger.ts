import { isRelease, limits } from '../protocol/index.js';
import type { Counters, SignalToken } from '../signals.js';
import { isEmpty, sumOf } from './counters.js';
import { type Batch, countsOf, emptyLedger, fold, type Ledger, lose, maxStrikes, type Tally } from './ledger.js';

/** Nobody counts that far: of a damaged count, so much is kept that delivering it ends, and that sums stay exact. */
const mostCounts = 1000 * limits.count;

type Fields = Readonly<Record<string, unknown>>;

/** A snapshot written by a later version of turntally: to be left alone. */
export function isNewer(stored: unknown): boolean {
  const { schema } = fields(stored);
  return isCount(schema) && schema > 1;
}

/**
 * The stored snapshot with the appended tallies folded in, whatever is stored: what can be read is kept, and each count
 * that is not (one for an entry whose count cannot be read) is in `lost.corrupt`. Total, never throws. Where nothing is
 * stored, the ledger is empty.
 */
export function parseLedger(stored: unknown, appended: readonly unknown[] = []): Ledger {
  try {
    return revive(stored, appended);
  } catch {
    return lose(emptyLedger(), 'corrupt', 1);
  }
}

function revive(stored: unknown, appended: readonly unknown[]): Ledger {
  const { schema, epoch, pending = [], outbox, delivery, lost } = fields(stored);
  const outboxes = outbox === undefined ? [] : [outbox];
  const entries: unknown[] = [...(Array.isArray(pending) ? pending : [pending]), ...appended];
  const claimed = sumOf([...outboxes, ...entries].map(claim));
  const ledger = { ...emptyLedger(), lost: pickCounts(lost, ['refused', 'expired', 'corrupt', 'overflow']) };
  if (stored !== undefined) {
    // Without its epoch nobody can tell whether the consent that all this was counted under still stands.
    if (schema !== 1 || typeof epoch !== 'string') return lose(ledger, 'corrupt', claimed || 1);
    ledger.epoch = epoch;
  }
  const batches = outboxes.flatMap(reviveBatch);
  const tallies = entries.flatMap(reviveTally);
  const kept = countsOf([...batches, ...tallies]);
  const revived: Ledger = {
    ...ledger,
    ...(batches[0] && { outbox: batches[0] }),
    delivery: { failures: 0, ...pickCounts(delivery, ['failures', 'notBefore', 'lastDeliveredAt']) },
  };
  return lose(fold(revived, tallies), 'corrupt', claimed - kept);
}

/** The counts that a stored tally or batch speaks of. */
const claim = (entry: unknown): number =>
  sumOf(Object.values(fields(fields(entry).counters)).map((count) => (isCount(count) ? count : 1))) || 1;

function reviveTally(stored: unknown): Tally[] {
  const { release, counters } = fields(stored);
  const { version, os } = fields(release);
  const origin = { version, os };
  const kept: Counters = {};
  for (const [token, count] of Object.entries(fields(counters))) {
    if (isToken(token) && isCount(count) && count > 0) kept[token] = Math.min(count, mostCounts);
  }
  return isRelease(origin) && !isEmpty(kept) ? [{ release: origin, counters: kept }] : [];
}

/** All or nothing: a batch may have been sent, and its id must never carry other counts. */
function reviveBatch(stored: unknown): Batch[] {
  const { id, sealedAt, strikes, counters } = fields(stored);
  return reviveTally(stored).flatMap((tally) => {
    const counts = Object.values(tally.counters);
    return typeof id === 'string' &&
      limits.batchId.test(id) &&
      isCount(sealedAt) &&
      isCount(strikes) &&
      strikes < maxStrikes &&
      counts.length === Object.keys(fields(counters)).length &&
      counts.length <= limits.counters &&
      counts.every((count) => count <= limits.count)
      ? [{ ...tally, id, sealedAt, strikes }]
      : [];
  });
}

const pickCounts = <K extends string>(stored: unknown, names: readonly K[]): { [N in K]?: number } =>
  Object.fromEntries(
    Object.entries(fields(stored)).filter(([name, count]) => names.includes(name as K) && isCount(count)),
  ) as { [N in K]?: number };

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isToken = (value: string): value is SignalToken => limits.token.test(value);
/** Of anything else, none. */
const fields = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
