import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limits } from '../../src/protocol/index.js';
import { totalOf } from '../../src/reducers/counters.js';
import { emptyLedger, fold, type Ledger, maxReleases, reduceLedger, type Tally } from '../../src/reducers/ledger.js';
import { ledgerCommands } from '../support/ledgerCommands.js';
import { setup } from '../support/ledgerLaws.js';
import { batchId, now, releaseOf, tally, tallyOf, tokens } from '../support/ledgers.js';

test('should account for every count, once, after any sequence of actions', () => {
  fc.assert(
    fc.property(ledgerCommands, (commands) => fc.modelRun(setup, commands)),
    { numRuns: 60 },
  );
});

/** Seals and delivers until nothing is pending: what came out, batch by batch. */
function drain(ledger: Ledger): Ledger['outbox'][] {
  const batches: Ledger['outbox'][] = [];
  for (let next = ledger; next.pending.length > 0 && batches.length < 100; ) {
    const id = batchId(batches.length);
    const opened = reduceLedger(next, { type: 'opened', id, now });
    batches.push(opened.outbox);
    next = reduceLedger(opened, { type: 'delivered', id, now });
  }
  return batches;
}

test('should deliver everything in batches within the limits, releases in the order they were first seen', () => {
  fc.assert(
    fc.property(fc.array(tally, { maxLength: 8 }), (tallies) => {
      const batches = drain(fold(emptyLedger('e'), tallies));
      const sum = (all: readonly (Tally | undefined)[]): number =>
        all.reduce((total, entry) => total + totalOf(entry?.counters ?? {}), 0);
      expect(sum(batches)).toBe(sum(tallies));
      for (const batch of batches)
        expect(Object.keys(batch?.counters ?? {}).length).toBeLessThanOrEqual(limits.counters);
      const versions = (all: readonly ({ release: { version: string } } | undefined)[]) => [
        ...new Set(all.map((entry) => entry?.release.version)),
      ];
      expect(versions(batches)).toEqual(versions(tallies));
    }),
  );
});

test('should keep the newest 16 of any number of releases and lose the rest as overflow', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 9 }), (releases, each) => {
      const tallies = Array.from({ length: releases }, (_, n) => tallyOf({ 'turns/total': each }, releaseOf(n)));
      const { pending, lost } = fold(emptyLedger('e'), tallies);
      const over = Math.max(0, releases - maxReleases);
      expect(pending).toEqual(tallies.slice(over));
      expect(lost).toEqual(over === 0 ? {} : { overflow: over * each });
    }),
  );
});

test('should fold to the same sums whatever the order and the pieces the tallies come in', () => {
  const one = fc.record({ release: fc.nat(3).map(releaseOf), counters: fc.constantFrom(...tokens.slice(0, 5)) });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 30 }), fc.func(fc.integer()), (events, order) => {
      const tallies = events.map(({ release, counters }) => tallyOf({ [counters]: 1 }, release));
      const sums = ({ pending }: Ledger) =>
        pending.flatMap(({ release, counters }) =>
          Object.entries(counters).map(([token, count]) => `${release.version} ${token} ${count}`),
        );
      const shuffled = [...tallies].sort((a, b) => order(a) - order(b));
      const halves = fold(fold(emptyLedger('e'), shuffled.slice(0, 7)), shuffled.slice(7));
      const inOrder = fold(emptyLedger('e'), tallies);
      expect(sums(halves).sort()).toEqual(sums(inOrder).sort());
    }),
  );
});
