import { type Counters, isRelease, limits, type SignalToken } from '../signals.js';
import { isEmpty, totalOf } from './counters.js';
import { type Batch, emptyLedger, fold, type Ledger, lose, maxStrikes, type Tally } from './ledger.js';

/** Nobody counts that far: of a damaged count, so much is kept that delivering it ends, and that sums stay exact. */
const mostCounts = 1000 * limits.count;

type Fields = Readonly<Record<string, unknown>>;

/** A snapshot written by a later version of turntally: to be left alone. */
export const isNewer = (stored: unknown): boolean =>
  isCount(fields(stored).schema) && Number(fields(stored).schema) > 1;

/**
 * The stored snapshot with the appended tallies folded in, whatever is stored: what can be read is kept, and each count
 * that is not (one for an entry whose count cannot be read) is in `lost.corrupt`. Total, never throws. Where nothing is
 * stored, the ledger is empty.
 */
export function reviveLedger(stored: unknown, appended: readonly unknown[] = []): Ledger {
  try {
    return revive(stored, appended);
  } catch {
    return lose(emptyLedger(), 'corrupt', 1);
  }
}

function revive(stored: unknown, appended: readonly unknown[]): Ledger {
  const { schema, epoch, pending = [], outbox, delivery, lost } = fields(stored);
  const entries: unknown[] = [...(Array.isArray(pending) ? pending : [pending]), ...appended];
  const claimed = entries.reduce<number>((sum, entry) => sum + claim(entry), outbox === undefined ? 0 : claim(outbox));
  const ledger = { ...emptyLedger(), lost: pickCounts(lost, ['refused', 'expired', 'corrupt', 'overflow']) };
  if (stored !== undefined) {
    // Without its epoch nobody can tell whether the consent that all this was counted under still stands.
    if (schema !== 1 || typeof epoch !== 'string') return lose(ledger, 'corrupt', claimed || 1);
    ledger.epoch = epoch;
  }
  const tallies = entries.flatMap((entry) => reviveTally(entry) ?? []);
  const batch = reviveBatch(outbox);
  const kept = tallies.reduce((sum, { counters }) => sum + totalOf(counters), batch ? totalOf(batch.counters) : 0);
  const revived: Ledger = {
    ...ledger,
    ...(batch && { outbox: batch }),
    delivery: { failures: 0, ...pickCounts(delivery, ['failures', 'notBefore', 'lastDeliveredAt']) },
  };
  return lose(fold(revived, tallies), 'corrupt', Math.max(0, claimed - kept));
}

/** The counts that a stored tally or batch speaks of. */
function claim(entry: unknown): number {
  const counts = Object.values(fields(fields(entry).counters));
  return counts.reduce<number>((sum, count) => sum + (isCount(count) ? count : 1), 0) || 1;
}

function reviveTally(stored: unknown): Tally | undefined {
  const { release, counters } = fields(stored);
  const { version, os } = fields(release);
  const origin = { version, os };
  const kept: Counters = {};
  for (const [token, count] of Object.entries(fields(counters))) {
    if (isToken(token) && isCount(count) && count > 0) kept[token] = Math.min(count, mostCounts);
  }
  return isRelease(origin) && !isEmpty(kept) ? { release: origin, counters: kept } : undefined;
}

/** All or nothing: a batch may have been sent, and its id must never carry other counts. */
function reviveBatch(stored: unknown): Batch | undefined {
  const tally = reviveTally(stored);
  const { id, sealedAt, strikes, counters } = fields(stored);
  const counts = Object.values(fields(counters));
  const whole =
    tally &&
    typeof id === 'string' &&
    limits.batchId.test(id) &&
    isCount(sealedAt) &&
    isCount(strikes) &&
    strikes < maxStrikes &&
    counts.length === Object.keys(tally.counters).length &&
    counts.length <= limits.counters &&
    counts.every((count) => isCount(count) && count <= limits.count);
  return whole ? { ...tally, id, sealedAt, strikes } : undefined;
}

const pickCounts = <K extends string>(stored: unknown, names: readonly K[]): { [N in K]?: number } =>
  Object.fromEntries(
    Object.entries(fields(stored)).filter(([name, count]) => names.some((known) => known === name) && isCount(count)),
  ) as { [N in K]?: number };

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isToken = (value: string): value is SignalToken => limits.token.test(value);
/** Of anything else, none. */
const fields = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
