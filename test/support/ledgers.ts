import fc from 'fast-check';
import { operatingSystems, type Release } from '../../src/protocol/index.js';
import type { Tally } from '../../src/reducers/ledger.js';
import type { Losses, Lost } from '../../src/reducers/losses.js';
import { agentSignals, type Counters, defineSignals, type SignalToken, tokensOf } from '../../src/signals.js';

/** More tokens than fit in one batch. */
export const manySignals = {
  ...agentSignals,
  ...defineSignals({ extra: Array.from({ length: 70 }, (_, n) => `b${n}`) }),
};
export const vocabulary = tokensOf(manySignals);
export const tokens = [...vocabulary] as readonly SignalToken[];

/** A moment in 2026. */
export const now = Date.UTC(2026, 4, 20, 12);
export const day = 86_400_000;

export const batchId = (n: number): string => `batch-${String(n).padStart(16, '0')}`;
export const releaseOf = (n: number): Release => ({ version: `1.${n}.0`, os: operatingSystems[n % 6] ?? 'other' });
export const linux: Release = { version: '1.4.0', os: 'linux' };
export const tallyOf = (counters: Counters, release: Release = linux): Tally => ({ release, counters });

const count = fc.oneof(
  { arbitrary: fc.integer({ min: 1, max: 9 }), weight: 6 },
  fc.integer({ min: 99_990, max: 100_010 }),
  fc.integer({ min: 1, max: 350_000 }),
);
const someTokens = fc.oneof(
  { arbitrary: fc.uniqueArray(fc.constantFrom(...tokens.slice(0, 8)), { minLength: 1, maxLength: 4 }), weight: 12 },
  fc.shuffledSubarray([...tokens], { minLength: 60 }),
);
export const counters: fc.Arbitrary<Counters> = someTokens.chain((chosen) =>
  fc
    .array(count, { minLength: chosen.length, maxLength: chosen.length })
    .map((counts) => Object.fromEntries(chosen.map((token, at) => [token, counts[at]]))),
);
/** Of up to 30 releases, twice as many as a ledger keeps; most of one of three. */
export const tally: fc.Arbitrary<Tally> = fc.record({
  release: fc.oneof({ arbitrary: fc.nat(2), weight: 3 }, fc.nat(29)).map(releaseOf),
  counters,
});

/** What a ledger remembers of counts that it has given up and not reported. */
export const gaveUp = (lost: Lost): Losses => ({
  lost,
  unreported: Object.fromEntries(Object.entries(lost).map(([reason, count]) => [`delivery/${reason}`, count])),
});
