import { type Counters, limits, operatingSystems, type Release, type SignalToken } from '../signals.js';
import { isEmpty, totalOf } from './counters.js';
import {
  type Batch,
  type Delivery,
  emptyLedger,
  fold,
  type Ledger,
  type Lost,
  lose,
  maxStrikes,
  type Tally,
} from './ledger.js';

/** A snapshot written by a later version of turntally: to be left alone. */
export const isNewer = (stored: unknown): boolean => isObject(stored) && isCount(stored.schema) && stored.schema > 1;

/**
 * The stored snapshot as a ledger, whatever is stored: what can be read is kept, and each count (or each entry whose
 * count cannot be read) that is not kept is in `lost.corrupt`. Total, never throws. `undefined` is an empty ledger.
 */
export function reviveLedger(stored: unknown): Ledger {
  if (stored === undefined) return emptyLedger();
  try {
    if (!isObject(stored)) return lose(emptyLedger(), 'corrupt', 1);
    const pending = Array.isArray(stored.pending) ? stored.pending.map(reviveTally) : [];
    const outbox = stored.outbox === undefined ? undefined : reviveBatch(stored.outbox);
    const kept = pending.flatMap(({ tally }) => (tally === undefined ? [] : [tally]));
    const corrupt = pending.reduce((sum, { corrupt }) => sum + corrupt, outbox?.corrupt ?? 0);
    const lost = reviveLost(stored.lost);
    if (stored.schema !== 1 || !isEpoch(stored.epoch)) {
      // Without its epoch nobody can tell whether the consent these were counted under still stands.
      const given = kept.reduce((sum, { counters }) => sum + totalOf(counters), totalOf(outbox?.batch?.counters ?? {}));
      return lose({ ...emptyLedger(), lost }, 'corrupt', Math.max(1, given + corrupt));
    }
    const ledger: Ledger = {
      ...emptyLedger(stored.epoch),
      ...(outbox?.batch && { outbox: outbox.batch }),
      delivery: reviveDelivery(stored.delivery),
      lost,
    };
    return lose(fold(ledger, kept), 'corrupt', corrupt);
  } catch {
    return lose(emptyLedger(), 'corrupt', 1);
  }
}

/** An appended tally, and how many of its counts cannot be read. */
export function reviveTally(stored: unknown): { tally?: Tally; corrupt: number } {
  const { counters, corrupt } = reviveCounters(isObject(stored) ? stored.counters : undefined);
  const release = isObject(stored) ? reviveRelease(stored.release) : undefined;
  if (release === undefined) return { corrupt: Math.max(1, corrupt + totalOf(counters)) };
  return isEmpty(counters) ? { corrupt } : { tally: { release, counters }, corrupt };
}

/** All or nothing: a batch may have been sent, and its id must never carry other counts. */
function reviveBatch(stored: unknown): { batch?: Batch; corrupt: number } {
  const { tally, corrupt } = reviveTally(stored);
  const fits = (counters: Counters): boolean =>
    Object.keys(counters).length <= limits.counters && Object.values(counters).every((count) => count <= limits.count);
  if (
    isObject(stored) &&
    tally !== undefined &&
    corrupt === 0 &&
    fits(tally.counters) &&
    typeof stored.id === 'string' &&
    limits.batchId.test(stored.id) &&
    isCount(stored.sealedAt) &&
    isCount(stored.strikes) &&
    stored.strikes < maxStrikes
  ) {
    return { batch: { ...tally, id: stored.id, sealedAt: stored.sealedAt, strikes: stored.strikes }, corrupt: 0 };
  }
  return { corrupt: Math.max(1, corrupt + totalOf(tally?.counters ?? {})) };
}

function reviveCounters(stored: unknown): { counters: Counters; corrupt: number } {
  if (!isObject(stored)) return { counters: {}, corrupt: 1 };
  const counters: Counters = {};
  let corrupt = 0;
  for (const [token, count] of Object.entries(stored)) {
    if (isToken(token) && isCount(count) && count > 0) counters[token] = count;
    else corrupt += isCount(count) ? count : 1;
  }
  return { counters, corrupt };
}

function reviveRelease(stored: unknown): Release | undefined {
  if (!isObject(stored) || typeof stored.version !== 'string' || !limits.version.test(stored.version)) return undefined;
  const os = operatingSystems.find((known) => known === stored.os);
  return os && { version: stored.version, os };
}

function reviveDelivery(stored: unknown): Delivery {
  const { failures, notBefore, lastDeliveredAt } = isObject(stored) ? stored : {};
  return {
    failures: isCount(failures) ? failures : 0,
    ...(isCount(notBefore) && { notBefore }),
    ...(isCount(lastDeliveredAt) && { lastDeliveredAt }),
  };
}

const reasons = ['refused', 'expired', 'corrupt', 'overflow'] as const;

function reviveLost(stored: unknown): Lost {
  if (!isObject(stored)) return {};
  return Object.fromEntries(reasons.flatMap((reason) => (isCount(stored[reason]) ? [[reason, stored[reason]]] : [])));
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isEpoch = (value: unknown): value is string => typeof value === 'string' && /^[^/]{1,64}$/.test(value);
const isToken = (value: string): value is SignalToken => limits.token.test(value);
