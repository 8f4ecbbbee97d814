import { type Batch, type Ledger, type LedgerStore, memoryStore, type Tally } from '../../src/index.js';
import { lostIn } from '../../src/reducers/ledger.js';

/** Counts by release and token: `1.4.0 turns/total`. */
export type Sums = Map<string, number>;

export function add(sums: Sums, { release, counters }: Tally, sign: 1 | -1 = 1): void {
  for (const [token, count] of Object.entries(counters)) {
    const key = `${release.version} ${token}`;
    sums.set(key, (sums.get(key) ?? 0) + sign * count);
  }
}

export const total = (sums: Sums): number => [...sums.values()].reduce((sum, count) => sum + count, 0);

/** What the stores of a fleet were given, and what they gave up. */
export interface Audit {
  /** Counts that were acknowledged as saved. */
  readonly saved: Sums;
  readonly lost: Sums;
  /** Counts given up, by the name under which the ledgers report them. */
  readonly lostByName: Map<string, number>;
  /** Batches given up: the collector may have counted them, if no answer was heard. */
  readonly givenUp: Batch[];
}

export const newAudit = (): Audit => ({ saved: new Map(), lost: new Map(), lostByName: new Map(), givenUp: [] });

/** A ledger in memory, whose changes are written down. */
export function auditedStore(audit: Audit): LedgerStore {
  const store = memoryStore();
  return {
    ...store,
    async append(tally, epoch) {
      await store.append(tally, epoch);
      add(audit.saved, tally);
    },
    async apply(action) {
      const before = await store.read();
      const after = await store.apply(action);
      if (lostIn(after) !== lostIn(before)) noteLoss(audit, before, after);
      return after;
    },
  };
}

function noteLoss({ lost, lostByName, givenUp }: Audit, before: Ledger, after: Ledger): void {
  for (const tally of talliesOf(before)) add(lost, tally);
  for (const tally of talliesOf(after)) add(lost, tally, -1);
  for (const [name, count] of Object.entries(after.lost)) {
    const more = count - (before.lost[name as keyof typeof before.lost] ?? 0);
    lostByName.set(name, (lostByName.get(name) ?? 0) + more);
  }
  if (before.outbox && before.outbox.id !== after.outbox?.id) givenUp.push(before.outbox);
}

export const talliesOf = ({ pending, outbox }: Ledger): readonly Tally[] => (outbox ? [...pending, outbox] : pending);
