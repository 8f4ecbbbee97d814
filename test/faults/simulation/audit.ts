import type { Ledger, Tally } from '../../../src/index.js';
import type { Commit, Contents } from './disk.js';
import { add, negativeIn, type Sums, show, subtract, total } from './sums.js';

/** What one commit did to the counts. */
export interface Entry {
  readonly appended: Sums;
  readonly delivered: Sums;
  readonly lost: Sums;
  readonly erased: Sums;
  /** The batch that left the outbox without an answer: it may have been counted. */
  readonly gaveUp?: string;
  /** The batch that left the outbox because of an answer. */
  readonly settled?: string;
  readonly violation?: string;
}

/** What the collector has said of a batch, or would say. */
export type VerdictOf = (id: string) => 'counted' | 'void' | undefined;

/**
 * Holds one commit against the law: no count appears but by an append, and none goes but by a delivery that the collector
 * confirms, by a loss that the ledger reports, or by an erasure.
 */
export function audit({ before, after }: Commit, verdictOf: VerdictOf): Entry {
  const [old, now] = [ledgerIn(before), ledgerIn(after)];
  const epoch = now?.epoch ?? '';
  const fresh = talliesIn(after).filter(([key]) => !before?.has(key));
  const appended = sumOf(fresh.map(([, tally]) => tally));
  const current = sumOf(fresh.flatMap(([key, tally]) => (isOf(epoch, key) ? [tally] : [])));
  const none = { appended, delivered: {}, lost: {}, erased: subtract(appended, current) };
  const gone = subtract(add(keptIn(before), current), keptIn(after));
  const wrong = (violation: string): Entry => ({ ...none, violation });

  if (negativeIn(gone).length > 0) return wrong(`counts came from nowhere: ${show(gone)}`);
  const left = old?.outbox && old.outbox.id !== now?.outbox?.id ? old.outbox : undefined;
  if (old?.epoch && old.epoch !== epoch) {
    return { ...none, erased: add(none.erased, gone), ...(left && { gaveUp: left.id }) };
  }
  const lost = lostIn(now) - lostIn(old);
  const kept = old?.outbox && now?.outbox && !left ? [old.outbox, now.outbox] : [];
  if (kept.length && JSON.stringify(batchOf(kept[0])) !== JSON.stringify(batchOf(kept[1]))) {
    return wrong(`the batch ${kept[0]?.id} was changed`);
  }
  if (kept[0]?.strikes !== kept[1]?.strikes && verdictOf(`${kept[0]?.id}`) !== 'void') {
    return wrong(`the batch ${kept[0]?.id} was struck without a promise`);
  }
  if (!left) return lost === total(gone) ? { ...none, lost: gone } : wrong(`unaccounted for: ${show(gone)}`);

  const expired = (now?.lost.expired ?? 0) > (old?.lost.expired ?? 0);
  const verdict = verdictOf(left.id);
  if (!expired && !verdict) return wrong(`settled without an answer that settles: ${left.id}`);
  const delivered = !expired && verdict === 'counted' ? (left.counters as Sums) : {};
  const missing = subtract(gone, delivered);
  if (negativeIn(missing).length > 0) return wrong(`taken as not counted, but was: ${left.id}`);
  if (lost !== total(missing)) return wrong(`unaccounted for: ${show(missing)}`);
  return { ...none, delivered, lost: missing, ...(expired ? { gaveUp: left.id } : { settled: left.id }) };
}

/** All that is still to be delivered. */
export function keptIn(contents: Contents | undefined): Sums {
  const ledger = ledgerIn(contents);
  if (!ledger) return {};
  const tallies = talliesIn(contents).flatMap(([key, tally]) => (isOf(ledger.epoch, key) ? [tally] : []));
  return sumOf([...ledger.pending, ...(ledger.outbox ? [ledger.outbox] : []), ...tallies]);
}

/** Stored by the code under test and by nobody else, so taken as what it says it is. */
export const ledgerIn = (contents: Contents | undefined): Ledger | undefined =>
  contents?.get('snapshot') as Ledger | undefined;

export const talliesIn = (contents: Contents | undefined): readonly [string, Tally][] =>
  [...(contents ?? [])].flatMap(([key, value]) => (key.startsWith('tally/') ? [[key, value as Tally]] : []));

export const epochOf = (contents: Contents | undefined): string => ledgerIn(contents)?.epoch ?? '';

const isOf = (epoch: string, key: string): boolean => epoch !== '' && key.startsWith(`tally/${epoch}/`);
const lostIn = (ledger: Ledger | undefined): number => total((ledger?.lost ?? {}) as Sums);
const sumOf = (tallies: readonly Tally[]): Sums =>
  tallies.reduce<Sums>((sum, { counters }) => add(sum, counters as Sums), {});
const batchOf = (batch: Ledger['outbox']): unknown =>
  batch && [batch.release.version, batch.release.os, Object.entries(batch.counters), batch.sealedAt];
