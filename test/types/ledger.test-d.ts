/** Read by `tsc`, never run: an expected error that is missing fails the check. */
import type { Batch, Ledger, LedgerAction, LedgerStore, Tally } from '../../src/index.js';
import type { Verdict } from '../../src/reducers/judgeResponse.js';

/** Every action, and no other: a new one does not compile until it is handled here, too. */
export function named(action: LedgerAction): string {
  switch (action.type) {
    case 'opened':
      return `${action.id} ${action.now} ${action.vocabulary?.size}`;
    case 'delivered':
      return `${action.id} ${action.now}`;
    case 'foldedBack':
      return `${action.id} ${action.named.length}`;
    case 'struck':
      return action.id;
    case 'postponed':
      return `${action.until}`;
    case 'erased':
      return action.type;
    case 'folded':
      return action.epoch;
    default:
      return action satisfies never;
  }
}

export function outcome(verdict: Verdict): readonly string[] {
  switch (verdict.batch) {
    case 'delivered':
    case 'struck':
    case 'held':
      return [verdict.next];
    case 'foldedBack':
      return verdict.named;
    default:
      return verdict satisfies never;
  }
}

export const actions: LedgerAction[] = [
  { type: 'foldedBack', id: 'x', named: ['turns/total'] },
  // @ts-expect-error: only tokens are named
  { type: 'foldedBack', id: 'x', named: ['a prompt'] },
  // @ts-expect-error: an answer is for a batch
  { type: 'delivered', now: 1 },
  // @ts-expect-error: no such action
  { type: 'reset' },
];

export const tallies: Tally[] = [
  { release: { version: '1.4.0', os: 'linux' }, counters: { 'turns/total': 1 } },
  // @ts-expect-error: only tokens are counted
  { release: { version: '1.4.0', os: 'linux' }, counters: { 'nope/x': 1 } },
  // @ts-expect-error: the operating systems are listed
  { release: { version: '1.4.0', os: 'beos' }, counters: {} },
  // @ts-expect-error: a tally tells nothing of the person
  { release: { version: '1.4.0', os: 'linux' }, counters: {}, user: 'x' },
];

export function meddle(ledger: Ledger, batch: Batch): void {
  // @ts-expect-error: a ledger changes by actions only
  ledger.epoch = 'another';
  // @ts-expect-error: nothing is appended but through a store
  ledger.pending.push(batch);
  // @ts-expect-error: a batch keeps its id
  batch.id = 'another';
  // @ts-expect-error: what was sealed stays
  batch.counters = {};
}

declare const store: LedgerStore;
export const applied: Promise<Ledger> = store.apply({ type: 'folded', epoch: 'e' });
// @ts-expect-error: counts belong to a release
void store.append({ counters: { 'turns/total': 1 } }, 'e');
// @ts-expect-error: and to a consent
void store.append({ release: { version: '1.4.0', os: 'linux' }, counters: {} });
