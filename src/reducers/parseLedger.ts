import { isRelease, limits, maxLaunches } from '../protocol/index.js';
import { type Counters, lostSignals, type SignalToken } from '../signals.js';
import { isEmpty, splitCounters, sumOf } from './counters.js';
import { fieldsOf, isCount } from './fields.js';
import { type Batch, countsOf, emptyLedger, fold, type Ledger, maxStrikes, type Tally } from './ledger.js';
import { isReport, lose, maxCount } from './losses.js';

/** Whether a later version of turntally wrote the snapshot; it must not be changed then. */
export function isNewer(snapshot: unknown): boolean {
  const { schema } = fieldsOf(snapshot);
  return isCount(schema) && schema > 1;
}

/**
 * The stored snapshot with the appended tallies folded in. Keeps what can be read, whatever is stored; `lost.corrupt` has
 * each count that cannot be, and 1 for an entry whose counts cannot be read. Never throws.
 *
 * @param snapshot `undefined` if nothing is stored: the ledger is empty then.
 */
export function parseLedger(snapshot: unknown, appended: readonly unknown[] = []): Ledger {
  try {
    return parse(snapshot, appended);
  } catch {
    return lose(emptyLedger(), 'corrupt', 1);
  }
}

function parse(snapshot: unknown, appended: readonly unknown[]): Ledger {
  const { schema, epoch, pending = [], outbox, delivery, lost, unreported } = fieldsOf(snapshot);
  const entries: unknown[] = [...(Array.isArray(pending) ? pending : [pending]), ...appended];
  const claimed = sumOf(entries.map(claimedCounts)) + (outbox === undefined ? 0 : claimedCounts(outbox));
  const ledger = {
    ...emptyLedger(),
    lost: pickCounts(lost, lostSignals.delivery),
    unreported: splitCounters(parseCounters(unreported), isReport)[0],
  };
  if (snapshot !== undefined) {
    // Without an epoch it is unknown whether the consent to these counts is still given.
    if (schema !== 1 || typeof epoch !== 'string') return lose(ledger, 'corrupt', claimed || 1);
    ledger.epoch = epoch;
  }
  const batch = parseBatch(outbox);
  const tallies = entries.map(parseTally).filter((tally) => tally !== undefined);
  const kept = countsOf(batch ? [batch, ...tallies] : tallies);
  const parsed: Ledger = {
    ...ledger,
    ...(batch && { outbox: batch }),
    delivery: { failures: 0, ...pickCounts(delivery, ['failures', 'notBefore', 'lastDeliveredAt', 'lastDay']) },
  };
  return lose(fold(parsed, tallies), 'corrupt', claimed - kept);
}

/** How many counts a stored tally or batch contains, as far as its counters can be read. */
const claimedCounts = (entry: unknown): number =>
  sumOf(Object.values(fieldsOf(fieldsOf(entry).counters)).map((count) => (isCount(count) ? count : 1))) || 1;

function parseTally(stored: unknown): Tally | undefined {
  const { release, counters } = fieldsOf(stored);
  const { version, os } = fieldsOf(release);
  const origin = { version, os };
  const kept = parseCounters(counters);
  return isRelease(origin) && !isEmpty(kept) ? { release: origin, counters: kept } : undefined;
}

function parseCounters(stored: unknown): Counters {
  const kept: Counters = {};
  for (const [token, count] of Object.entries(fieldsOf(stored))) {
    if (isToken(token) && isCount(count) && count > 0) kept[token] = Math.min(count, maxCount);
  }
  return kept;
}

/** A batch is kept whole or not at all: it may have been sent, and its id must never carry other counts. */
function parseBatch(stored: unknown): Batch | undefined {
  // A batch that was sealed before launches were counted may have been sent by one.
  const { id, sealedAt, strikes, launches = 1, counters } = fieldsOf(stored);
  const tally = parseTally(stored);
  if (!tally) return undefined;
  const counts = Object.values(tally.counters);
  const isWhole = counts.length === Object.keys(fieldsOf(counters)).length;
  const isWithinLimits = counts.length <= limits.counters && counts.every((count) => count <= limits.count);
  const isId = typeof id === 'string' && limits.batchId.test(id);
  if (!isWhole || !isWithinLimits || !isId) return undefined;
  const isSent = isCount(launches) && launches > 0 && launches <= maxLaunches;
  return isSent && isCount(sealedAt) && isCount(strikes) && strikes < maxStrikes
    ? { ...tally, id, sealedAt, strikes, launches }
    : undefined;
}

const pickCounts = <K extends string>(stored: unknown, names: readonly K[]): { [N in K]?: number } =>
  Object.fromEntries(
    Object.entries(fieldsOf(stored)).filter(([name, count]) => names.includes(name as K) && isCount(count)),
  ) as { [N in K]?: number };

const isToken = (value: string): value is SignalToken => limits.token.test(value);
